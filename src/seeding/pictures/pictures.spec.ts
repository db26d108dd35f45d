import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { inventHome } from '../homes.js';
import { Random } from '../random.js';
import { PICTURES, pictureKey, picturesFor } from './catalogue.js';
import { drawPicture } from './scenes.js';

describe('the pictures', () => {
  it('are some sixty or more, each called and drawn differently', () => {
    expect(PICTURES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(PICTURES.map(({ name }) => name)).size).toBe(PICTURES.length);
    expect(new Set(PICTURES.map(drawPicture)).size).toBe(PICTURES.length);
  });

  it('are the same on every run', () => {
    for (const picture of PICTURES.slice(0, 5)) expect(drawPicture(picture)).toBe(drawPicture(picture));
  });

  it('have keys that the storage takes', () => {
    for (const picture of PICTURES) expect(pictureKey(picture, '_thumb')).toMatch(/^demo\/[a-z0-9-]+_thumb\.jpg$/);
  });

  it('render as wide and high as promised', async () => {
    // Shut for the whole process where users' pictures are read.
    sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
    for (const scene of ['villa', 'bedroom', 'beach'] as const) {
      const picture = PICTURES.find((candidate) => candidate.scene === scene);
      const { width, height } = await sharp(Buffer.from(drawPicture(picture!))).metadata();
      expect([width, height]).toEqual([1280, 800]);
    }
  });

  it('go with their home: its front first, none twice, at least three', () => {
    for (let nth = 0; nth < 1_500; nth++) {
      const random = new Random(3, 0, 0, nth);
      const home = inventHome(random);
      const pictures = picturesFor(home, random.int(3, 6), random);
      expect(pictures[0]?.scene.replace('-sea', '')).toBe(home.type);
      expect(new Set(pictures).size).toBe(pictures.length);
      expect(pictures.length).toBeGreaterThanOrEqual(3);
      expect(pictures.length).toBeLessThanOrEqual(6);
    }
  });
});
