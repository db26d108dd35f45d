import sharp, { type Metadata, type Sharp } from 'sharp';
import { decodeCost } from './decode-cost.js';
import { ImageProcessorBusy, MemoryGate } from './memory-gate.js';
import { formatOf, type PictureFormat, UnacceptableImage, withoutPngExtras } from './picture-file.js';

export { ImageProcessorBusy } from './memory-gate.js';
export { UnacceptableImage, type UnacceptableReason } from './picture-file.js';

export interface ImageProcessorOptions {
  /** Pictures decoded at once. Default 2: each takes one of libuv's four threads, files and names need the others. */
  concurrency?: number;
  /** Pictures that may wait for their turn. Default 16. */
  max_waiting?: number;
}

/** JPEGs, upright, sRGB, without metadata; `width` and `height` are those of `main`, in pixels. */
export interface Pictures {
  /** At most 1920×1080. */
  main: Buffer;
  /** At most 150×150. */
  thumb: Buffer;
  /** At most 600×400. */
  medium: Buffer;
  /** At most 1200×800. */
  large: Buffer;
  width: number;
  height: number;
}

const LARGEST_FILE = 10 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;
/** A streamed decoder keeps whole rows: a PNG of 49 000 000×1 pixels, within the limit above, took 2.1 GB (measured). */
const LONGEST_SIDE = 16_384;
/** For all pictures at work together; a picture that needs more by itself is refused. */
const MEMORY_BUDGET = 200 * 1024 * 1024;
const LONGEST_SECONDS = 20;

const MAIN = { width: 1920, height: 1080 };
const SIZES = { thumb: { width: 150, height: 150 }, medium: { width: 600, height: 400 }, large: { width: 1200, height: 800 } };
const AVATAR = { width: 500, height: 500 };
/** The small print of a passport stays legible. */
const PAGE = { width: 2400, height: 2400 };
const QUALITY = { main: 85, derived: 80 };

/**
 * Flaws phones and old editors write into sound pictures (Samsung's SOS parameters, bytes before a marker, versions
 * they made up). Any other complaint of the decoder means missing or broken picture data.
 */
const HARMLESS = /Invalid SOS parameters|extraneous bytes before marker|JFIF major revision|Adobe color transform/i;

interface Pixels {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

shutOtherDoors();

/**
 * Makes our pictures from a stranger's file. Only pixels come through: every byte that leaves was encoded here.
 * Source: shared/spec/api.md §11, reliability.md §2 ("Files do no harm") and §4 (sharp).
 *
 * Three more limits than the documented 10 MB and 50 megapixels keep memory in its bounds: no side over 16 384 pixels,
 * and progressive, interlaced, lossless or animated files, which are held whole, only as far as `decodeCost` fits the
 * budget (e.g. a progressive 4:4:4 JPEG to 32 megapixels, an interlaced RGBA PNG to 40).
 */
export class ImageProcessor {
  private readonly gate: MemoryGate;

  constructor(options: ImageProcessorOptions = {}) {
    const { concurrency = 2, max_waiting = 16 } = options;
    this.gate = new MemoryGate({ concurrency, max_waiting, budget_bytes: MEMORY_BUDGET });
  }

  /** @throws UnacceptableImage for the file, ImageProcessorBusy (temporary) for the moment */
  async toPictures(bytes: Buffer): Promise<Pictures> {
    return this.decode(bytes, MAIN, async (pixels) => {
      // From the one small picture in memory: the file is decoded once.
      const [main, thumb, medium, large] = await Promise.all([
        jpeg(fromPixels(pixels), QUALITY.main),
        jpeg(inside(fromPixels(pixels), SIZES.thumb), QUALITY.derived),
        jpeg(inside(fromPixels(pixels), SIZES.medium), QUALITY.derived),
        jpeg(inside(fromPixels(pixels), SIZES.large), QUALITY.derived),
      ]);
      return { main, thumb, medium, large, width: pixels.raw.width, height: pixels.raw.height };
    });
  }

