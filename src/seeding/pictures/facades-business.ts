import type { Random } from '../random.js';
import { castShadow, coolingUnit, door, eavesShadow, motorbike, plinth, railing, slabRoof, tinRoof, wall, wax, window } from './building.js';
import { type Drawing, n, shade } from './drawing.js';
import { styleFor, surroundings } from './facades.js';
import { bush, grassTuft, mango, palm, pot } from './nature.js';
import { GLASS } from './palette.js';

const FOOT = 642;

export function drawShop(d: Drawing, random: Random): void {
  surroundings(d, random, 'paving', false);
  const style = styleFor(random);
  const x = 215;
  const width = 850;
  const top = 330;
  castShadow(d, x, FOOT + 4, width);
  wall(d, x, top, width, FOOT - top, style.wall);
  slabRoof(d, x, top + 4, width, style.wall, 18);
  const sign = random.pick(['#c0392b', '#1e6f5c', '#1f4e79', '#d98324', '#6b2d5c']);
  d.rect(x + 26, top + 18, width - 52, 58, sign, { rx: 6 });
  for (let mark = 0; mark < 5; mark++) d.rect(x + 190 + mark * 100, top + 38, random.int(50, 84), 18, '#fff6e3', { rx: 9, opacity: 0.9 });
  d.circle(x + 96, top + 47, 20, '#fff6e3');
  const open = random.int(0, 2);
  for (let bay = 0; bay < 3; bay++) {
    const bx = x + 34 + bay * 268;
    d.rect(bx - 8, 448, 262, FOOT - 448, style.trim);
    if (bay === open || random.chance(0.45)) {
      d.rect(bx, 456, 246, FOOT - 456, d.gradient(['#4a3626', '#7a5a3c']));
      for (const shelf of [500, 548, 596]) {
        d.rect(bx + 10, shelf, 226, 6, '#c79a63');
        for (let item = bx + 14; item < bx + 226; item += random.int(16, 30)) {
          const high = random.int(14, 36);
          d.rect(item, shelf - high, 13, high, random.pick(['#e4572e', '#f3a712', '#669bbc', '#a8c686', '#f7f3e3', '#29335c']), { rx: 2 });
        }
      }
      d.rect(bx, 456, 246, 18, '#9aa0a3');
    } else {
      d.rect(bx, 456, 246, FOOT - 456, d.gradient(['#aab2b6', '#7d878c']));
      for (let slat = 468; slat < FOOT; slat += 12) d.line(bx + 2, slat, bx + 244, slat, '#6a7479', 2, 0.8);
    }
  }
  const stripes = [sign, '#fbf3e2'];
  for (let stripe = 0; stripe < 17; stripe++) {
    const sx = x - 14 + stripe * 51.6;
    d.path(`M${n(sx + 6)} 420L${n(sx + 54)} 420L${n(sx + 52)} 462Q${n(sx + 26)} 480 ${n(sx)} 462Z`, stripes[stripe % 2] ?? sign);
  }
  eavesShadow(d, x, 470, width, 12);
  d.rect(x - 20, FOOT - 4, width + 40, 14, '#c9bfae');
  pot(d, x - 20, FOOT + 24, 52, random);
  motorbike(d, random.int(560, 760), FOOT + 84, 132, '#e0a526');
  d.rect(300, FOOT + 42, 150, 10, '#7a5233');
  for (const leg of [312, 428]) d.rect(leg, FOOT + 50, 9, 30, '#64422a');
  if (random.chance(0.5)) mango(d, 1160, FOOT + 30, 290, random);
  else palm(d, 1170, FOOT + 30, 400, random);
}

