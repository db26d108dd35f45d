import type { Random } from '../random.js';
import { wax } from './building.js';
import { type Drawing, n, shade } from './drawing.js';
import { pot } from './nature.js';
import { artwork, BACK, ceilingFan, dayWindow, lamp, lightOnFloor, room, split } from './room.js';

const FABRICS = ['#8a4f3d', '#3f6b6a', '#c98b4b', '#5a6b8c', '#7d5a7a', '#6b7f59', '#b9a58a'] as const;
const WOODS = ['#8a5f3b', '#6f4a2d', '#a9794a', '#5a3d28'] as const;

export function drawLiving(d: Drawing, random: Random): void {
  room(d, random);
  const fabric = random.pick(FABRICS);
  const curtain = shade(random.pick(FABRICS), 0.3);
  const left = random.chance(0.5);
  dayWindow(d, random, left ? 320 : 730, 180, 230, 200, curtain);
  artwork(d, random, left ? 690 : 300, 200, 130, 160);
  artwork(d, random, left ? 850 : 460, 220, 96, 120);
  if (random.chance(0.6)) split(d, left ? 720 : 330, 132);
  lightOnFloor(d, left ? 340 : 640, 230);
  // Rug
  d.ellipse(640, 690, 470, 78, shade(fabric, -0.25), { opacity: 0.3 });
  d.ellipse(640, 684, 450, 72, '#efe0c4');
  d.ellipse(640, 684, 390, 58, 'none', { stroke: fabric, width: 10 });
  d.ellipse(640, 684, 310, 42, 'none', { stroke: shade(fabric, 0.35), width: 8 });
  sofa(d, random, 330, 440, 560, fabric);
  armchair(d, 170, 520, shade(fabric, 0.18), random);
  const wood = random.pick(WOODS);
  d.ellipse(640, 728, 190, 18, '#2c1c10', { opacity: 0.25 });
  for (const leg of [500, 770]) d.rect(leg, 660, 14, 66, shade(wood, -0.25));
  d.rect(470, 640, 340, 24, d.gradient([shade(wood, 0.25), wood]), { rx: 8 });
  d.rect(560, 618, 92, 10, '#e9c46a', { rx: 3 });
  d.rect(566, 608, 80, 10, '#c8553d', { rx: 3 });
  d.ellipse(710, 634, 42, 10, '#f4efe6');
  for (const [dx, colour] of [[-18, '#f2a541'], [2, '#e76f51'], [18, '#8ab17d']] as const) d.circle(710 + dx, 622, 13, colour);
  lamp(d, 640, 110, random.pick(['#d9a15f', '#b5563a', '#e9dcc2']));
  television(d, 1010, 420, wood);
  pot(d, 1195, 776, 150, random);
}

function sofa(d: Drawing, random: Random, x: number, y: number, width: number, fabric: string): void {
  d.ellipse(x + width / 2, y + 206, width * 0.56, 20, '#2c1c10', { opacity: 0.28 });
  d.rect(x, y, width, 160, d.gradient([shade(fabric, 0.18), shade(fabric, -0.08)]), { rx: 26 });
  d.rect(x - 44, y + 56, 84, 138, d.gradient([shade(fabric, 0.1), shade(fabric, -0.2)]), { rx: 26 });
  d.rect(x + width - 40, y + 56, 84, 138, d.gradient([shade(fabric, 0.1), shade(fabric, -0.2)]), { rx: 26 });
  const seat = (width - 80) / 3;
  for (let nth = 0; nth < 3; nth++) d.rect(x + 40 + nth * seat, y + 104, seat - 5, 62, d.gradient([shade(fabric, 0.26), shade(fabric, 0.02)]), { rx: 13 });
  d.rect(x + 36, y + 162, width - 72, 30, shade(fabric, -0.22), { rx: 7 });
  for (const [dx, size] of [[54, 76], [seat + 60, 66], [width - 140, 76]] as const) {
    wax(d, x + dx, y + 40, size, size, random);
  }
  for (const leg of [x + 10, x + width - 24]) d.rect(leg, y + 190, 14, 18, '#4a3222');
}

