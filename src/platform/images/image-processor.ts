import type { OnApplicationShutdown } from '@nestjs/common';
import { isDeath, workshopOf, type Workshop } from '../workshop.js';
import { UnacceptableImage } from './picture-file.js';
import type { Box, PictureResult, PictureWork } from './pictures.work.js';

export { UnacceptableImage, type UnacceptableReason } from './picture-file.js';

export interface ImageProcessorOptions {
  /** Pictures decoded at once. Default 2. */
  concurrency?: number;
  /** Pictures that may wait for their turn. Default 16. */
  max_waiting?: number;
}

/** Too much is waiting already: refuse now (503, try again) instead of keeping more megabytes in the queue. */
export class ImageProcessorBusy extends Error {
  constructor(message = 'too many pictures are waiting') {
    super(message);
    this.name = 'ImageProcessorBusy';
  }
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

const MAIN = { width: 1920, height: 1080 };
const SIZES = { thumb: { width: 150, height: 150 }, medium: { width: 600, height: 400 }, large: { width: 1200, height: 800 } };
const AVATAR = { width: 500, height: 500 };
/** The small print of a passport stays legible. */
const PAGE = { width: 2400, height: 2400 };
const QUALITY = { main: 85, derived: 80 };

/**
 * Makes our pictures from a stranger's file, wherever it lies on the disk. Only pixels come through: every byte that leaves was encoded here.
 * A process of its own reads it and does all the work: what megabytes of pixels do to a heap stays there, the system lets it run when
 * nothing else wants the processor, a file that kills the decoder kills nothing else, and it knows none of our secrets.
 * Source: shared/spec/api.md §11, reliability.md §2 ("Files do no harm") and §4 (sharp).
 *
 * Three more limits than the documented 10 MB and 50 megapixels keep memory in its bounds: no side over 16 384 pixels,
 * and progressive, interlaced, lossless or animated files, which are held whole, only as far as `decodeCost` fits the
 * budget (e.g. a progressive 4:4:4 JPEG to 32 megapixels, an interlaced RGBA PNG to 40).
 */
export class ImageProcessor implements OnApplicationShutdown {
  private readonly process: Workshop<PictureWork, PictureResult>;
  private readonly concurrency: number;
  private readonly most: number;
  private taken = 0;

  constructor({ concurrency = 2, max_waiting = 16 }: ImageProcessorOptions = {}) {
    this.concurrency = concurrency;
    this.most = concurrency + max_waiting;
    this.process = workshopOf('pictures.work', import.meta.url, { of: 'child_process', most: 1, in_hand: this.most });
  }

  onApplicationShutdown(): Promise<void> {
    return this.process.destroy();
  }

  /** @throws UnacceptableImage for the file, ImageProcessorBusy (temporary) for the moment */
  async toPictures(path: string): Promise<Pictures> {
    const derived = Object.values(SIZES).map((box) => ({ box, quality: QUALITY.derived }));
    const { jpegs, width, height } = await this.make(path, MAIN, [{ quality: QUALITY.main }, ...derived]);
    const [main, thumb, medium, large] = jpegs as [Buffer, Buffer, Buffer, Buffer];
    return { main, thumb, medium, large, width, height };
  }

  /** A JPEG of at most 500×500. Throws like `toPictures`. */
  toAvatar(path: string): Promise<Buffer> {
    return this.makeOne(path, AVATAR);
  }

  /** A JPEG of at most 2400×2400, for what has to be read. Throws like `toPictures`. */
  toPage(path: string): Promise<Buffer> {
    return this.makeOne(path, PAGE);
  }

  private async makeOne(path: string, box: Box): Promise<Buffer> {
    const { jpegs } = await this.make(path, box, [{ quality: QUALITY.main }]);
    return jpegs[0];
  }

  private async make(path: string, box: Box, outputs: PictureWork['outputs']): Promise<{ jpegs: Buffer[]; width: number; height: number }> {
    if (this.taken >= this.most) throw new ImageProcessorBusy();
    this.taken += 1;
    try {
      const result = await this.process.run({ path, box, outputs, at_once: this.concurrency });
      if (!('refused' in result)) return { ...result, jpegs: result.jpegs.map((jpeg) => Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)) };
      throw result.refused === 'too_late' ? new ImageProcessorBusy('a picture took too long') : new UnacceptableImage(result.refused);
    } catch (error) {
      // With it dies the work of others that it had in hand: whoever comes again meets a new process.
      throw isDeath(error) ? new ImageProcessorBusy('the process that makes pictures died') : error;
    } finally {
      this.taken -= 1;
    }
  }
}
