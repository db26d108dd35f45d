import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { GIF, phonePhoto, pngChunk, pngOf, SVG, textBombPng, ZIP_TAIL } from '../../../test/support/simulators/strange-pictures.js';
import { pictureProcesses, ProcessorOfBytes } from '../../../test/support/picture-files.js';
import { ImageProcessorBusy, UnacceptableImage, type UnacceptableReason } from './image-processor.js';

const images = new ProcessorOfBytes();
afterAll(() => images.onApplicationShutdown());

async function refused(bytes: Buffer, reason: UnacceptableReason): Promise<void> {
  const outcomes = await Promise.allSettled([images.toPictures(bytes), images.toAvatar(bytes)]);
  for (const outcome of outcomes) {
    const error: unknown = outcome.status === 'rejected' ? outcome.reason : 'was taken';
    expect(error).toBeInstanceOf(UnacceptableImage);
    expect(error).toMatchObject({ reason });
  }
}

describe('ImageProcessor', () => {
  let photo: Buffer;
  beforeAll(async () => {
    photo = await phonePhoto({ width: 4000, height: 3000, orientation: 6 });
  });

  describe('refuses', () => {
    it.each([
      ['a GIF, whatever it is called', GIF],
      ['an SVG', SVG],
      ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
      ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj')],
      ['an archive', ZIP_TAIL],
      ['a TIFF', Buffer.from('49492a0008000000', 'hex')],
      ['a HEIC', Buffer.from('0000001866747970686569630000000068656963', 'hex')],
      ['text', Buffer.from('hello')],
      ['nothing', Buffer.alloc(0)],
      ['a BMP', Buffer.from('424d3a000000000000003600000028000000', 'hex')],
    ])('%s', async (_what, bytes) => {
      await refused(bytes, 'unsupported_type');
    });

    it('other formats also where libvips would read them: their loaders are shut', async () => {
      await import('./pictures.work.js');
      await expect(sharp(SVG).metadata()).rejects.toThrow();
      await expect(sharp(GIF).metadata()).rejects.toThrow();
    });

    it('a file over 10 MB, and takes one just below', async () => {
      const filler = (size: number): Buffer => Buffer.concat([photo, Buffer.alloc(size - photo.length)]);
      await refused(filler(10 * 1024 * 1024 + 1), 'too_large');
      await expect(images.toAvatar(filler(10 * 1024 * 1024))).resolves.toBeDefined();
    });

    it('a JPEG cut short, wherever', async () => {
      const plain = await sharp(photo).resize(800).jpeg().toBuffer();
      for (const part of [0.1, 0.5, 0.9, 0.999]) await refused(plain.subarray(0, plain.length * part), 'corrupt');
      await refused(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'corrupt');
    });

    it('a PNG cut short or with chunks that do not add up', async () => {
      const plain = pngOf({ width: 400, height: 300, depth: 8, colour: 2 });
      await refused(plain.subarray(0, plain.length - 20), 'corrupt');
      await refused(plain.subarray(0, 60), 'corrupt');
      const long = Buffer.from(plain);
      long.writeUInt32BE(0x00ffffff, 33);
      await refused(long, 'corrupt');
      await refused(pngOf({ width: 400, height: 300, pixels: false }), 'corrupt');
    });

    it('a WebP cut short', async () => {
      const plain = await sharp(photo).resize(800).webp().toBuffer();
      await refused(plain.subarray(0, plain.length / 2), 'corrupt');
    });

    it('a JPEG whose picture data is broken', async () => {
      const plain = await sharp(photo).resize(800).jpeg().toBuffer();
      const broken = Buffer.from(plain);
      broken.fill(0xff, plain.length >> 1, (plain.length >> 1) + 400);
      await refused(broken, 'corrupt');
    });

    it('a PNG bomb of 400 megapixels by its header', async () => {
      const bomb = pngOf({ width: 20_000, height: 20_000 });
      expect(bomb.length).toBeLessThan(100_000);
      await refused(bomb, 'too_many_pixels');
    });

    it('51 megapixels, and takes 50', async () => {
      await refused(pngOf({ width: 8_500, height: 6_000 }), 'too_many_pixels');
      expect(await images.toPictures(pngOf({ width: 8_000, height: 6_250 }))).toMatchObject({ width: 1382, height: 1080 });
    });

    it('sides longer than a decoder can take by rows', async () => {
      await refused(pngOf({ width: 49_000_000, height: 1 }), 'too_many_pixels');
      await refused(pngOf({ width: 1, height: 16_385 }), 'too_many_pixels');
    });

    it('files that are held whole, from where they would not fit', async () => {
      const held = { width: 7_000, height: 7_000, depth: 16, colour: 6, interlaced: true, pixels: false } as const;
      await refused(pngOf(held), 'too_many_pixels');
    });
  });

  it('keeps memory in bounds, whatever it is given', async () => {
    const sheet = { create: { width: 8_650, height: 5_773, channels: 3 as const, background: '#369' } };
    const files = [
      textBombPng(),
      pngOf({ width: 20_000, height: 20_000 }),
      pngOf({ width: 49_000_000, height: 1 }),
      pngOf({ width: 8_000, height: 6_250, extras: [pngChunk('iCCP', Buffer.alloc(2_000_000))] }),
      await sharp(sheet).jpeg({ progressive: true }).toBuffer(),
      await sharp(sheet).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
      await sharp(sheet).png().toBuffer(),
    ];
    const own = new ProcessorOfBytes();
    await own.toAvatar(photo);
    const [child] = await pictureProcesses();
    const before = mostMegabytes(child);
    await Promise.allSettled(files.flatMap((file) => [own.toPictures(file), own.toAvatar(file)]));
    expect(mostMegabytes(child) - before).toBeGreaterThan(10);
    expect(mostMegabytes(child) - before).toBeLessThan(200);
    await own.onApplicationShutdown();
  }, 60_000);

  it('works at as many pictures as it may, keeps some waiting and sends the rest away', async () => {
    const narrow = new ProcessorOfBytes({ concurrency: 1, max_waiting: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => narrow.toAvatar(photo)));
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals).toHaveLength(3);
    for (const { reason } of refusals) expect(reason).toBeInstanceOf(ImageProcessorBusy);
    await expect(narrow.toAvatar(photo)).resolves.toBeDefined();
    await narrow.onApplicationShutdown();
  });
});

/** The highest point of a process so far: work can only push it up. */
function mostMegabytes(pid: string): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