export function drawOffice(d: Drawing, random: Random): void {
  surroundings(d, random, 'paving', false);
  const style = styleFor(random);
  const floors = random.int(4, 5);
  const tall = 470 / floors;
  const x = random.int(280, 330);
  const width = 660;
  const top = FOOT - 480;
  castShadow(d, x, FOOT + 6, width);
  wall(d, x, top, width, FOOT - top, shade(style.wall, 0.35));
  slabRoof(d, x, top + 2, width, shade(style.wall, 0.3), 12);
  for (let floor = 0; floor < floors; floor++) {
    const y = top + 16 + floor * tall;
    d.rect(x + 120, y, width - 150, tall - 26, d.gradient([GLASS[0], '#5f9db8'], 'diagonal'));
    for (let pane = x + 120; pane <= x + width - 30; pane += 51) d.line(pane, y, pane, y + tall - 26, '#e8edee', 4);
    for (let lit = 0; lit < 2; lit++) d.rect(x + 123 + random.int(0, 9) * 51, y + 3, 45, tall - 32, '#ffe9b0', { opacity: 0.5 });
    d.rect(x + 108, y + tall - 26, width - 126, 9, shade(style.wall, -0.1));
    window(d, x + 30, y + 8, 52, tall - 46, { ...style, window: 'sliding' });
  }
  d.rect(x + 270, FOOT - 104, 190, 12, '#56606a');
  d.rect(x + 300, FOOT - 92, 130, 92, d.gradient(['#7fb2c6', '#467d94'], 'diagonal'));
  d.line(x + 365, FOOT - 92, x + 365, FOOT, '#e8edee', 5);
  plinth(d, x, FOOT - 10, 280, 12, style.wall);
  for (const dx of [-50, 60, 200, 500, 620, 700]) bush(d, x + dx, FOOT + 18, 38, random, dx === 60 ? '#d6336c' : undefined);
  palm(d, x - 120, FOOT + 24, 360, random);
  palm(d, x + width + 110, FOOT + 30, 400, random);
}

export function drawWarehouse(d: Drawing, random: Random): void {
  surroundings(d, random, 'laterite', false);
  const colour = random.pick(['#9fb0b5', '#c9b08a', '#8fa58d', '#b98a6a']);
  const x = 170;
  const width = 940;
  const top = 380;
  castShadow(d, x, FOOT + 6, width);
  d.poly([[x, FOOT], [x, top], [x + width / 2, top - 130], [x + width, top], [x + width, FOOT]], d.gradient([shade(colour, 0.2), colour, shade(colour, -0.15)], 'right'));
  for (let rib = x + 14; rib < x + width; rib += 18) {
    const roof = top - 130 * (1 - Math.abs(rib - x - width / 2) / (width / 2));
    d.line(rib, roof + 6, rib, FOOT, shade(colour, -0.2), 2, 0.5);
  }
  d.path(`M${x - 22} ${top + 12}L${x + width / 2} ${top - 146}L${x + width + 22} ${top + 12}`, 'none', { stroke: shade(colour, -0.45), width: 16 });
  const doors = random.int(1, 2);
  for (let nth = 0; nth < doors; nth++) {
    const dx = doors === 1 ? x + 330 : x + 130 + nth * 400;
    d.rect(dx - 10, 436, 300, FOOT - 436, shade(colour, -0.45));
    d.rect(dx, 446, 140, FOOT - 446, d.gradient(['#2e5b7a', '#1f4560'], 'right'));
    if (random.chance(0.5)) d.rect(dx + 140, 446, 140, FOOT - 446, d.gradient(['#2e5b7a', '#1f4560'], 'right'));
    else {
      d.rect(dx + 140, 446, 140, FOOT - 446, '#2a211a');
      for (let sack = 0; sack < 9; sack++) d.rect(dx + 150 + (sack % 3) * 42, 600 - Math.floor(sack / 3) * 26, 40, 25, shade('#d8c4a0', -0.08 * (sack % 3)), { rx: 8 });
    }
    for (let bar = dx + 20; bar < dx + 140; bar += 24) d.line(bar, 450, bar, FOOT - 4, '#17354a', 2);
  }
  for (const wx of [x + 40, x + width - 110]) d.rect(wx, 420, 70, 30, '#d7e6ea', { opacity: 0.8 });
  for (let drum = 0; drum < 4; drum++) {
    const dx = 960 + drum * 46;
    d.rect(dx, FOOT - 22, 40, 58, d.gradient([shade('#b5452c', 0.2), '#8c321f'], 'right'), { rx: 5 });
    d.ellipse(dx + 20, FOOT - 22, 20, 6, '#7a2a1a');
  }
  for (let pallet = 0; pallet < 4; pallet++) d.rect(220, FOOT + 30 - pallet * 16, 150, 11, pallet % 2 === 0 ? '#a9793f' : '#c08e52');
  palm(d, 80, FOOT + 20, 330, random);
  for (let tuft = 0; tuft < 12; tuft++) grassTuft(d, random.between(0, 1280), random.between(700, 790), random);
}