function armchair(d: Drawing, x: number, y: number, fabric: string, random: Random): void {
  d.ellipse(x + 90, y + 190, 120, 18, '#2c1c10', { opacity: 0.28 });
  d.rect(x + 10, y - 20, 160, 150, d.gradient([shade(fabric, 0.2), shade(fabric, -0.05)]), { rx: 30 });
  d.rect(x + 20, y + 80, 140, 66, d.gradient([shade(fabric, 0.28), fabric]), { rx: 14 });
  for (const ax of [x - 16, x + 146]) d.rect(ax, y + 44, 50, 126, d.gradient([shade(fabric, 0.1), shade(fabric, -0.22)]), { rx: 20 });
  d.rect(x + 24, y + 142, 132, 30, shade(fabric, -0.24), { rx: 6 });
  wax(d, x + 60, y + 24, 60, 60, random);
}

function television(d: Drawing, x: number, y: number, wood: string): void {
  d.poly([[x - 50, y + 120], [x + 170, y + 150], [x + 170, y + 220], [x - 50, y + 170]], shade(wood, -0.1));
  d.poly([[x - 30, y - 20], [x + 150, y - 44], [x + 150, y + 104], [x - 30, y + 94]], '#1f2326');
  d.poly([[x - 22, y - 10], [x + 142, y - 32], [x + 142, y + 94], [x - 22, y + 86]], d.gradient(['#3d5a6b', '#1d2b35'], 'diagonal'));
}

export function drawBedroom(d: Drawing, random: Random): void {
  room(d, random);
  const fabric = random.pick(FABRICS);
  const wood = random.pick(WOODS);
  const left = random.chance(0.5);
  dayWindow(d, random, left ? 270 : 800, 180, 190, 190, shade(fabric, 0.35));
  if (random.chance(0.65)) split(d, 555, 132);
  if (random.chance(0.5)) artwork(d, random, left ? 880 : 260, 210, 120, 150);
  lightOnFloor(d, left ? 160 : 840, 210);
  wardrobe(d, left ? 1075 : 40, wood, left);
  const x = 400;
  d.ellipse(640, 742, 360, 26, '#2c1c10', { opacity: 0.28 });
  d.rect(x - 6, 330, 492, 220, d.gradient([shade(wood, 0.2), shade(wood, -0.1)]), { rx: 20 });
  for (let slat = x + 40; slat < x + 460; slat += 58) d.line(slat, 346, slat, 470, shade(wood, -0.25), 4, 0.6);
  d.poly([[x, 480], [x + 480, 480], [x + 570, 700], [x - 90, 700]], d.gradient(['#fdfaf3', '#ece4d6']));
  d.rect(x - 90, 698, 660, 44, shade(wood, -0.2), { rx: 6 });
  for (const px of [x + 40, x + 256]) {
    d.rect(px, 446, 184, 66, d.gradient(['#ffffff', '#e9e3d7']), { rx: 24 });
    wax(d, px + 34, 478, 116, 44, random);
  }
  spread(d, random, x, fabric);
  for (const tx of [x - 130, x + 500]) bedside(d, tx, wood, random);
  if (random.chance(0.45)) mosquitoNet(d);
  if (random.chance(0.5)) ceilingFan(d, 640, 92);
}

/** A printed cover that hangs over the foot of the bed. */
function spread(d: Drawing, random: Random, x: number, fabric: string): void {
  d.poly([[x - 42, 584], [x + 522, 584], [x + 572, 702], [x - 92, 702]], d.gradient([shade(fabric, 0.15), shade(fabric, -0.1)]));
  for (let row = 0; row < 3; row++) {
    const y = 606 + row * 36;
    const half = 268 + row * 17;
    for (let step = -half; step <= half; step += 52) {
      d.circle(640 + step + (row % 2) * 20, y, 13, random.chance(0.5) ? '#f4c95d' : '#fdf3df');
      d.circle(640 + step + (row % 2) * 20, y, 6, shade(fabric, -0.35));
    }
  }
  d.rect(x - 92, 700, 664, 26, shade(fabric, -0.18), { rx: 5 });
}

