import type { Random } from '../random.js';
import { fence, railing, wall, waterTank, wax, window } from './building.js';
import { type Drawing, n, shade } from './drawing.js';
import { styleFor } from './facades.js';
import { banana, bush, grassTuft, ground, mango, palm, pot, sea, sky, treeline } from './nature.js';
import { moodFor, SAND } from './palette.js';

export function drawCourtyard(d: Drawing, random: Random): void {
  const mood = moodFor(random);
  const style = styleFor(random);
  sky(d, mood, random);
  treeline(d, 420, mood, random);
  ground(d, 540, random.pick(['paving', 'laterite']), random);
  fence(d, 0, 400, 1280, 150, shade(style.wall, 0.1));
  waterTank(d, random.chance(0.5) ? 1000 : 320, 410, 90);
  // A wing of the house on one side.
  const left = random.chance(0.5);
  const [x, width] = left ? [0, 330] : [950, 330];
  wall(d, x, 250, width, 410, style.wall);
  d.poly(left ? [[0, 200], [360, 236], [360, 262], [0, 250]] : [[1280, 200], [920, 236], [920, 262], [1280, 250]], style.roof);
  window(d, x + 60, 350, 90, 110, style);
  d.rect(x + 200, 350, 84, 310, shade(style.door, 0.1));
  wax(d, x + 206, 356, 72, 280, random);
  d.rect(x - 10, 652, width + 20, 16, '#c9bfae');
  mango(d, left ? 900 : 380, 640, 380, random);
  for (let count = 0; count < 5; count++) bush(d, random.between(left ? 420 : 60, left ? 1240 : 860), 562, random.between(36, 58), random, random.pick(['#d6336c', '#e8590c', '#f2f2f2']));
  banana(d, left ? 1180 : 90, 600, 190, random);
  // Chairs and a table in the shade.
  const cx = left ? 760 : 500;
  d.ellipse(cx, 742, 250, 24, '#2c1c10', { opacity: 0.25 });
  for (const dx of [-170, 130]) {
    d.rect(cx + dx, 620, 78, 70, random.pick(['#c8553d', '#2f6f62', '#f4efe6']), { rx: 12 });
    d.rect(cx + dx - 6, 682, 90, 18, '#5d4330', { rx: 5 });
    for (const leg of [0, 70]) d.rect(cx + dx + leg, 698, 8, 46, '#5d4330');
  }
  d.ellipse(cx, 684, 76, 16, '#b98452');
  d.rect(cx - 6, 690, 12, 54, '#8a5f3b');
  d.rect(cx - 14, 656, 14, 26, '#3f7d4c', { rx: 4 });
  d.circle(cx + 22, 672, 9, '#f2a541');
  for (const px of left ? [400, 460] : [860, 900]) pot(d, px, 690, 70, random);
}

export function drawBeach(d: Drawing, random: Random): void {
  const mood = moodFor(random);
  sky(d, mood, random);
  sea(d, 400, 560, random);
  d.path(`M0 574Q320 ${random.int(540, 566)} 640 572T1280 566L1280 800L0 800Z`, d.gradient([shade(SAND, -0.14), SAND, shade(SAND, 0.2)]));
  for (let mark = 0; mark < 60; mark++) d.ellipse(random.between(0, 1280), random.between(600, 790), random.between(10, 50), 2, shade(SAND, random.between(-0.18, 0.2)), { opacity: 0.6 });
  pirogue(d, random, random.int(160, 620), random.int(640, 690));
  if (random.chance(0.6)) parasol(d, random.int(760, 960), 720, random);
  for (const px of [random.int(30, 120), random.int(1060, 1140), random.int(1160, 1250)]) palm(d, px, random.int(660, 740), random.int(400, 520), random);
  for (let tuft = 0; tuft < 14; tuft++) grassTuft(d, random.between(0, 1280), random.between(740, 796), random);
}

