/** `pictures <file> <seconds>`: how many pictures a second sharp alone makes into the product's four sizes, decoded once. */
import { readFileSync } from 'node:fs';
import process from 'node:process';

import sharp from 'sharp';

const [file, seconds] = process.argv.slice(2);
const bytes = readFileSync(file);
sharp.concurrency(1);
sharp.cache(false);

async function pictures() {
  const { data, info } = await sharp(bytes).resize({ width: 1920, height: 1080, fit: 'inside' }).raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const from = () => sharp(data, { raw });
  await Promise.all([
    from().jpeg({ quality: 85 }).toBuffer(),
    ...[[150, 150], [600, 400], [1200, 800]].map(([width, height]) => from().resize({ width, height, fit: 'inside' }).jpeg({ quality: 80 }).toBuffer()),
  ]);
}

const begun = performance.now();
let made = 0;
await Promise.all(
  Array.from({ length: 2 }, async () => {
    while (performance.now() - begun < Number(seconds) * 1000) {
      await pictures();
      made += 1;
    }
  }),
);
process.stdout.write(`${JSON.stringify({ rps: made / ((performance.now() - begun) / 1000) })}\n`);
