import type { Random } from '../random.js';
import { type Drawing, n, shade } from './drawing.js';
import { GLASS, WAX } from './palette.js';

/** What one building is made of; the same for all its parts. */
export interface Style {
  wall: string;
  trim: string;
  roof: string;
  door: string;
  window: 'grille' | 'louvre' | 'sliding';
}

/** A plastered wall, lit from the left. */
export function wall(d: Drawing, x: number, y: number, width: number, height: number, colour: string): void {
  d.rect(x, y, width, height, d.gradient([shade(colour, 0.14), colour, shade(colour, -0.1)], 'right'));
}

export function plinth(d: Drawing, x: number, y: number, width: number, height: number, colour: string): void {
  d.rect(x, y, width, height, shade(colour, -0.32));
  for (let stone = x + 6; stone < x + width - 10; stone += 34) d.rect(stone, y + 4, 28, height - 8, shade(colour, -0.22), { rx: 3 });
}

/** The shadow that eaves or a balcony throw on the wall below. */
export function eavesShadow(d: Drawing, x: number, y: number, width: number, height = 20): void {
  d.rect(x, y, width, height, '#3a2616', { opacity: 0.22 });
}

export function castShadow(d: Drawing, x: number, y: number, width: number): void {
  d.ellipse(x + width / 2 + 20, y, width * 0.58, 17, '#2c1c10', { opacity: 0.26 });
}

/** A corrugated roof seen from the front: a trapezium with its ribs. */
export function tinRoof(d: Drawing, x: number, y: number, width: number, height: number, overhang: number, colour: string): void {
  const left = x - overhang;
  const right = x + width + overhang;
  const inset = width * 0.13;
  d.poly([[left, y], [x + inset, y - height], [x + width - inset, y - height], [right, y]], d.gradient([shade(colour, 0.22), colour]));
  const ribs = Math.round(width / 20);
  for (let rib = 0; rib <= ribs; rib++) {
    const t = rib / ribs;
    d.line(x + inset + (width - 2 * inset) * t, y - height + 2, left + (right - left) * t, y - 2, shade(colour, -0.22), 2, 0.55);
  }
  d.rect(left, y - 3, right - left, 9, shade(colour, -0.35));
}

/** A flat concrete roof with its parapet. */
export function slabRoof(d: Drawing, x: number, y: number, width: number, colour: string, overhang = 16): void {
  d.rect(x - overhang, y - 34, width + 2 * overhang, 34, d.gradient([shade(colour, 0.25), shade(colour, -0.05)]));
  d.rect(x - overhang - 6, y - 42, width + 2 * overhang + 12, 10, shade(colour, -0.18));
}

export function window(d: Drawing, x: number, y: number, width: number, height: number, style: Style, lit = false): void {
  d.rect(x - 7, y - 7, width + 14, height + 14, shade(style.trim, 0.1));
  d.rect(x, y, width, height, lit ? d.gradient(['#ffe7a8', '#f6c765']) : d.gradient(GLASS, 'diagonal'));
  if (!lit) d.poly([[x + width * 0.1, y + height], [x + width * 0.5, y], [x + width * 0.72, y], [x + width * 0.32, y + height]], '#ffffff', { opacity: 0.28 });
  const frame = shade(style.door, -0.15);
  if (style.window === 'louvre') {
    for (let slat = y + 8; slat < y + height - 3; slat += 11) d.rect(x + 2, slat, width - 4, 4.5, '#e8f3f5', { opacity: 0.8 });
    d.line(x + width / 2, y, x + width / 2, y + height, frame, 4);
  } else if (style.window === 'grille') {
    d.line(x + width / 2, y, x + width / 2, y + height, '#ffffff', 4);
    for (let bar = x + 9; bar < x + width - 3; bar += 13) d.line(bar, y, bar, y + height, '#3c3a38', 2, 0.7);
    for (const t of [0.3, 0.7]) d.line(x, y + height * t, x + width, y + height * t, '#3c3a38', 2, 0.7);
  } else {
    d.line(x + width / 2, y, x + width / 2, y + height, '#f4f4f2', 5);
    d.rect(x, y, width, height, 'none', { stroke: '#f4f4f2', width: 5 });
  }
  d.rect(x - 11, y + height + 6, width + 22, 8, shade(style.trim, -0.12));
}