/** A fisherman's boat with its painted side. */
function pirogue(d: Drawing, random: Random, x: number, y: number): void {
  const hull = random.pick(['#1f4e79', '#2f6f62', '#8f2d2d']);
  d.ellipse(x + 190, y + 60, 220, 14, '#2c1c10', { opacity: 0.25 });
  d.path(`M${x - 40} ${y - 34}Q${x + 190} ${y + 34} ${x + 430} ${y - 46}Q${x + 330} ${y + 62} ${x + 180} ${y + 60}Q${x + 40} ${y + 60} ${x - 40} ${y - 34}Z`, d.gradient([shade(hull, 0.2), shade(hull, -0.25)]));
  d.path(`M${x - 34} ${y - 26}Q${x + 190} ${y + 44} ${x + 424} ${y - 38}`, 'none', { stroke: '#f4c95d', width: 11 });
  d.path(`M${x - 26} ${y - 12}Q${x + 190} ${y + 56} ${x + 412} ${y - 22}`, 'none', { stroke: '#f7efe0', width: 5 });
  for (let mark = 0; mark < 5; mark++) d.circle(x + 70 + mark * 58, y + 40 - Math.abs(mark - 2) * 3, 8, '#e76f51');
}

function parasol(d: Drawing, x: number, y: number, random: Random): void {
  d.ellipse(x + 20, y + 4, 130, 15, '#2c1c10', { opacity: 0.22 });
  d.rect(x - 5, y - 190, 10, 194, '#7a5a38');
  d.path(`M${x - 140} ${y - 170}Q${x} ${y - 310} ${x + 140} ${y - 170}Z`, d.gradient(['#d3a860', '#9a7338']));
  for (let straw = -130; straw <= 130; straw += 13) d.line(x + straw * 0.12, y - 236, x + straw, y - random.int(158, 168), '#8a652f', 3, 0.7);
  for (const dx of [-120, 40]) {
    d.poly([[x + dx, y - 30], [x + dx + 74, y - 30], [x + dx + 104, y - 84], [x + dx + 90, y - 88], [x + dx + 66, y - 44], [x + dx, y - 44]], '#f4efe6');
    for (const leg of [8, 62]) d.rect(x + dx + leg, y - 30, 7, 32, '#8a5f3b');
  }
}

export function drawPool(d: Drawing, random: Random): void {
  const mood = moodFor(random);
  const style = styleFor(random);
  sky(d, mood, random);
  treeline(d, 430, mood, random);
  ground(d, 440, 'grass', random);
  wall(d, 0, 390, 1280, 80, shade(style.wall, 0.25));
  for (let count = 0; count < 9; count++) bush(d, random.between(0, 1280), 480, random.between(40, 66), random, random.pick(['#d6336c', '#c2255c', '#e8590c', '#f2f2f2']));
  const left = random.chance(0.5);
  const x = left ? -10 : 870;
  wall(d, x, 170, 420, 320, style.wall);
  d.rect(x - 16, 138, 452, 36, shade(style.wall, -0.15));
  window(d, x + 50, 220, 130, 90, { ...style, window: 'sliding' });
  railing(d, x + 216, 262, 190, 40, 'glass', style.trim);
  for (let bay = 0; bay < 2; bay++) d.rect(x + 40 + bay * 190, 340, 160, 150, d.gradient(['#a9d2df', '#6fa3b8'], 'diagonal'), { stroke: '#f4f1ea', width: 6 });
  for (const px of [left ? 520 : 80, left ? 1180 : 760, left ? 860 : 420]) palm(d, px, 500, random.int(330, 430), random);
  d.poly([[160, 510], [1120, 510], [1280, 800], [0, 800]], d.gradient(['#e2d3b8', '#cdbb9b']));
  for (let plank = 530; plank < 800; plank += 24) d.line(0, plank, 1280, plank, '#b7a27e', 2, 0.4);
  d.path('M330 560Q640 530 950 560Q1040 580 1080 680Q1100 760 940 770Q640 790 340 770Q180 760 200 680Q240 580 330 560Z', '#f7f3e8');
  d.path('M344 572Q640 546 936 572Q1014 588 1050 680Q1068 744 930 752Q640 772 350 752Q212 744 230 680Q266 588 344 572Z', d.gradient(['#4fc3d3', '#2a9fb8', '#5fd0da']));
  for (let wave = 0; wave < 22; wave++) {
    const wx = random.between(300, 960);
    const wy = random.between(592, 738);
    d.path(`M${n(wx)} ${n(wy)}q18 -9 36 0t36 0`, 'none', { stroke: '#d9f6f8', width: 3, opacity: 0.7 });
  }
  for (const lx of [60, 1070]) {
    d.poly([[lx, 640], [lx + 110, 640], [lx + 140, 586], [lx + 124, 582], [lx + 98, 624], [lx, 624]], '#fdfaf3');
    for (const leg of [12, 90]) d.rect(lx + leg, 640, 8, 34, '#8a5f3b');
    wax(d, lx + 20, 610, 56, 18, random);
  }
}
