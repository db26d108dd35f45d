import type { Random } from '../random.js';
import { wax } from './building.js';
import { type Drawing, n, shade } from './drawing.js';
import { pot } from './nature.js';
import { BACK, dayWindow, lamp, room, split } from './room.js';

const FRONTS = ['#7a9e9f', '#c99a5b', '#4f6d5c'] as const;
const TILES = ['#bfe0e2', '#e9d9c3', '#cfe2d0'] as const;

export function drawKitchen(d: Drawing, random: Random, variant: number): void {
  room(d, random);
  const front = FRONTS[variant % FRONTS.length] ?? FRONTS[0];
  const top = random.pick(['#3d3a38', '#d9d2c5', '#6b5a4a']);
  const tile = random.pick(['#cfe3e2', '#f2dcc0', '#dfe6d8', '#f0ece4']);
  d.rect(BACK.x, 300, BACK.right - BACK.x, 150, tile);
  for (let row = 0; row < 5; row++) {
    for (let x = BACK.x + (row % 2) * -24; x < BACK.right; x += 48) d.rect(Math.max(BACK.x, x), 300 + row * 30, Math.min(46, BACK.right - x), 28, shade(tile, random.between(-0.1, 0.12)));
  }
  const window = random.chance(0.5) ? 470 : 620;
  dayWindow(d, random, window, 168, 190, 170);
  for (let x = BACK.x + 10; x < BACK.right - 90; x += 118) {
    if (x + 112 > window - 24 && x < window + 214) continue;
    d.rect(x, 146, 110, 138, d.gradient([shade(front, 0.18), shade(front, -0.06)]), { rx: 5 });
    d.rect(x + 10, 156, 90, 118, 'none', { stroke: shade(front, -0.2), width: 2 });
    d.circle(x + 96, 262, 5, '#e6d3a1');
  }
  d.rect(BACK.x - 20, 446, 740, 22, d.gradient([shade(top, 0.3), top]));
  d.rect(BACK.x - 8, 468, 716, 176, d.gradient([front, shade(front, -0.16)]));
  for (let x = BACK.x; x < BACK.x + 690; x += 118) {
    d.rect(x + 4, 478, 110, 156, 'none', { stroke: shade(front, -0.28), width: 3 });
    d.rect(x + 40, 488, 38, 6, '#e6d3a1', { rx: 3 });
  }
  d.rect(BACK.x - 8, 640, 716, 16, '#3a332c');
  // Cooker, sink, pots
  d.rect(300, 470, 130, 172, d.gradient(['#f4f4f2', '#cfd3d4']));
  d.rect(314, 520, 102, 86, '#2b2f31', { rx: 6 });
  d.rect(294, 440, 142, 9, '#2b2f31');
  for (const cx of [330, 398]) d.ellipse(cx, 440, 26, 6, '#4a5053');
  d.rect(306, 396, 52, 42, d.gradient(['#c0392b', '#8f2a1f'], 'right'), { rx: 5 });
  d.rect(300, 392, 64, 7, '#6f2018', { rx: 3 });
  d.rect(window + 20, 446, 150, 12, '#aeb6b9', { rx: 4 });
  d.path(`M${window + 96} 446L${window + 96} 404Q${window + 96} 386 ${window + 118} 388L${window + 118} 404`, 'none', { stroke: '#9aa3a6', width: 8 });
  fruit(d, 700, 446);
  d.rect(938, 214, 150, 440, d.gradient(['#fafbfb', '#d5dadc'], 'right'), { rx: 10 });
  d.line(940, 360, 1086, 360, '#b3bbbe', 4);
  for (const y of [320, 420]) d.rect(954, y, 9, 60, '#9aa3a6', { rx: 4 });
  lamp(d, 640, 96, '#d9a15f');
  table(d, random);
}

function fruit(d: Drawing, x: number, y: number): void {
  d.path(`M${x - 46} ${y - 26}Q${x} ${y + 22} ${x + 46} ${y - 26}Z`, '#b5763a');
  for (const [dx, dy, colour] of [[-24, -34, '#f2a541'], [0, -42, '#e76f51'], [22, -34, '#f4d35e'], [-4, -30, '#8ab17d']] as const) d.circle(x + dx, y + dy, 15, colour);
}

function table(d: Drawing, random: Random): void {
  d.ellipse(560, 782, 300, 22, '#2c1c10', { opacity: 0.25 });
  d.poly([[320, 700], [800, 700], [880, 760], [240, 760]], d.gradient(['#b98452', '#9a6a3e']));
  d.rect(240, 758, 640, 20, '#7d532f');
  wax(d, 430, 706, 260, 44, random);
  d.ellipse(560, 712, 60, 13, '#fdfaf3');
}

