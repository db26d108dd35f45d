import type { Random } from '../random.js';
import {
  castShadow, claustra, clothDoor, coolingUnit, dish, door, eavesShadow, fence, motorbike, plinth, railing, slabRoof, tinRoof, wall, waterTank,
  wax, window, type Style,
} from './building.js';
import { type Drawing, shade } from './drawing.js';
import { banana, bush, ground, mango, palm, pot, sea, sky, treeline, type Soil } from './nature.js';
import { DOORS, moodFor, ROOFS, WALLS } from './palette.js';

const HORIZON = 545;
const FOOT = 642;

export function styleFor(random: Random): Style {
  return {
    wall: random.pick(WALLS),
    trim: random.pick(['#f4efe6', '#ffffff', '#e9e2d4', '#d9c7a8']),
    roof: random.pick(ROOFS),
    door: random.pick(DOORS),
    window: random.pick(['grille', 'louvre', 'sliding']),
  };
}

/** Sky, what stands far off, and the ground; by the sea the horizon is water. */
export function surroundings(d: Drawing, random: Random, soil: Soil, bySea: boolean): void {
  const mood = moodFor(random);
  sky(d, mood, random);
  if (bySea) {
    sea(d, 470, HORIZON - 6, random);
    ground(d, HORIZON, 'sand', random);
    for (let count = 3; count > 0; count--) palm(d, random.between(30, 1250), HORIZON + 14, random.between(130, 200), random);
    return;
  }
  treeline(d, HORIZON - 4, mood, random);
  ground(d, HORIZON, soil, random);
}

/** Some greenery in front of the walls, and one large tree at the edge of the picture. */
function foreground(d: Drawing, random: Random, from: number, to: number, bySea: boolean): void {
  for (let count = random.int(3, 5); count > 0; count--) {
    const x = random.chance(0.5) ? random.between(from - 60, from + 90) : random.between(to - 90, to + 60);
    bush(d, x, FOOT + random.between(6, 26), random.between(34, 60), random, random.chance(0.6) ? random.pick(['#d6336c', '#e8590c', '#f2f2f2', '#c2255c']) : undefined);
  }
  const left = random.chance(0.5);
  const x = left ? random.between(60, 150) : random.between(1130, 1220);
  if (bySea || random.chance(0.55)) palm(d, x, FOOT + 50, random.between(380, 470), random);
  else if (random.chance(0.6)) mango(d, x, FOOT + 44, random.between(250, 310), random);
  else banana(d, x, FOOT + 50, random.between(190, 240), random);
}

export function drawVilla(d: Drawing, random: Random, bySea: boolean): void {
  if (random.chance(0.4)) drawLowVilla(d, random, bySea);
  else drawTallVilla(d, random, bySea);
}

/** One floor, arches and a gable over the entrance. */
function drawLowVilla(d: Drawing, random: Random, bySea: boolean): void {
  surroundings(d, random, random.pick(['grass', 'paving']), bySea);
  const style = { ...styleFor(random), window: 'sliding' as const };
  const [x, width, top] = [190, 900, 392];
  castShadow(d, x, FOOT + 6, width);
  wall(d, x, top, width, FOOT - top, style.wall);
  tinRoof(d, x, top + 8, width, 128, 40, style.roof);
  eavesShadow(d, x, top + 10, width, 22);
  for (const side of [0, 1]) {
    const wx = side === 0 ? x + 40 : x + width - 250;
    for (const dx of [0, 112]) {
      const ax = wx + dx;
      d.path(`M${ax} ${FOOT - 20}L${ax} 500Q${ax + 49} 436 ${ax + 98} 500L${ax + 98} ${FOOT - 20}Z`, shade(style.wall, -0.3));
      window(d, ax + 18, 512, 62, 84, style, random.chance(0.2));
    }
  }
  const porch = x + width / 2 - 150;
  d.rect(porch, 440, 300, FOOT - 440, shade(style.wall, -0.35), { opacity: 0.6 });
  door(d, porch + 100, 490, 100, FOOT - 490, style);
  for (const px of [porch + 6, porch + 62, porch + 216, porch + 272]) {
    d.rect(px, 436, 22, FOOT - 436, d.gradient([shade(style.trim, 0.15), shade(style.trim, -0.25)], 'right'));
    d.rect(px - 5, 430, 32, 12, style.trim);
  }
  d.poly([[porch - 30, 432], [porch + 150, 318], [porch + 330, 432]], d.gradient([shade(style.wall, 0.3), shade(style.wall, 0.05)]));
  d.path(`M${porch - 44} 438L${porch + 150} 312L${porch + 344} 438`, 'none', { stroke: shade(style.roof, -0.15), width: 16 });
  d.circle(porch + 150, 390, 22, shade(style.trim, -0.05));
  d.circle(porch + 150, 390, 15, '#8fc3d8');
  d.rect(porch - 24, FOOT - 6, 348, 14, '#cdc3b2');
  d.rect(porch - 44, FOOT + 7, 388, 13, '#b5aa98');
  plinth(d, x, FOOT - 14, porch - x - 24, 16, style.wall);
  plinth(d, porch + 324, FOOT - 14, x + width - porch - 324, 16, style.wall);
  d.poly([[porch + 20, FOOT + 20], [porch + 280, FOOT + 20], [porch + 420, 800], [porch - 120, 800]], '#d8d0c2', { opacity: 0.85 });
  foreground(d, random, x, x + width, bySea);
  for (const px of [porch - 70, porch + 370]) pot(d, px, FOOT + 16, 54, random);
}

