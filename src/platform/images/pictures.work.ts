import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import sharp, { type OutputInfo, type Sharp } from 'sharp';

/** A box that a picture is made to fit inside, in pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** What the process of `ImageProcessor` does: one file, decoded once to fit `box`, and the JPEGs made of it. */
export interface PictureWork {
  readonly file: Uint8Array;
  readonly box: Box;
  readonly most_pixels: number;
  /** Without a box it is what was decoded. */
  readonly outputs: readonly { readonly box?: Box; readonly quality: number }[];
}

/** The JPEGs in the order of `outputs`, and the size of what was decoded; or what the decoder complains about. */
export type PictureResult = { readonly jpegs: readonly Uint8Array[]; readonly width: number; readonly height: number } | { readonly complaint: string };

const LONGEST_SECONDS = 20;
const NICE = 10;

/**
 * Flaws phones and old editors write into sound pictures (Samsung's SOS parameters, bytes before a marker, versions
 * they made up). Any other complaint of the decoder means missing or broken picture data.
 */
const HARMLESS = /Invalid SOS parameters|extraneous bytes before marker|JFIF major revision|Adobe color transform/i;

shutOtherDoors();
let polite = false;

/** It imports nothing of ours: tests start it from its source. */
export default async function work({ file, box, most_pixels, outputs }: PictureWork): Promise<PictureResult> {
  if (!polite) giveWay();
  let pixels: Awaited<ReturnType<typeof toPixels>>;
  try {
    pixels = await toPixels(file, box, most_pixels, 'warning').catch((error: unknown) => {
      if (!isHarmless(error as Error)) throw error;
      return toPixels(file, box, most_pixels, 'error');
    });
  } catch (error) {
    return { complaint: (error as Error).message };
  }
  const { data, info } = pixels;
  const raw = { width: info.width, height: info.height, channels: info.channels };
  // From the one small picture in memory: the file is decoded once.
  const jpegs = await Promise.all(outputs.map((one) => jpeg(one.box ? inside(sharp(data, { raw }), one.box) : sharp(data, { raw }), one.quality)));
  return { jpegs, width: info.width, height: info.height };
}

/** To all that answers requests. On Linux each thread has a priority of its own, and those that come later take their parent's. */
function giveWay(): void {
  polite = true;
  try {
    const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
    for (const thread of threads) setPriority(thread, NICE);
  } catch {
    // Where the system forbids it, pictures are made all the same.
  }
}

function toPixels(file: Uint8Array, box: Box, most_pixels: number, failOn: 'warning' | 'error'): Promise<{ data: Buffer; info: OutputInfo }> {
  // An animation gives its first picture, upright is as the EXIF says, colours become sRGB by the profile: sharp's defaults.
  return inside(sharp(file, { failOn, limitInputPixels: most_pixels, sequentialRead: true, autoOrient: true }), box)
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
 * libvips reads SVG, PDF, TIFF, GIF and more as readily as a JPEG, each with faults of its own (GHSA-f88m-g3jw-g9cj):
 * block them all, for the whole process, then let in the three. One thread a picture, and no cache of other people's.
 */
function shutOtherDoors(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
  sharp.concurrency(1);
  sharp.cache(false);
}