  /** A JPEG of at most 500×500. Throws like `toPictures`. */
  async toAvatar(bytes: Buffer): Promise<Buffer> {
    return this.decode(bytes, AVATAR, (pixels) => jpeg(fromPixels(pixels), QUALITY.main));
  }

  /** A JPEG of at most 2400×2400, for what has to be read. Throws like `toPictures`. */
  async toPage(bytes: Buffer): Promise<Buffer> {
    return this.decode(bytes, PAGE, (pixels) => jpeg(fromPixels(pixels), QUALITY.main));
  }

  private async decode<T>(bytes: Buffer, box: typeof MAIN, use: (pixels: Pixels) => Promise<T>): Promise<T> {
    if (bytes.length > LARGEST_FILE) throw new UnacceptableImage('too_large');
    const format = await formatOf(bytes);
    const file = format === 'png' ? withoutPngExtras(bytes) : bytes;
    const header = await readHeader(file, format);
    const { width, height } = header;
    const cost = decodeCost(header, file);
    if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE || cost > MEMORY_BUDGET) {
      throw new UnacceptableImage('too_many_pixels');
    }
    return this.gate.run(cost, async () => use(await decodeOnce(file, box)));
  }
}

/** Nothing is decoded here, so a bomb costs no more than its header. */
async function readHeader(file: Buffer, format: PictureFormat): Promise<Metadata> {
  let header: Metadata;
  try {
    header = await sharp(file, { limitInputPixels: false }).metadata();
  } catch {
    throw new UnacceptableImage('corrupt');
  }
  // Two readers that disagree about a file: somebody made it so.
  if (header.format !== format) throw new UnacceptableImage('unsupported_type');
  return header;
}

async function decodeOnce(file: Buffer, box: typeof MAIN): Promise<Pixels> {
  try {
    return await toPixels(file, box, 'warning');
  } catch (error) {
    if (!isHarmless(error as Error)) throw refusal(error as Error);
  }
  try {
    return await toPixels(file, box, 'error');
  } catch (error) {
    throw refusal(error as Error);
  }
}

async function toPixels(file: Buffer, box: typeof MAIN, failOn: 'warning' | 'error'): Promise<Pixels> {
  // An animation gives its first picture, upright is as the EXIF says, colours become sRGB by the profile: sharp's defaults.
  const picture = sharp(file, { failOn, limitInputPixels: MOST_PIXELS, sequentialRead: true, autoOrient: true });
  const { data, info } = await inside(picture, box)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: LONGEST_SECONDS })
    .toBuffer({ resolveWithObject: true });
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } };
}

function inside(picture: Sharp, box: typeof MAIN): Sharp {
  return picture.resize({ ...box, fit: 'inside', withoutEnlargement: true });
}

function fromPixels({ data, raw }: Pixels): Sharp {
  return sharp(data, { raw });
}

function jpeg(picture: Sharp, quality: number): Promise<Buffer> {
  return picture.jpeg({ quality, mozjpeg: false }).timeout({ seconds: LONGEST_SECONDS }).toBuffer();
}

/** libvips lists several complaints on lines of their own: all must be harmless. */
function isHarmless(error: Error): boolean {
  return error.message.split('\n').every((line) => line.trim() === '' || HARMLESS.test(line));
}

/** Within the limits a picture takes a second or two: one that runs out of time met an overloaded machine. */
function refusal(error: Error): Error {
  if (error.message.includes('timeout')) return new ImageProcessorBusy('a picture took too long');
  return new UnacceptableImage(error.message.includes('pixel limit') ? 'too_many_pixels' : 'corrupt');
}

/**
 * libvips reads SVG, PDF, TIFF, GIF and more as readily as a JPEG, each with faults of its own (GHSA-f88m-g3jw-g9cj):
 * block them all, for the whole process, then let in the three. One thread a picture, and no cache of other people's.
 */
function shutOtherDoors(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
  sharp.concurrency(1);
  sharp.cache(false);
}