export function drawHotel(d: Drawing, random: Random, bySea: boolean): void {
  surroundings(d, random, 'paving', bySea);
  const style = { ...styleFor(random), window: 'sliding' as const };
  const x = 200;
  const width = 880;
  const top = 236;
  const tall = (FOOT - top) / 3;
  castShadow(d, x, FOOT + 6, width);
  wall(d, x, top, width, FOOT - top, style.wall);
  if (random.chance(0.5)) tinRoof(d, x, top + 6, width, 84, 34, '#b5653a');
  else slabRoof(d, x, top + 4, width, style.wall, 20);
  for (let floor = 0; floor < 3; floor++) {
    const y = top + floor * tall;
    d.rect(x, y + tall - 9, width, 9, style.trim);
    for (let bay = 0; bay < 6; bay++) {
      const bx = x + 22 + bay * 142;
      if (floor === 2 && (bay === 2 || bay === 3)) continue;
      d.path(`M${n(bx)} ${n(y + tall - 10)}L${n(bx)} ${n(y + 52)}Q${n(bx + 60)} ${n(y + 2)} ${n(bx + 120)} ${n(y + 52)}L${n(bx + 120)} ${n(y + tall - 10)}Z`, shade(style.wall, -0.32));
      d.rect(bx + 26, y + 48, 68, tall - 58, random.chance(0.3) ? '#ffe3a3' : d.gradient(['#a9d2df', '#6fa3b8'], 'diagonal'));
      d.line(bx + 60, y + 48, bx + 60, y + tall - 10, '#f4f1ea', 4);
      if (floor < 2) railing(d, bx, y + tall - 44, 120, 36, 'metal', style.trim);
    }
  }
  const hall = x + width / 2 - 130;
  d.rect(hall - 40, FOOT - tall + 18, 340, 20, shade(style.door, -0.1));
  for (const px of [hall - 28, hall + 268]) d.rect(px, FOOT - tall + 36, 20, tall - 36, d.gradient([shade(style.trim, 0.1), shade(style.trim, -0.2)], 'right'));
  d.rect(hall, FOOT - tall + 40, 260, tall - 40, d.gradient(['#ffe9b8', '#e7b96a']));
  door(d, hall + 50, FOOT - 92, 70, 92, style);
  door(d, hall + 140, FOOT - 92, 70, 92, style);
  for (let star = 0; star < 3; star++) d.circle(hall + 80 + star * 50, FOOT - tall + 28, 6, '#f4c95d');
  d.poly([[hall + 20, FOOT + 2], [hall + 240, FOOT + 2], [hall + 380, 800], [hall - 120, 800]], '#b5452c', { opacity: 0.75 });
  for (const dx of [-40, 300]) pot(d, hall + dx, FOOT + 20, 58, random);
  for (const px of [90, 190, 1090, 1190]) palm(d, px, FOOT + random.int(20, 50), random.int(300, 400), random);
  for (const bx of [260, 380, 880, 1000]) bush(d, bx, FOOT + 24, 40, random, '#d6336c');
  if (random.chance(0.5)) coolingUnit(d, x + width - 70, top + 30);
}

/** A plot with its wall of grey blocks, waiting. */
export function drawLand(d: Drawing, random: Random): void {
  surroundings(d, random, random.pick(['laterite', 'grass']), false);
  const brick = '#b7b0a4';
  d.rect(0, 500, 1280, 74, d.gradient([shade(brick, 0.15), shade(brick, -0.12)]));
  for (let row = 0; row < 4; row++) {
    for (let x = (row % 2) * -30; x < 1280; x += 62) d.rect(x, 502 + row * 18, 60, 16, 'none', { stroke: shade(brick, -0.25), width: 1.5, opacity: 0.6 });
  }
  for (let post = 60; post < 1280; post += 236) d.rect(post, 488, 24, 92, shade(brick, -0.15));
  d.poly([[0, 574], [180, 574], [60, 800], [0, 800]], shade(brick, -0.2));
  if (random.chance(0.6)) mango(d, random.int(850, 1080), 640, 300, random);
  if (random.chance(0.6)) palm(d, random.int(200, 420), 640, 420, random);
  for (let heap = 0; heap < 3; heap++) {
    const hx = random.int(300, 900);
    d.path(`M${hx - 90} 690Q${hx - 20} ${random.int(610, 640)} ${hx + 20} 640Q${hx + 70} 650 ${hx + 110} 692Z`, shade('#d9c08e', random.between(-0.15, 0.1)));
  }
  for (let tuft = 0; tuft < 90; tuft++) grassTuft(d, random.between(0, 1280), random.between(600, 795), random);
  for (const [bx, by] of [[150, 760], [1120, 750], [250, 610], [1060, 606]] as const) {
    d.rect(bx, by - 34, 15, 36, '#e9e4da');
    d.rect(bx, by - 34, 15, 10, '#c0392b');
  }
  if (random.chance(0.4)) wax(d, 620, 520, 70, 40, random);
}