function bedside(d: Drawing, x: number, wood: string, random: Random): void {
  d.rect(x, 560, 106, 130, d.gradient([shade(wood, 0.2), shade(wood, -0.15)]), { rx: 7 });
  for (const y of [580, 632]) {
    d.rect(x + 10, y, 86, 40, shade(wood, 0.05), { rx: 4 });
    d.circle(x + 53, y + 20, 5, '#e9c46a');
  }
  d.rect(x + 48, 506, 10, 54, '#5d5147');
  d.poly([[x + 18, 512], [x + 88, 512], [x + 72, 458], [x + 34, 458]], random.pick(['#f7e3b8', '#f0c99a', '#f6efe2']));
  d.circle(x + 53, 490, 96, d.glow('#ffefc0', '#ffefc0', 0.5));
}

function wardrobe(d: Drawing, x: number, wood: string, right: boolean): void {
  const slope = right ? 60 : -60;
  d.poly([[x, 210 - Math.min(0, slope)], [x + 165, 210 + Math.max(0, -slope) - (right ? 60 : 0)], [x + 165, 690 + (right ? 60 : 0)], [x, 690 + (right ? 0 : 60)]], d.gradient([shade(wood, 0.1), shade(wood, -0.2)], 'right'));
  d.line(x + 82, right ? 182 : 242, x + 82, 718, shade(wood, -0.4), 4);
  for (const dx of [68, 96]) d.circle(x + dx, 470, 5, '#e9c46a');
}

function mosquitoNet(d: Drawing): void {
  d.path('M640 96Q560 300 300 706L980 706Q720 300 640 96Z', '#ffffff', { opacity: 0.26 });
  for (const end of [330, 450, 570, 710, 830, 950]) d.path(`M640 98Q${n(640 + (end - 640) * 0.35)} 330 ${end} 704`, 'none', { stroke: '#ffffff', width: 2.5, opacity: 0.55 });
  d.ellipse(640, 98, 34, 8, '#ffffff', { opacity: 0.8 });
}

export function drawEmpty(d: Drawing, random: Random): void {
  const { wall } = room(d, random);
  const left = random.chance(0.5);
  dayWindow(d, random, left ? 300 : 760, 190, 200, 190);
  lightOnFloor(d, left ? 230 : 720, 260);
  const dx = left ? 760 : 330;
  d.rect(dx - 12, 226, 184, BACK.bottom - 226, '#fbf7ee');
  d.rect(dx, 238, 160, BACK.bottom - 238, d.gradient(['#6b4a31', '#8a6242'], 'right'));
  for (const [px, py] of [[18, 20], [88, 20], [18, 164], [88, 164]] as const) d.rect(dx + px, 238 + py, 54, 118, '#5a3d28', { rx: 4, opacity: 0.6 });
  d.circle(dx + 144, 400, 6, '#e9c46a');
  d.rect(dx + (left ? -60 : 196), 360, 26, 36, '#fdfdfb', { rx: 4 });
  ceilingFan(d, 640, 100);
  if (random.chance(0.6)) {
    d.poly([[1110, 240], [1210, 190], [1210, 700], [1110, 600]], shade(wall, -0.32));
    d.poly([[1120, 254], [1200, 214], [1200, 684], [1120, 596]], d.gradient(['#d9e9ea', '#f5efdf']));
  }
  for (const x of [60, 150]) d.poly([[x, 600 - x * 0.4], [x + 34, 586 - x * 0.4], [x + 34, 604 - x * 0.4], [x, 620 - x * 0.4]], '#fdfdfb', { opacity: 0.9 });
}
