import type { Random } from '../random.js';
import { type Drawing, n, shade } from './drawing.js';
import { palm } from './nature.js';
import { moodFor } from './palette.js';

/** The back wall of every room: what stands against it is drawn here. */
export const BACK = { x: 215, y: 120, right: 1065, bottom: 545 } as const;
export const INDOOR_WALLS = ['#f3e6cf', '#efe0d0', '#e6ead9', '#e3eaee', '#f4d9bd', '#f2ece2', '#ead2b5', '#dfe6dc'] as const;

export interface Room {
  wall: string;
  floor: string;
}

/** Floor, walls and a plaster ceiling in one-point perspective. */
export function room(d: Drawing, random: Random, wallColour: string = random.pick(INDOOR_WALLS)): Room {
  const floor = random.pick(['#d9c6ab', '#c9b8a4', '#e3dccf', '#b98d63', '#cfc9c0']);
  const { x, y, right, bottom } = BACK;
  d.poly([[0, 0], [1280, 0], [right, y], [x, y]], d.gradient(['#fdfbf6', '#ece6da']));
  d.poly([[130, 46], [1150, 46], [right - 60, y - 22], [x + 60, y - 22]], '#f7f2e7', { stroke: '#dcd3c2', width: 3 });
  d.poly([[0, 0], [x, y], [x, bottom], [0, 800]], d.gradient([shade(wallColour, -0.16), shade(wallColour, -0.04)], 'right'));
  d.poly([[1280, 0], [right, y], [right, bottom], [1280, 800]], d.gradient([shade(wallColour, -0.06), shade(wallColour, -0.2)], 'right'));
  d.rect(x, y, right - x, bottom - y, d.gradient([shade(wallColour, 0.16), wallColour]));
  d.poly([[0, 800], [x, bottom], [right, bottom], [1280, 800]], d.gradient([shade(floor, -0.14), shade(floor, 0.12)]));
  d.within([[0, 800], [x, bottom], [right, bottom], [1280, 800]], () => tiles(d, floor));
  d.path(`M0 786L${x} ${bottom - 9}L${right} ${bottom - 9}L1280 786`, 'none', { stroke: shade(floor, -0.3), width: 7, opacity: 0.7 });
  return { wall: wallColour, floor };
}

function tiles(d: Drawing, floor: string): void {
  const line = shade(floor, -0.22);
  const middle = 640;
  for (let column = -12; column <= 12; column++) {
    d.line(middle + column * 71, BACK.bottom, middle + column * 150, 800, line, 1.6, 0.5);
  }
  for (let y = BACK.bottom, step = 14; y < 800; y += step, step *= 1.36) d.line(0, y, 1280, y, line, 1.6, 0.45);
}

/** A window with the day outside and curtains beside it. */
export function dayWindow(d: Drawing, random: Random, x: number, y: number, width: number, height: number, curtain?: string): void {
  const mood = moodFor(random);
  d.rect(x - 10, y - 10, width + 20, height + 20, '#fbf8f1');
  d.rect(x, y, width, height, d.gradient(mood.sky));
  d.within([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], () => {
    d.ellipse(x + width * 0.3, y + height, width * 0.42, height * 0.26, '#6b9f6a');
    d.ellipse(x + width * 0.78, y + height * 1.02, width * 0.36, height * 0.22, '#55905b');
    palm(d, x + width * random.between(0.35, 0.65), y + height, height * 0.7, random, '#3f7d4c');
  });
  d.line(x + width / 2, y, x + width / 2, y + height, '#fbf8f1', 7);
  d.rect(x, y, width, height, 'none', { stroke: '#fbf8f1', width: 7 });
  for (let bar = x + 16; bar < x + width - 6; bar += 22) d.line(bar, y, bar, y + height, '#5b554e', 2, 0.4);
  d.rect(x - 18, y + height + 8, width + 36, 10, '#e4dccd');
  if (curtain === undefined) return;
  d.rect(x - 66, y - 34, width + 132, 8, '#6d5640', { rx: 4 });
  for (const [cx, side] of [[x - 60, 1], [x + width - 6, -1]] as const) {
    d.rect(cx, y - 28, 66, height + 92, d.gradient([shade(curtain, 0.12), shade(curtain, -0.14), shade(curtain, 0.06)], 'right'));
    for (let fold = 1; fold < 4; fold++) d.line(cx + fold * 16.5 + side, y - 26, cx + fold * 16.5, y + height + 62, shade(curtain, -0.24), 3, 0.5);
  }
}

