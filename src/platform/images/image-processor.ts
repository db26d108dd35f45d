import type { OnApplicationShutdown } from '@nestjs/common';
import sharp, { type Metadata } from 'sharp';
import { isDeath, workshopOf, type Workshop } from '../workshop.js';
import { decodeCost } from './decode-cost.js';
import { ImageProcessorBusy, MemoryGate } from './memory-gate.js';
import { formatOf, type PictureFormat, UnacceptableImage, withoutPngExtras } from './picture-file.js';
import type { Box, PictureResult, PictureWork } from './pictures.work.js';
// Here, too, libvips reads nothing but the three formats.
import './pictures.work.js';

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

const MAIN = { width: 1920, height: 1080 };
const SIZES = { thumb: { width: 150, height: 150 }, medium: { width: 600, height: 400 }, large: { width: 1200, height: 800 } };
const AVATAR = { width: 500, height: 500 };
/** The small print of a passport stays legible. */
const PAGE = { width: 2400, height: 2400 };
const QUALITY = { main: 85, derived: 80 };

/**
 * Makes our pictures from a stranger's file. Only pixels come through: every byte that leaves was encoded here.
 * A process of its own does it: what megabytes of pixels do to a heap stays there, the system lets it run when nothing else wants the
 * processor, a file that kills the decoder kills nothing else, and it knows none of our secrets.
 * Source: shared/spec/api.md §11, reliability.md §2 ("Files do no harm") and §4 (sharp).
 *
 * Three more limits than the documented 10 MB and 50 megapixels keep memory in its bounds: no side over 16 384 pixels,
 * and progressive, interlaced, lossless or animated files, which are held whole, only as far as `decodeCost` fits the
 * budget (e.g. a progressive 4:4:4 JPEG to 32 megapixels, an interlaced RGBA PNG to 40).
 */
export class ImageProcessor implements OnApplicationShutdown {
  private readonly gate: MemoryGate;
  private readonly process: Workshop<PictureWork, PictureResult>;

  constructor(options: ImageProcessorOptions = {}) {
    const { concurrency = 2, max_waiting = 16 } = options;
    this.gate = new MemoryGate({ concurrency, max_waiting, budget_bytes: MEMORY_BUDGET });
    this.process = workshopOf('pictures.work', import.meta.url, { of: 'child_process', most: 1, in_hand: concurrency });
  }

  onApplicationShutdown(): Promise<void> {
    return this.process.destroy();
  }

  /** @throws UnacceptableImage for the file, ImageProcessorBusy (temporary) for the moment */
  async toPictures(bytes: Buffer): Promise<Pictures> {
    const derived = Object.values(SIZES).map((box) => ({ box, quality: QUALITY.derived }));
    const { jpegs, width, height } = await this.make(bytes, MAIN, [{ quality: QUALITY.main }, ...derived]);
    const [main, thumb, medium, large] = jpegs as [Buffer, Buffer, Buffer, Buffer];
    return { main, thumb, medium, large, width, height };
  }

  /** A JPEG of at most 500×500. Throws like `toPictures`. */
  toAvatar(bytes: Buffer): Promise<Buffer> {
    return this.makeOne(bytes, AVATAR);
  }

  /** A JPEG of at most 2400×2400, for what has to be read. Throws like `toPictures`. */
  toPage(bytes: Buffer): Promise<Buffer> {
    return this.makeOne(bytes, PAGE);
  }

  private async makeOne(bytes: Buffer, box: Box): Promise<Buffer> {
    const { jpegs } = await this.make(bytes, box, [{ quality: QUALITY.main }]);
    return jpegs[0];
  }

  private async make(bytes: Buffer, box: Box, outputs: PictureWork['outputs']): Promise<{ jpegs: Buffer[]; width: number; height: number }> {
    if (bytes.length > LARGEST_FILE) throw new UnacceptableImage('too_large');
    const format = await formatOf(bytes);
    const file = format === 'png' ? withoutPngExtras(bytes) : bytes;
    const header = await readHeader(file, format);
    const { width, height } = header;
    const cost = decodeCost(header, file);
    if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE || cost > MEMORY_BUDGET) {
      throw new UnacceptableImage('too_many_pixels');
    }
    const result = await this.gate.run(cost, () => this.process.run({ file, box, most_pixels: MOST_PIXELS, outputs }).catch(whoDied));
    if ('complaint' in result) throw refusal(result.complaint);
    return { ...result, jpegs: result.jpegs.map((jpeg) => Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)) };
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

/** With it dies the work of others that it had in hand: whoever comes again meets a new process. */
function whoDied(error: unknown): never {
  throw isDeath(error) ? new ImageProcessorBusy('the process that makes pictures died') : error;
}

/** Within the limits a picture takes a second or two: one that runs out of time met an overloaded machine. */
function refusal(complaint: string): Error {
  if (complaint.includes('timeout')) return new ImageProcessorBusy('a picture took too long');
  return new UnacceptableImage(complaint.includes('pixel limit') ? 'too_many_pixels' : 'corrupt');
}
