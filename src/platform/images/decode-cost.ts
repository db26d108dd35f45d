import type { Metadata } from 'sharp';
import { webpKind } from './picture-file.js';

const MiB = 1_048_576;
const BYTES_PER_SAMPLE: Record<string, number> = { uchar: 1, char: 1, ushort: 2, short: 2 };
/** Samples a pixel, luminance and both colours, as the JPEG keeps them. CMYK has no third name here and counts 4. */
const JPEG_SAMPLES: Record<string, number> = { '4:2:0': 1.5, '4:2:2': 2, '4:4:4': 3 };
/** Rows of a streamed PNG that libvips keeps at once while it shrinks. */
const STREAMED_ROWS = 1_800;

/**
 * Bytes that decoding a picture takes at its peak, from its header. Fitted to the rise of VmHWM over files of 50
 * megapixels (sharp 0.35.5, libvips 8.18, sharp.concurrency(1)); within 20 % of each and mostly above:
 *
 * | file | measured | here |
 * |---|---|---|
 * | JPEG | 15 MiB | 32 |
 * | JPEG, progressive 4:2:0 / 4:4:4 | 157 / 300 | 159 / 302 |
 * | PNG 8660 wide, 8 bit RGB / 16 bit RGBA | 54 / 114 | 61 / 135 |
 * | PNG, interlaced, 8 bit RGBA / 16 bit RGBA | 233 / 459 | 235 / 426 |
 * | WebP, lossy / lossless | 63 / 199 | 80 / 199 |
 *
 * Interlaced, progressive and lossless files are held whole, whatever size is asked of them.
 */
export function decodeCost(header: Metadata, bytes: Buffer): number {
  const { width, height, channels, isProgressive } = header;
  const pixels = width * height;
  const sample = BYTES_PER_SAMPLE[header.depth] ?? 4;
  switch (header.format) {
    case 'jpeg': {
      if (!isProgressive) return 32 * MiB;
      // Coefficients of 16 bits.
      return pixels * 2 * (JPEG_SAMPLES[header.chromaSubsampling ?? ''] ?? channels) + 16 * MiB;
    }
    case 'png': {
      const row = width * channels * sample;
      return isProgressive ? row * height + 44 * MiB : row * Math.min(height, STREAMED_ROWS) + 16 * MiB;
    }
    default: {
      const { lossless, animated } = webpKind(bytes);
      if (animated) return pixels * 9 + 16 * MiB;
      return lossless ? pixels * 4 + 8 * MiB : pixels + 32 * MiB;
    }
  }
}