function drawTallVilla(d: Drawing, random: Random, bySea: boolean): void {
  surroundings(d, random, random.pick(['grass', 'paving']), bySea);
  const style = { ...styleFor(random), window: 'sliding' as const };
  const x = random.int(235, 275);
  const width = 800;
  castShadow(d, x, FOOT + 6, width);
  // Upper floor, set back over the left or the right part.
  const flipped = random.chance(0.5);
  const ux = flipped ? x + 250 : x + 30;
  const upper = shade(style.wall, 0.3);
  wall(d, ux, 222, 520, 210, upper);
  slabRoof(d, ux, 226, 520, style.wall, 26);
  eavesShadow(d, ux, 226, 520);
  for (const dx of [46, 300]) window(d, ux + dx, 272, 150, 112, style, random.chance(0.15));
  d.rect(ux + 225, 244, 46, 188, d.gradient(['#7a5a3c', '#94714d', '#6d4d31'], 'right'));
  wall(d, x, 424, width, FOOT - 424, style.wall);
  slabRoof(d, x, 428, width, shade(style.wall, 0.15), 20);
  eavesShadow(d, x, 428, width);
  railing(d, flipped ? x + 6 : x + 556, 350, 238, 36, random.pick(['glass', 'metal', 'baluster']), style.trim);
  const garage = flipped ? x + 30 : x + 560;
  d.rect(garage - 8, 486, 216, FOOT - 486, style.trim);
  d.rect(garage, 494, 200, FOOT - 494, d.gradient([shade(style.door, 0.35), style.door]));
  for (let slat = 512; slat < FOOT - 8; slat += 20) d.line(garage + 4, slat, garage + 196, slat, shade(style.door, -0.3), 2, 0.7);
  const living = flipped ? x + 480 : x + 40;
  window(d, living, 486, 230, 112, style, random.chance(0.2));
  const entrance = flipped ? x + 310 : x + 340;
  d.rect(entrance - 40, 470, 190, 14, shade(style.trim, -0.15));
  for (const px of [entrance - 34, entrance + 124]) d.rect(px, 482, 20, FOOT - 482, d.gradient([shade(style.trim, 0.1), shade(style.trim, -0.2)], 'right'));
  door(d, entrance + 10, 504, 88, FOOT - 504, style);
  plinth(d, x, FOOT - 14, width, 16, style.wall);
  d.poly([[entrance - 10, FOOT + 2], [entrance + 118, FOOT + 2], [entrance + 230, 800], [entrance - 130, 800]], '#d8d0c2', { opacity: 0.85 });
  coolingUnit(d, flipped ? x + 742 : x + 286, 448);
  foreground(d, random, x, x + width, bySea);
  pot(d, entrance - 62, FOOT + 10, 46, random);
  pot(d, entrance + 168, FOOT + 10, 46, random);
}