export function door(d: Drawing, x: number, y: number, width: number, height: number, style: Style): void {
  d.rect(x - 8, y - 8, width + 16, height + 8, shade(style.trim, 0.05));
  d.rect(x, y, width, height, d.gradient([shade(style.door, 0.16), shade(style.door, -0.18)], 'right'));
  for (const [px, py] of [[0.14, 0.07], [0.56, 0.07], [0.14, 0.52], [0.56, 0.52]] as const) {
    d.rect(x + width * px, y + height * py, width * 0.3, height * 0.38, shade(style.door, -0.25), { rx: 3, opacity: 0.6 });
  }
  d.circle(x + width * 0.88, y + height * 0.52, 4, '#e9c46a');
}

/** A curtain of printed cloth in a doorway: the door of a room on a common yard. */
export function clothDoor(d: Drawing, x: number, y: number, width: number, height: number, style: Style, random: Random): void {
  d.rect(x - 7, y - 7, width + 14, height + 7, shade(style.trim, 0.05));
  d.rect(x, y, width, height, '#3a2a20');
  wax(d, x + 3, y + 3, width - 6, height - 16, random);
}

/** A piece of wax print. */
export function wax(d: Drawing, x: number, y: number, width: number, height: number, random: Random): void {
  const [base, pattern, accent] = random.pick(WAX);
  d.rect(x, y, width, height, base);
  const step = Math.max(14, Math.min(width, height) / 4);
  for (let row = 0, cy = y + step / 2; cy < y + height; row++, cy += step) {
    for (let cx = x + step / 2 + ((row % 2) * step) / 2; cx < x + width - step * 0.25; cx += step) {
      d.circle(cx, cy, step * 0.32, pattern);
      d.circle(cx, cy, step * 0.15, accent);
    }
  }
}

export function railing(d: Drawing, x: number, y: number, width: number, height: number, kind: 'baluster' | 'metal' | 'glass', colour: string): void {
  if (kind === 'glass') {
    d.rect(x, y, width, height, '#d4eef2', { opacity: 0.6 });
    for (let post = x; post <= x + width + 1; post += width / Math.max(2, Math.round(width / 90))) d.rect(post - 2, y, 4, height, '#8b9498');
  } else if (kind === 'metal') {
    for (let bar = x + 5; bar < x + width; bar += 11) d.line(bar, y, bar, y + height, '#4a4340', 2.5);
    d.line(x, y + height * 0.55, x + width, y + height * 0.55, '#4a4340', 2);
  } else {
    for (let post = x + 8; post < x + width - 2; post += 19) {
      d.path(`M${n(post - 3)} ${n(y)}Q${n(post - 9)} ${n(y + height * 0.62)} ${n(post - 3)} ${n(y + height)}L${n(post + 3)} ${n(y + height)}Q${n(post + 9)} ${n(y + height * 0.62)} ${n(post + 3)} ${n(y)}Z`, shade(colour, 0.35));
    }
  }
  d.rect(x - 4, y - 7, width + 8, 9, shade(colour, 0.25), { rx: 3 });
  d.rect(x - 2, y + height - 2, width + 4, 7, shade(colour, -0.1));
}

/** Pierced concrete blocks that let the stairs breathe. */
export function claustra(d: Drawing, x: number, y: number, width: number, height: number, colour: string): void {
  d.rect(x, y, width, height, shade(colour, -0.4));
  const size = 20;
  for (let cy = y + 2; cy + size <= y + height; cy += size) {
    for (let cx = x + 2; cx + size <= x + width + 1; cx += size) {
      d.poly([[cx + size / 2, cy + 1], [cx + size - 1, cy + size / 2], [cx + size / 2, cy + size - 1], [cx + 1, cy + size / 2]], 'none', { stroke: shade(colour, 0.25), width: 4 });
    }
  }
}

export function coolingUnit(d: Drawing, x: number, y: number): void {
  d.rect(x, y, 54, 34, '#eceff0', { rx: 4 });
  d.circle(x + 34, y + 17, 13, '#c3cacd');
  d.circle(x + 34, y + 17, 4, '#8d979b');
  for (const dy of [9, 15, 21]) d.line(x + 6, y + dy, x + 16, y + dy, '#b6bdc0', 2);
  d.rect(x + 4, y + 34, 46, 4, '#7d8588');
}