export function ceilingFan(d: Drawing, x: number, y: number): void {
  d.line(x, 40, x, y, '#77716a', 6);
  for (const [dx, dy] of [[150, 14], [-150, 10], [28, -26]] as const) {
    d.path(`M${x} ${y}L${n(x + dx)} ${n(y + dy - 9)}Q${n(x + dx * 1.12)} ${n(y + dy)} ${n(x + dx)} ${n(y + dy + 9)}Z`, '#8f7d68');
  }
  d.ellipse(x, y, 25, 12, '#6a635b');
  d.ellipse(x, y + 9, 14, 8, '#fff3cf');
}

/** A split air conditioner. */
export function split(d: Drawing, x: number, y: number): void {
  d.rect(x, y, 170, 50, d.gradient(['#ffffff', '#e3e6e7']), { rx: 9 });
  d.rect(x + 12, y + 36, 146, 6, '#c7cdd0', { rx: 3 });
  d.circle(x + 152, y + 16, 3.5, '#43a047');
}

/** A framed picture: bands of colour with a sun, or a mask. */
export function artwork(d: Drawing, random: Random, x: number, y: number, width: number, height: number): void {
  d.rect(x + 5, y + 7, width, height, '#3a2a1c', { opacity: 0.2 });
  d.rect(x, y, width, height, '#5d4330');
  d.rect(x + 8, y + 8, width - 16, height - 16, '#f6ead4');
  const colours = random.sample(['#c8553d', '#f2a541', '#588b8b', '#28536b', '#8f2d56', '#e9c46a'], 4);
  if (random.chance(0.5)) {
    colours.forEach((colour, index) => {
      const top = y + 8 + ((height - 16) * index) / 4;
      d.rect(x + 8, top, width - 16, (height - 16) / 4, colour);
    });
    d.circle(x + width * 0.66, y + height * 0.36, Math.min(width, height) * 0.14, '#fff0c9');
    return;
  }
  const cx = x + width / 2;
  const cy = y + height / 2;
  const tall = height * 0.36;
  d.path(`M${n(cx)} ${n(cy - tall)}Q${n(cx + tall * 0.75)} ${n(cy - tall * 0.7)} ${n(cx + tall * 0.5)} ${n(cy + tall * 0.3)}Q${n(cx + tall * 0.2)} ${n(cy + tall)} ${n(cx)} ${n(cy + tall)}Q${n(cx - tall * 0.2)} ${n(cy + tall)} ${n(cx - tall * 0.5)} ${n(cy + tall * 0.3)}Q${n(cx - tall * 0.75)} ${n(cy - tall * 0.7)} ${n(cx)} ${n(cy - tall)}Z`, '#6b4226');
  for (const side of [-1, 1]) d.ellipse(cx + side * tall * 0.25, cy - tall * 0.2, tall * 0.13, tall * 0.06, '#f6ead4');
  d.line(cx, cy - tall * 0.2, cx, cy + tall * 0.3, '#8d5f3a', 6);
  d.ellipse(cx, cy + tall * 0.55, tall * 0.16, tall * 0.07, colours[0] ?? '#c8553d');
}

export function lamp(d: Drawing, x: number, y: number, colour: string): void {
  d.line(x, 60, x, y, '#5d5147', 3);
  d.path(`M${n(x - 52)} ${n(y + 58)}Q${n(x - 46)} ${n(y)} ${n(x)} ${n(y)}Q${n(x + 46)} ${n(y)} ${n(x + 52)} ${n(y + 58)}Z`, d.gradient([shade(colour, -0.1), shade(colour, 0.2)]));
  d.ellipse(x, y + 58, 52, 9, '#fff2c4');
  d.circle(x, y + 90, 150, d.glow('#fff1c2', '#fff1c2', 0.28));
}

/** Sunlight from a window, lying on the floor. */
export function lightOnFloor(d: Drawing, x: number, width: number): void {
  d.poly([[x, BACK.bottom + 40], [x + width, BACK.bottom + 40], [x + width * 1.5, 790], [x + width * 0.16, 790]], '#fff6d8', { opacity: 0.32 });
}
