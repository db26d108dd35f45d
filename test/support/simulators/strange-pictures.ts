import sharp, { type Create } from 'sharp';
import { crc32, deflateSync } from 'node:zlib';

/** Pictures as phones make them, and as those make them who wish us ill. */

/** A chunk of a PNG with its right checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

export interface PngShape {
  width: number;
  height: number;
  /** Bits a sample; default 1. */
  depth?: 1 | 8 | 16;
  /** 0 grey (default), 2 RGB, 6 RGBA. */
  colour?: 0 | 2 | 6;
  interlaced?: boolean;
  /** Put between header and pixels. */
  extras?: Buffer[];
  /** False leaves the pixels out: for files that must be refused by their header. */
  pixels?: boolean;
}

/** A PNG of one colour, written by hand: any size costs next to nothing, which is what makes a bomb of it. */
export function pngOf({ width, height, depth = 1, colour = 0, interlaced = false, extras = [], pixels = true }: PngShape): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const samples = { 0: 1, 2: 3, 6: 4 }[colour];
  const row = 1 + Math.ceil((width * samples * depth) / 8);
  const data = pixels ? deflateSync(Buffer.alloc(row * height), { level: 9 }) : Buffer.alloc(0);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...extras,
    pngChunk('IDAT', data),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** 900 texts of 7.5 MB each in 6.6 MB of file: unpacked while a PNG's header is read, unless they are taken out before. */
export function textBombPng(): Buffer {
  const text = Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), deflateSync(Buffer.alloc(7_500_000, 65), { level: 9 })]);
  return pngOf({ width: 100, height: 100, extras: Array<Buffer>(900).fill(pngChunk('zTXt', text)) });
}

export interface PhotoShape {
  /** As stored, before it is turned upright. */
  width: number;
  height: number;
  /** EXIF, 1 to 8. */
  orientation?: number;
}

/**
 * A JPEG as a phone makes it: camera, place and owner in its EXIF, to be turned as `orientation` says. As stored, its
 * left half is red and its right half blue.
 */
export async function phonePhoto({ width, height, orientation = 1 }: PhotoShape): Promise<Buffer> {
  const left = Math.floor(width / 2);
  const sheet = (sheetWidth: number, background: string): { create: Create } => ({
    create: { width: sheetWidth, height, channels: 3, background },
  });
  return sharp(sheet(width, '#0000ff'))
    .composite([{ input: sheet(left, '#ff0000'), left: 0, top: 0 }])
    .jpeg({ quality: 92 })
    .withMetadata({ orientation })
    .withExifMerge({
      IFD0: { Make: 'SecretMake', Artist: 'SecretArtist' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '6/1 22/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 25/1 0/1' },
    })
    .toBuffer();
}

/** A 1×1 GIF that every viewer shows. */
export const GIF = Buffer.from('47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b', 'hex');

export const SVG = Buffer.from(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd"/></svg>',
);

/** A small archive with one file, `evil.html`, by hand: enough for unzip and for a browser that guesses types. */
export const ZIP_TAIL = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from('evil.html<script>alert(1)</script>')]);