/** The black tank on its stand that everyone sees above the roofs. */
export function waterTank(d: Drawing, x: number, y: number, height: number): void {
  for (const dx of [-26, 22]) d.rect(x + dx, y - height, 5, height, '#84796c');
  d.line(x - 22, y - height * 0.1, x + 24, y - height * 0.85, '#84796c', 3);
  d.line(x + 24, y - height * 0.1, x - 22, y - height * 0.85, '#84796c', 3);
  d.rect(x - 36, y - height - 4, 72, 7, '#6f655a');
  d.rect(x - 30, y - height - 66, 60, 64, d.gradient(['#4b5a66', '#232c33'], 'right'), { rx: 12 });
  for (const dy of [-48, -32, -18]) d.line(x - 28, y - height + dy, x + 28, y - height + dy, '#5f6f7b', 2, 0.7);
  d.rect(x - 11, y - height - 75, 22, 11, '#2b343b', { rx: 4 });
}

export function dish(d: Drawing, x: number, y: number): void {
  d.line(x, y, x, y - 22, '#70767a', 4);
  d.ellipse(x + 7, y - 32, 21, 16, '#e3e6e7');
  d.ellipse(x + 10, y - 34, 15, 11, '#c6ccce');
  d.line(x + 10, y - 34, x + 26, y - 44, '#70767a', 2);
}

/** A boundary wall with a metal gate, across the foreground. */
export function fence(d: Drawing, x: number, y: number, width: number, height: number, colour: string, gateAt?: number): void {
  wall(d, x, y, width, height, colour);
  d.rect(x, y - 9, width, 12, shade(colour, -0.18));
  for (let block = x + 60; block < x + width - 50; block += 120) claustra(d, block, y + 14, 62, 42, colour);
  if (gateAt === undefined) return;
  for (const px of [gateAt - 16, gateAt + 190]) {
    wall(d, px, y - 26, 26, height + 26, shade(colour, 0.1));
    d.rect(px - 5, y - 36, 36, 12, shade(colour, -0.2));
  }
  d.rect(gateAt + 10, y - 14, 180, height + 14, '#2f4b45');
  for (let bar = gateAt + 18; bar < gateAt + 190; bar += 16) d.line(bar, y - 10, bar, y + height - 4, '#426b61', 4);
  d.line(gateAt + 100, y - 14, gateAt + 100, y + height, '#1d302c', 4);
  for (const t of [0.3, 0.7]) d.line(gateAt + 10, y + height * t, gateAt + 190, y + height * t, '#1d302c', 4);
}

/** A zémidjan's motorbike, seen from the side. */
export function motorbike(d: Drawing, x: number, y: number, size: number, colour: string): void {
  const s = size / 100;
  for (const dx of [0, 92]) {
    d.circle(x + dx * s, y - 22 * s, 22 * s, '#26221f');
    d.circle(x + dx * s, y - 22 * s, 13 * s, '#b9b4ac');
    d.circle(x + dx * s, y - 22 * s, 4 * s, '#4a4642');
  }
  d.path(`M${n(x)} ${n(y - 22 * s)}L${n(x + 30 * s)} ${n(y - 46 * s)}L${n(x + 66 * s)} ${n(y - 44 * s)}L${n(x + 92 * s)} ${n(y - 22 * s)}L${n(x + 40 * s)} ${n(y - 18 * s)}Z`, '#4d4844');
  d.path(`M${n(x + 4 * s)} ${n(y - 58 * s)}Q${n(x + 26 * s)} ${n(y - 68 * s)} ${n(x + 48 * s)} ${n(y - 56 * s)}L${n(x + 44 * s)} ${n(y - 44 * s)}L${n(x + 10 * s)} ${n(y - 46 * s)}Z`, '#2a2725');
  d.path(`M${n(x + 46 * s)} ${n(y - 58 * s)}Q${n(x + 62 * s)} ${n(y - 72 * s)} ${n(x + 76 * s)} ${n(y - 60 * s)}L${n(x + 70 * s)} ${n(y - 44 * s)}L${n(x + 46 * s)} ${n(y - 46 * s)}Z`, colour);
  d.path(`M${n(x + 92 * s)} ${n(y - 22 * s)}L${n(x + 76 * s)} ${n(y - 78 * s)}L${n(x + 64 * s)} ${n(y - 86 * s)}`, 'none', { stroke: '#3a3633', width: 4 * s });
  d.circle(x + 82 * s, y - 68 * s, 7 * s, '#f5ead0');
}
