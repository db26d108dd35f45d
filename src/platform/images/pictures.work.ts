import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { decodeCost } from './decode-cost.js';
import { MemoryGate } from './memory-gate.js';
import { formatOf, UnacceptableImage, withoutPngExtras, type PictureFormat, type UnacceptableReason } from './picture-file.js';

/** A box that a picture is made to fit inside, in pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** What the process of `ImageProcessor` does: one file, decoded once to fit `box`, and the JPEGs made of it. */
export interface PictureWork {
  /** Where it lies. */
  readonly path: string;
  readonly box: Box;
  /** Without a box it is what was decoded. */
  readonly outputs: readonly { readonly box?: Box; readonly quality: number }[];
  /** Pictures decoded at once. */
  readonly at_once: number;
}

/** The JPEGs in the order of `outputs`, and the size of what was decoded; or why there are none. */
export type PictureResult =
  | { readonly jpegs: readonly Uint8Array[]; readonly width: number; readonly height: number }
  | { readonly refused: UnacceptableReason | 'too_late' };

const LARGEST_FILE = 10 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;
/** A streamed decoder keeps whole rows: a PNG of 49 000 000×1 pixels, within the limit above, took 2.1 GB (measured). */
const LONGEST_SIDE = 16_384;
/** A picture that needs more is refused. */
const MOST_MEMORY = 200 * 1024 * 1024;
/** For all pictures at work together; one that needs more works alone. */
const SHARED_MEMORY = 160 * 1024 * 1024;
const LONGEST_SECONDS = 20;
const NICE = 10;

/**
 * Flaws phones and old editors write into sound pictures (Samsung's SOS parameters, bytes before a marker, versions
 * they made up). Any other complaint of the decoder means missing or broken picture data.
 */
const HARMLESS = /Invalid SOS parameters|extraneous bytes before marker|JFIF major revision|Adobe color transform/i;

/** Looking at files, one by one: what waits to be decoded is not in memory. */
const looking = new MemoryGate({ concurrency: 1, budget_bytes: LARGEST_FILE });
let decoding: MemoryGate | undefined;
let inHand = 0;

shutOtherDoors();

export default async function work({ path, box, outputs, at_once }: PictureWork): Promise<PictureResult> {
  if (!decoding) beModest();
  const gate = (decoding ??= new MemoryGate({ concurrency: at_once, budget_bytes: SHARED_MEMORY }));
  inHand += 1;
  try {
    const cost = await looking.run(LARGEST_FILE, () => costOf(path));
    return await gate.run(cost, async () => make((await read(path)).bytes, box, outputs));
  } catch (error) {
    if (error instanceof UnacceptableImage) return { refused: error.reason };
    // Whoever sent it has gone, and their file with them.
    if ((error as { code?: unknown }).code === 'ENOENT') return { refused: 'too_late' };
    throw error;
  } finally {
    inHand -= 1;
  }
}

/** What is decoded of a file. */
async function read(path: string): Promise<{ bytes: Buffer; format: PictureFormat }> {
  const bytes = await readFile(path);
  if (bytes.length > LARGEST_FILE) throw new UnacceptableImage('too_large');
  const format = await formatOf(bytes);
  return { bytes: format === 'png' ? withoutPngExtras(bytes) : bytes, format };
}

/** What decoding it takes, in bytes. @throws UnacceptableImage */
async function costOf(path: string): Promise<number> {
  const { bytes, format } = await read(path);
  const header = await readHeader(bytes, format);
  const { width, height } = header;
  const cost = decodeCost(header, bytes);
  if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE || cost > MOST_MEMORY) {
    throw new UnacceptableImage('too_many_pixels');
  }
  return cost;
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

async function make(file: Buffer, box: Box, outputs: PictureWork['outputs']): Promise<PictureResult> {
  let pixels: Awaited<ReturnType<typeof toPixels>>;
  try {
    pixels = await toPixels(file, box, 'warning').catch((error: unknown) => {
      if (!isHarmless(error as Error)) throw error;
      return toPixels(file, box, 'error');
    });
  } catch (error) {
    return { refused: reasonOf((error as Error).message) };
  }
  const { data, info } = pixels;
  const raw = { width: info.width, height: info.height, channels: info.channels };
  // From the one small picture in memory: the file is decoded once.
  const jpegs = await Promise.all(outputs.map((one) => jpeg(one.box ? inside(sharp(data, { raw }), one.box) : sharp(data, { raw }), one.quality)));
  return { jpegs, width: info.width, height: info.height };
}

/** Within the limits a picture takes a second or two: one that runs out of time met an overloaded machine. */
function reasonOf(complaint: string): UnacceptableReason | 'too_late' {
  if (complaint.includes('timeout')) return 'too_late';
  return complaint.includes('pixel limit') ? 'too_many_pixels' : 'corrupt';
}

function toPixels(file: Buffer, box: Box, failOn: 'warning' | 'error'): Promise<{ data: Buffer; info: OutputInfo }> {
  // An animation gives its first picture, upright is as the EXIF says, colours become sRGB by the profile: sharp's defaults.
  return inside(sharp(file, { failOn, limitInputPixels: MOST_PIXELS, sequentialRead: true, autoOrient: true }), box)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: LONGEST_SECONDS })
    .toBuffer({ resolveWithObject: true });
}

function inside(picture: Sharp, box: Box): Sharp {
  return picture.resize({ ...box, fit: 'inside', withoutEnlargement: true });
}

function jpeg(picture: Sharp, quality: number): Promise<Buffer> {
  return picture.jpeg({ quality, mozjpeg: false }).timeout({ seconds: LONGEST_SECONDS }).toBuffer();
}

/** libvips lists several complaints on lines of their own: all must be harmless. */
function isHarmless(error: Error): boolean {
  return error.message.split('\n').every((line) => line.trim() === '' || HARMLESS.test(line));
}

/**
 * Gives way to all that answers requests: on Linux each thread has a priority of its own, and those that come later take their parent's.
 * Whoever ends a service or a terminal ends all of its processes at once; what is in hand is still finished for a request that waits for it.
 */
function beModest(): void {
  try {
    const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
    for (const thread of threads) setPriority(thread, NICE);
  } catch {
    // Where the system forbids it, pictures are made all the same.
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => { if (inHand === 0) process.exit(); });
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