export function drawHouse(d: Drawing, random: Random, bySea: boolean): void {
  surroundings(d, random, random.pick(['laterite', 'grass', 'paving']), bySea);
  const style = styleFor(random);
  const x = random.int(255, 320);
  const width = random.int(640, 720);
  const top = 400;
  if (random.chance(0.6)) waterTank(d, x + width + 60, FOOT - 20, 190);
  castShadow(d, x, FOOT + 6, width);
  wall(d, x, top, width, FOOT - top, style.wall);
  d.rect(x, FOOT - 70, width, 56, shade(style.wall, -0.22), { opacity: 0.55 });
  plinth(d, x, FOOT - 16, width, 18, style.wall);
  const flat = random.chance(0.25);
  if (flat) slabRoof(d, x, top + 6, width, style.wall, 26);
  else tinRoof(d, x, top + 8, width, random.int(100, 140), 46, style.roof);
  eavesShadow(d, x, top + 10, width, 24);
  const verandah = x + width * random.between(0.34, 0.42);
  window(d, x + 56, 466, 104, 100, style, random.chance(0.2));
  window(d, x + width - 166, 466, 104, 100, style);
  d.rect(verandah - 20, 448, 220, FOOT - 448, shade(style.wall, -0.28), { opacity: 0.55 });
  door(d, verandah + 24, 486, 84, FOOT - 486, style);
  window(d, verandah + 134, 500, 52, 70, style);
  const [left, right] = [verandah - 34, verandah + 194];
  if (!flat) tinRoof(d, left, 462, right - left + 20, 46, 14, shade(style.roof, 0.08));
  for (const px of [left, right]) d.rect(px, 462, 20, FOOT - 462, d.gradient([shade(style.trim, 0.1), shade(style.trim, -0.2)], 'right'));
  d.rect(left - 18, FOOT - 4, right - left + 56, 14, '#c9bfae');
  d.rect(left - 34, FOOT + 9, right - left + 88, 13, '#b6ab99');
  if (random.chance(0.5)) coolingUnit(d, x + 190, 584);
  if (random.chance(0.5)) dish(d, x + width - 90, flat ? top - 28 : top - 60);
  foreground(d, random, x, x + width, bySea);
  if (random.chance(0.5)) motorbike(d, random.between(820, 930), FOOT + 74, 118, random.pick(['#c92a2a', '#2b6cb0', '#2f9e44']));
  if (!bySea && random.chance(0.4)) fence(d, -20, 716, 1320, 100, shade(style.wall, 0.12), random.int(480, 620));
}

export function drawApartment(d: Drawing, random: Random, bySea: boolean): void {
  surroundings(d, random, random.pick(['laterite', 'paving']), bySea);
  const style = styleFor(random);
  const floors = random.int(3, 4);
  const tall = floors === 4 ? 122 : 142;
  const width = 660;
  const x = random.int(290, 330);
  const top = FOOT - floors * tall;
  castShadow(d, x, FOOT + 6, width);
  waterTank(d, x + 120, top - 20, 24);
  if (random.chance(0.7)) dish(d, x + 400, top - 34);
  if (random.chance(0.7)) dish(d, x + 450, top - 34);
  wall(d, x, top, width, FOOT - top, style.wall);
  slabRoof(d, x, top + 4, width, style.wall, 14);
  const stairs = x + width / 2 - 46;
  const rail = random.pick(['baluster', 'metal', 'glass'] as const);
  const accent = shade(style.wall, -0.18);
  for (let floor = 0; floor < floors; floor++) {
    const y = top + floor * tall;
    d.rect(x, y + tall - 10, width, 10, shade(style.trim, -0.05));
    claustra(d, stairs, y + 20, 92, tall - 44, accent);
    const groundFloor = floor === floors - 1;
    for (const side of [0, 1]) {
      const bx = side === 0 ? x + 24 : x + width - 264;
      d.rect(bx, y + 14, 240, tall - 24, shade(style.wall, -0.2), { opacity: 0.5 });
      window(d, bx + 24, y + 34, 76, tall - 72, style, random.chance(0.25));
      d.rect(bx + 136, y + 28, 66, tall - 40, d.gradient(['#9fc7d6', '#6d9fb3'], 'diagonal'));
      d.rect(bx + 136, y + 28, 66, tall - 40, 'none', { stroke: '#f1efe9', width: 5 });
      if (!groundFloor) {
        if (random.chance(0.35)) wax(d, bx + random.int(30, 120), y + tall - 62, 46, 44, random);
        railing(d, bx - 6, y + tall - 46, 252, 38, rail, style.trim);
      } else bush(d, bx + 60, FOOT + 6, 36, random);
      if (random.chance(0.4)) coolingUnit(d, bx + 206, y + 30);
    }
  }
  door(d, stairs + 12, FOOT - 96, 68, 96, style);
  plinth(d, x, FOOT - 10, width, 12, style.wall);
  foreground(d, random, x, x + width, bySea);
  if (random.chance(0.6)) motorbike(d, random.between(760, 900), FOOT + 70, 104, '#e0a526');
}

