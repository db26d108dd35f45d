import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { phonePhoto, pngChunk, pngOf, ZIP_TAIL } from '../../../test/support/simulators/strange-pictures.js';
import { onDisk, pictureProcesses, ProcessorOfBytes } from '../../../test/support/picture-files.js';
import { ImageProcessor, ImageProcessorBusy } from './image-processor.js';

const images = new ProcessorOfBytes();
afterAll(() => images.onApplicationShutdown());

/** The colour at a point given in parts of the whole. */
async function colourAt(picture: Buffer, x: number, y: number): Promise<{ red: number; green: number; blue: number }> {
  const { data, info } = await sharp(picture).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return { red: data[at], green: data[at + 1], blue: data[at + 2] };
}

describe('ImageProcessor', () => {
  let photo: Buffer;
  beforeAll(async () => {
    photo = await phonePhoto({ width: 4000, height: 3000, orientation: 6 });
  });

  describe('makes our pictures of a photo', () => {
    it('in four sizes, each fitted inside its box, all of them JPEGs', async () => {
      const pictures = await images.toPictures(photo);
      const shapes = await Promise.all(
        [pictures.main, pictures.large, pictures.medium, pictures.thumb].map(async (picture) => {
          const { format, width, height } = await sharp(picture).metadata();
          return { format, width, height };
        }),
      );
      // Upright it is 3000×4000.
      expect(shapes).toEqual([
        { format: 'jpeg', width: 810, height: 1080 },
        { format: 'jpeg', width: 600, height: 800 },
        { format: 'jpeg', width: 300, height: 400 },
        { format: 'jpeg', width: 113, height: 150 },
      ]);
      expect(pictures).toMatchObject({ width: 810, height: 1080 });
    });

    it('as an avatar of at most 500×500', async () => {
      const { format, width, height } = await sharp(await images.toAvatar(photo)).metadata();
      expect({ format, width, height }).toEqual({ format: 'jpeg', width: 375, height: 500 });
    });

    it.each([
      [1, 'red', 'blue', 400, 300],
      [2, 'blue', 'red', 400, 300],
      [3, 'blue', 'red', 400, 300],
      [4, 'red', 'blue', 400, 300],
    ])('upright with orientation %i: %s left, %s right', async (orientation, left, right, width, height) => {
      const { main, ...size } = await images.toPictures(await phonePhoto({ width: 400, height: 300, orientation }));
      expect(size).toMatchObject({ width, height });
      expect((await colourAt(main, 0.1, 0.5))[left as 'red']).toBeGreaterThan(200);
      expect((await colourAt(main, 0.9, 0.5))[right as 'red']).toBeGreaterThan(200);
    });

    it.each([
      [5, 'red', 'blue'],
      [6, 'red', 'blue'],
      [7, 'blue', 'red'],
      [8, 'blue', 'red'],
    ])('upright with orientation %i, which turns it: %s above, %s below', async (orientation, above, below) => {
      const { main, ...size } = await images.toPictures(await phonePhoto({ width: 400, height: 300, orientation }));
      expect(size).toMatchObject({ width: 300, height: 400 });
      expect((await colourAt(main, 0.5, 0.1))[above as 'red']).toBeGreaterThan(200);
      expect((await colourAt(main, 0.5, 0.9))[below as 'red']).toBeGreaterThan(200);
    });

    it('without a trace of place, camera, owner or colour profile', async () => {
      const withProfile = await sharp(photo).withMetadata({ orientation: 6 }).withIccProfile('p3').jpeg().toBuffer();
      for (const source of [photo, withProfile]) {
        expect((await sharp(source).metadata()).exif).toBeDefined();
        const { main, thumb, medium, large } = await images.toPictures(source);
        for (const picture of [main, thumb, medium, large, await images.toAvatar(source)]) {
          const { exif, icc, xmp, iptc, orientation } = await sharp(picture).metadata();
          expect({ exif, icc, xmp, iptc, orientation }).toEqual({});
          expect(picture.toString('latin1')).not.toMatch(/Exif|Secret|ICC_PROFILE|http:/);
        }
      }
    });

    it('in sRGB whatever profile it came with', async () => {
      // The same numbers mean a stronger green in P3 than in sRGB: the conversion must move them.
      const green = { create: { width: 60, height: 40, channels: 3 as const, background: { r: 60, g: 200, b: 60 } } };
      const p3 = await sharp(green).withIccProfile('p3').png().toBuffer();
      const { main } = await images.toPictures(p3);
      const { red, green: g, blue } = await colourAt(main, 0.5, 0.5);
      expect(Math.abs(red - 60) + Math.abs(g - 200) + Math.abs(blue - 60)).toBeLessThan(15);
    });

    it('never larger than it was', async () => {
      const small = await phonePhoto({ width: 120, height: 80 });
      const { large, thumb, width, height } = await images.toPictures(small);
      expect({ width, height }).toEqual({ width: 120, height: 80 });
      expect(await sharp(large).metadata()).toMatchObject({ width: 120, height: 80 });
      expect(await sharp(thumb).metadata()).toMatchObject({ width: 120, height: 80 });
    });

    it('on white where it was transparent', async () => {
      const clear = pngOf({ width: 40, height: 30, depth: 8, colour: 6 });
      for (const picture of [(await images.toPictures(clear)).main, await images.toAvatar(clear)]) {
        const { red, green, blue } = await colourAt(picture, 0.5, 0.5);
        expect(Math.min(red, green, blue)).toBeGreaterThan(250);
      }
    });

    it.each([
      ['a PNG in shades of grey', () => pngOf({ width: 200, height: 100 })],
      ['a PNG of 16 bits', () => pngOf({ width: 200, height: 100, depth: 16, colour: 2 })],
      [
        'a WebP',
        () =>
          sharp(pngOf({ width: 200, height: 100, depth: 8, colour: 2 }))
            .webp()
            .toBuffer(),
      ],
      [
        'a lossless WebP',
        () =>
          sharp(pngOf({ width: 200, height: 100 }))
            .webp({ lossless: true })
            .toBuffer(),
      ],
      [
        'a CMYK JPEG',
        () =>
          sharp(pngOf({ width: 200, height: 100 }))
            .toColourspace('cmyk')
            .jpeg()
            .toBuffer(),
      ],
      [
        'a grey JPEG',
        () =>
          sharp(pngOf({ width: 200, height: 100 }))
            .greyscale()
            .jpeg()
            .toBuffer(),
      ],
      [
        'a progressive JPEG',
        () =>
          sharp(pngOf({ width: 200, height: 100 }))
            .jpeg({ progressive: true })
            .toBuffer(),
      ],
      ['an APNG', () => pngOf({ width: 200, height: 100, extras: [pngChunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]))] })],
    ])('of %s', async (_what, make) => {
      const { main, ...size } = await images.toPictures(await make());
      expect(size).toMatchObject({ width: 200, height: 100 });
      expect((await sharp(main).metadata()).format).toBe('jpeg');
    });

    it('of the first picture of an animated WebP', async () => {
      const frames = Buffer.concat([Buffer.alloc(50 * 40 * 3, 0xff), Buffer.alloc(50 * 40 * 3, 0x00)]);
      const animated = await sharp(frames, { raw: { width: 50, height: 80, channels: 3, pageHeight: 40 } })
        .webp({ delay: [100, 100] })
        .toBuffer();
      expect((await sharp(animated).metadata()).pages).toBe(2);
      const { main, ...size } = await images.toPictures(animated);
      expect(size).toMatchObject({ width: 50, height: 40 });
      expect((await colourAt(main, 0.5, 0.5)).red).toBeGreaterThan(250);
    });

    it('with the flaws that real phones write: odd SOS parameters, bytes before a marker', async () => {
      const plain = await sharp(photo).resize(800).jpeg().toBuffer();
      const scan = plain.indexOf(Buffer.from([0xff, 0xda]));
      const parameters = scan + 5 + 2 * plain[scan + 4];
      const samsung = Buffer.from(plain);
      samsung[parameters + 1] = 0;
      await expect(sharp(samsung, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow('Invalid SOS parameters');
      const padded = Buffer.concat([plain.subarray(0, -2), Buffer.from([1, 2, 3, 4, 5]), plain.subarray(-2)]);
      for (const flawed of [samsung, padded]) expect(await images.toPictures(flawed)).toMatchObject({ width: 800 });
    });
  });

  describe('lets only pixels through', () => {
    it.each([
      ['an archive and a page after its end', () => Buffer.concat([photo, ZIP_TAIL])],
      [
        'a script in a comment',
        () => Buffer.concat([photo.subarray(0, 2), comment('<script>alert(1)</script>evil.html'), photo.subarray(2)]),
      ],
      ['a page after the end of a PNG', () => Buffer.concat([pngOf({ width: 9, height: 9 }), ZIP_TAIL])],
      ['a page in a PNG text', () => pngOf({ width: 9, height: 9, extras: [pngChunk('tEXt', Buffer.from('x\0<script>evil.html'))] })],
    ])('of a picture with %s', async (_what, make) => {
      const { main, thumb, medium, large } = await images.toPictures(make());
      for (const picture of [main, thumb, medium, large]) {
        expect(picture.toString('latin1')).not.toMatch(/evil|script/);
        expect(picture.includes(Buffer.from('504b0304', 'hex'))).toBe(false);
        // It ends where a JPEG ends.
        expect(picture.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
      }
    });
  });
});

