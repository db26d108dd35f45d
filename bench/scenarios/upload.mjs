import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';

import { stateDir } from '../../scripts/lib/project.mjs';
import { median } from '../lib/drive.mjs';
import { feltMeanwhile, feltRows } from '../lib/meanwhile.mjs';
import { bearer, signInAs } from '../lib/people.mjs';
import { work } from '../lib/work.mjs';

const UPLOADERS = 4;

/** A photograph of twelve megapixels, as a phone makes it, into the four sizes of a home's picture. */
export default {
  id: 'upload',
  title: 'image upload, 12 megapixels',
  writes: true,
  async more({ house, client, rounds, seconds, signal }) {
    const photo = await photograph();
    const nextHome = await emptyHomes(house, client);
    const flood = (duration) => upload(house, photo.bytes, nextHome, duration);
    const ours = [];
    const alone = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await flood(seconds));
      alone.push((await work('pictures', [photo.file, seconds], { signal })).rps);
    }
    return [
      { side: 'lokahome', rps: median(ours), memory_mb: house.memory.most, goal: { against: 'sharp alone', ratio: 0.9 } },
      { side: 'sharp alone', rps: median(alone) },
      ...feltRows('upload-flood', 'the list while pictures come in', await feltMeanwhile(house, flood, { rounds: Math.min(rounds, 3), seconds })),
    ];
  },
};

/** Noise over soft shapes: it compresses like a photograph, to some three megabytes. */
async function photograph() {
  const [width, height] = [4000, 3000];
  const shapes = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#7ab"/><stop offset="1" stop-color="#c96"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/><circle cx="1200" cy="1400" r="900" fill="#385"/><rect x="2200" y="900" width="1300" height="1700" fill="#b54"/></svg>`);
  const noise = await sharp({ create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 18 } } }).png({ compressionLevel: 0 }).toBuffer();
  const bytes = await sharp(shapes).composite([{ input: noise, blend: 'soft-light' }]).jpeg({ quality: 82 }).toBuffer();
  mkdirSync(join(stateDir, 'bench'), { recursive: true });
  const file = join(stateDir, 'bench/photo.jpg');
  writeFileSync(file, bytes);
  return { bytes, file };
}

/** Homes and their owners, each given until it has its ten pictures. */
async function emptyHomes(house, client) {
  await client.query('DELETE FROM property_images WHERE property_id IN (SELECT id FROM properties ORDER BY id LIMIT 400)');
  const { rows } = await client.query('SELECT p.id, p.owner_id, u.email FROM properties p JOIN users u ON u.id = p.owner_id WHERE p.deleted_at IS NULL AND u.is_active ORDER BY p.id LIMIT 400');
  const owners = [...new Map(rows.map(({ owner_id, email }) => [owner_id, { id: owner_id, email }])).values()];
  const people = new Map((await signInAs(house, owners)).map((person) => [person.id, person]));
  let nth = 0;
  return () => {
    const home = rows[Math.floor(nth++ / 10) % rows.length];
    return { id: home.id, owner: people.get(home.owner_id) };
  };
}

/** Uploads a second over `seconds`, a few people at once. */
async function upload(house, bytes, nextHome, seconds) {
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: UPLOADERS }, async () => {
      while (performance.now() - begun < seconds * 1000) {
        const { id, owner } = nextHome();
        const form = new FormData();
        form.append('files', new Blob([bytes], { type: 'image/jpeg' }), 'front.jpg');
        const answer = await fetch(`${house.url}/api/v1/properties/${id}/images`, { method: 'POST', headers: bearer(owner), body: form });
        if (answer.status !== 201) throw new Error(`an upload was refused: ${answer.status} ${await answer.text()}`);
        if ((await answer.json()).uploaded.length !== 1) throw new Error('an upload answered without its picture');
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - begun) / 1000);
}
