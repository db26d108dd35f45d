import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { PICTURES, pictureKey, type Picture } from './catalogue.js';
import { HEIGHT, WIDTH } from './drawing.js';
import type { PictureStore } from './picture-store.js';
import { drawPicture } from './scenes.js';

const JPEG = { quality: 82, mozjpeg: false } as const;
/** The sizes that uploads get too. */
const SIZES = [
  { suffix: '_thumb', width: 150, height: 150 },
  { suffix: '_medium', width: 600, height: 400 },
  { suffix: '_large', width: 1200, height: 800 },
] as const;

/** Draws the whole pool and stores each picture in all its sizes; a few seconds. */
export async function putPictures(storage: PictureStore, log: (line: string) => void): Promise<void> {
  const begun = performance.now();
  const limit = pLimit(Math.max(2, availableParallelism()));
  // What users send is never read as SVG (see ImageProcessor); these drawings are our own.
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  try {
    await Promise.all(PICTURES.map((picture) => limit(() => putPicture(storage, picture))));
  } finally {
    sharp.block({ operation: ['VipsForeignLoadSvg'] });
  }
  log(`${PICTURES.length} pictures drawn in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

async function putPicture(storage: PictureStore, picture: Picture): Promise<void> {
  // The drawing is rasterised once; the sizes are cut from its pixels.
  const { data, info } = await sharp(Buffer.from(drawPicture(picture))).flatten().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  if (raw.width !== WIDTH || raw.height !== HEIGHT) throw new Error(`${picture.name} came out as ${raw.width}×${raw.height}`);
  const store = (key: string, bytes: Buffer): Promise<void> => storage.put(key, bytes, { content_type: 'image/jpeg' });
  await store(pictureKey(picture), await sharp(data, { raw }).jpeg(JPEG).toBuffer());
  for (const { suffix, width, height } of SIZES) {
    await store(pictureKey(picture, suffix), await sharp(data, { raw }).resize(width, height, { fit: 'cover' }).jpeg(JPEG).toBuffer());
  }
}