describe('The process that makes pictures', () => {
  it('finishes what it has in hand when the terminal or the service ends all processes at once', async () => {
    const own = new ImageProcessor();
    const path = await onDisk(await phonePhoto({ width: 4000, height: 3000, orientation: 1 }));
    const all = Array.from({ length: 6 }, () => own.toPictures(path));
    await Promise.race(all);
    const [child] = await pictureProcesses();
    process.kill(Number(child), 'SIGINT');
    process.kill(Number(child), 'SIGTERM');
    await expect(Promise.all(all)).resolves.toHaveLength(6);
    await own.onApplicationShutdown();
  });

  it('knows nothing either of a file of variables that Node.js was started with', async () => {
    const [variables, program, photo] = await Promise.all([
      onDisk(Buffer.from('SECRET_KEY=not-for-those-who-read-strange-files\n')),
      onDisk(Buffer.from(`
        import { execFileSync } from 'node:child_process';
        import { readFileSync } from 'node:fs';
        const { ImageProcessor } = await import(${JSON.stringify(new URL('./image-processor.ts', import.meta.url).href)});
        const images = new ImageProcessor();
        await images.toAvatar(process.argv[2]);
        const child = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'tinypool'], { encoding: 'utf8' }).split('\\n')[0];
        console.log(JSON.stringify({ mine: process.env.SECRET_KEY, its: readFileSync('/proc/' + child + '/cmdline', 'utf8') }));
        await images.onApplicationShutdown();
      `), '.mjs'),
      onDisk(await phonePhoto({ width: 400, height: 300, orientation: 1 })),
    ]);
    const sources = new URL('../../../test/support/sources.mjs', import.meta.url).href;
    const { stdout } = await promisify(execFile)(process.execPath, [`--env-file=${variables}`, '--import', sources, program, photo], { env: {} });
    const { mine, its } = JSON.parse(stdout) as { mine: string; its: string };
    expect(mine).toBe('not-for-those-who-read-strange-files');
    // What such a file brings stands in no table of the system: the process must not have been told to read it.
    expect(its).toContain('tinypool');
    expect(its).not.toContain('--env-file');
  });

  it('knows nothing of the environment, and takes no work down with it that comes after its death', async () => {
    const own = new ProcessorOfBytes();
    const photo = await phonePhoto({ width: 4000, height: 3000, orientation: 1 });
    await own.toAvatar(photo);
    const [child] = await pictureProcesses();
    const names = readFileSync(`/proc/${child}/environ`, 'utf8').split('\0').filter(Boolean).map((entry) => entry.split('=')[0]);
    expect(names.sort()).toEqual(['MALLOC_ARENA_MAX', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'TINYPOOL_WORKER_ID']);
    let killing = true;
    const killer = (async () => {
      while (killing) for (const pid of await pictureProcesses()) await promisify(execFile)('kill', ['-9', pid]).catch(() => undefined);
    })();
    await expect(own.toPictures(photo)).rejects.toBeInstanceOf(ImageProcessorBusy);
    killing = false;
    await killer;
    await expect(own.toAvatar(photo)).resolves.toBeInstanceOf(Buffer);
    await own.onApplicationShutdown();
    expect(await pictureProcesses()).not.toContain(child);
  });
});

/** A JPEG comment segment. */
function comment(text: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([head, Buffer.from(text)]);
}