/** A row of studios behind one verandah. */
export function drawStudio(d: Drawing, random: Random, bySea: boolean): void {
  surroundings(d, random, random.pick(['paving', 'laterite']), bySea);
  const style = styleFor(random);
  const units = random.int(3, 4);
  const unit = units === 4 ? 218 : 270;
  const width = unit * units;
  const x = (1280 - width) / 2 + random.int(-30, 30);
  const top = 398;
  waterTank(d, x + width - 60, top, 60);
  castShadow(d, x, FOOT + 6, width);
  wall(d, x, top, width, FOOT - top, style.wall);
  const tin = random.chance(0.5);
  if (tin) tinRoof(d, x, top + 8, width, 92, 34, style.roof);
  else slabRoof(d, x, top + 6, width, shade(style.wall, 0.1), 24);
  eavesShadow(d, x, top + 8, width, 34);
  for (let nth = 0; nth < units; nth++) {
    const ux = x + nth * unit;
    const band = nth % 2 === 0 ? shade(style.wall, -0.14) : shade(style.wall, 0.22);
    d.rect(ux + 12, top + 52, unit - 24, FOOT - top - 52, band, { opacity: 0.6 });
    door(d, ux + 34, 492, 66, FOOT - 492, style);
    window(d, ux + unit - 104, 492, 68, 84, style, random.chance(0.25));
    d.circle(ux + 67, 470, 11, '#f4efe6');
    if (random.chance(0.6)) coolingUnit(d, ux + unit - 98, 604);
    d.rect(ux - 7, top + 8, 15, FOOT - top - 8, d.gradient([shade(style.trim, 0.1), shade(style.trim, -0.22)], 'right'));
    pot(d, ux + unit - 128, FOOT + 12, 40, random);
  }
  d.rect(x + width - 8, top + 8, 15, FOOT - top - 8, shade(style.trim, -0.1));
  d.rect(x - 22, FOOT - 6, width + 44, 15, '#cdc3b2');
  d.rect(x - 34, FOOT + 8, width + 68, 11, '#b5aa98');
  foreground(d, random, x, x + width, bySea);
}

/** Rooms on a common yard: curtains in the doors, the tap, the washing. */
export function drawRoom(d: Drawing, random: Random): void {
  surroundings(d, random, random.pick(['laterite', 'sand']), false);
  const style = styleFor(random);
  const x = random.int(150, 200);
  const width = 930;
  const top = 410;
  castShadow(d, x, FOOT + 4, width);
  wall(d, x, top, width, FOOT - top, style.wall);
  d.rect(x, FOOT - 62, width, 62, shade(style.wall, -0.3), { opacity: 0.55 });
  tinRoof(d, x, top + 8, width, 74, 40, random.pick(['#8d8f90', '#9a6a4a', '#7d8389']));
  eavesShadow(d, x, top + 10, width, 30);
  for (let nth = 0; nth < 4; nth++) {
    const ux = x + 34 + nth * 226;
    clothDoor(d, ux + 10, 486, 76, FOOT - 486, style, random);
    window(d, ux + 118, 496, 62, 66, { ...style, window: 'louvre' });
  }
  mango(d, random.chance(0.5) ? 110 : 1150, FOOT + 60, 330, random);
  d.line(300, 668, 820, 648, '#6f6256', 3);
  for (let cloth = 0; cloth < 6; cloth++) wax(d, 330 + cloth * 80, 666 - cloth * 3, random.int(40, 58), random.int(48, 74), random);
  for (const px of [296, 824]) d.rect(px, 628, 8, 120, '#7a5b3c');
  d.rect(936, 690, 12, 66, '#9aa3a6');
  d.rect(916, 692, 30, 8, '#9aa3a6');
  d.ellipse(926, 762, 44, 13, '#3d6fa5');
  d.ellipse(926, 757, 36, 9, '#b9dcea');
  if (random.chance(0.6)) motorbike(d, 1000, 742, 112, '#e0a526');
}