export function drawBathroom(d: Drawing, random: Random, variant: number): void {
  const tile = TILES[variant % TILES.length] ?? TILES[0];
  room(d, random, '#f4f1ea');
  for (let row = 0; row < 10; row++) {
    for (let x = BACK.x; x < BACK.right - 4; x += 50) {
      const y = 205 + row * 34;
      d.rect(x, y, 48, 32, shade(tile, random.between(-0.06, 0.14)));
    }
  }
  d.rect(BACK.x, 190, BACK.right - BACK.x, 16, shade(tile, -0.35));
  // Mirror and basin
  d.rect(312, 214, 170, 150, '#8a6a48', { rx: 12 });
  d.rect(320, 222, 154, 134, d.gradient(['#eef7f8', '#b9d6dc'], 'diagonal'), { rx: 8 });
  d.poly([[340, 356], [410, 222], [446, 222], [376, 356]], '#ffffff', { opacity: 0.4 });
  d.rect(272, 410, 250, 20, '#fdfdfb', { rx: 8 });
  d.path('M292 430Q300 494 397 496Q494 494 502 430Z', d.gradient(['#ffffff', '#d9dfe0']));
  d.rect(372, 494, 50, 110, d.gradient(['#f6f7f7', '#d3d9da'], 'right'));
  d.path('M397 410L397 380Q397 368 412 370', 'none', { stroke: '#9aa3a6', width: 8 });
  d.rect(300, 388, 16, 24, '#c8553d', { rx: 4 });
  // Toilet
  d.rect(600, 380, 110, 90, d.gradient(['#ffffff', '#dfe4e5']), { rx: 10 });
  d.path('M588 476L722 476Q724 560 690 584L690 618L620 618L620 584Q586 560 588 476Z', d.gradient(['#ffffff', '#d3d9da']));
  d.ellipse(655, 478, 70, 15, '#f4f6f6', { stroke: '#cdd4d6', width: 3 });
  // Shower behind glass
  d.rect(800, 200, 250, 400, '#e6f3f4', { opacity: 0.35 });
  d.rect(800, 590, 262, 24, '#f3f3f0', { rx: 5 });
  d.path('M1000 520L1000 244Q1000 226 976 228L940 232', 'none', { stroke: '#9aa3a6', width: 8 });
  d.ellipse(930, 238, 34, 10, '#aab3b6');
  for (let drop = 0; drop < 26; drop++) {
    const dx = 902 + (drop % 7) * 9;
    const y = 256 + Math.floor(drop / 7) * 66 + random.int(0, 20);
    d.line(dx, y, dx - 3, y + 22, '#8cc3d3', 2, 0.7);
  }
  d.rect(796, 196, 9, 412, '#c3cbcd');
  d.rect(796, 196, 262, 9, '#c3cbcd');
  d.poly([[820, 600], [900, 210], [930, 210], [850, 600]], '#ffffff', { opacity: 0.35 });
  wax(d, 540, 330, 44, 120, random);
  d.rect(530, 324, 66, 7, '#9aa3a6', { rx: 3 });
  lamp(d, 640, 70, '#e9dcc2');
  pot(d, 1120, 690, 110, random);
  d.ellipse(420, 720, 190, 40, random.pick(['#c98b4b', '#3f6b6a', '#8f2d56']));
  d.ellipse(420, 720, 150, 28, 'none', { stroke: '#fdf3df', width: 6 });
}

export function drawWorkplace(d: Drawing, random: Random): void {
  room(d, random, random.pick(['#eef0ee', '#f2ece2', '#e3eaee']));
  for (const x of [300, 580, 860]) {
    dayWindow(d, random, x, 170, 150, 190);
    for (let slat = 172; slat < 172 + random.int(30, 120); slat += 13) d.rect(x, slat, 150, 9, '#f7f4ec', { opacity: 0.92 });
  }
  if (random.chance(0.7)) split(d, 740, 126);
  const wood = random.pick(['#b98452', '#8f6a48', '#d9c7a8']);
  for (let row = 0; row < 2; row++) {
    const y = 520 + row * 120;
    const size = 1 + row * 0.28;
    for (const place of row === 0 ? [300, 570, 840] : [180, 640]) desk(d, place, y, size, wood, random);
  }
  pot(d, 1140, 640, 130, random);
  pot(d, 120, 600, 100, random);
}

function desk(d: Drawing, x: number, y: number, size: number, wood: string, random: Random): void {
  const wide = 230 * size;
  d.ellipse(x + wide / 2, y + 128 * size, wide * 0.55, 12, '#2c1c10', { opacity: 0.22 });
  d.rect(x + wide / 2 - 42 * size, y - 58 * size, 84 * size, 56 * size, '#23282b', { rx: 4 });
  d.rect(x + wide / 2 - 37 * size, y - 53 * size, 74 * size, 44 * size, d.gradient(['#8fc3d8', '#3f6b86'], 'diagonal'));
  d.rect(x + wide / 2 - 5 * size, y - 4 * size, 10 * size, 12 * size, '#3a4043');
  d.rect(x, y + 4 * size, wide, 16 * size, d.gradient([shade(wood, 0.2), wood]), { rx: 4 });
  for (const leg of [x + 12 * size, x + wide - 22 * size]) d.rect(leg, y + 20 * size, 10 * size, 100 * size, '#5d6468');
  d.rect(x + 20 * size, y + 24 * size, 60 * size, 66 * size, shade(wood, -0.15), { rx: 4 });
  const chair = random.pick(['#2f5d62', '#b5563a', '#3a4756']);
  d.rect(x + wide / 2 - 34 * size, y + 26 * size, 68 * size, 62 * size, chair, { rx: 16 });
  d.rect(x + wide / 2 - 4 * size, y + 86 * size, 8 * size, 30 * size, '#3a4043');
  d.path(`M${n(x + wide / 2 - 32 * size)} ${n(y + 124 * size)}L${n(x + wide / 2)} ${n(y + 112 * size)}L${n(x + wide / 2 + 32 * size)} ${n(y + 124 * size)}`, 'none', { stroke: '#3a4043', width: 6 * size });
  d.rect(x + 24 * size, y - 10 * size, 30 * size, 14 * size, '#f4efe6', { rx: 2 });
}
