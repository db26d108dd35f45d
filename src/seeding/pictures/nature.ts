import type { Random } from '../random.js';
import { type Drawing, HEIGHT, n, shade, WIDTH } from './drawing.js';
import { GREENS, LATERITE, SAND, type Mood } from './palette.js';

export function sky(d: Drawing, mood: Mood, random: Random): void {
  d.rect(0, 0, WIDTH, HEIGHT, d.gradient(mood.sky));
  const x = random.between(120, 1160);
  const y = random.between(80, 210);
  d.circle(x, y, 190, d.glow(mood.sun, mood.sun, 0.9));
  d.circle(x, y, 44, mood.sun, { opacity: 0.95 });
  for (let count = random.int(2, 4); count > 0; count--) cloud(d, random.between(0, WIDTH), random.between(60, 260), random.between(0.6, 1.3), mood.cloud);
}

function cloud(d: Drawing, x: number, y: number, size: number, colour: string): void {
  for (const [dx, dy, rx, ry] of [[0, 0, 95, 26], [-48, -12, 46, 24], [10, -22, 58, 30], [58, -8, 44, 22]] as const) {
    d.ellipse(x + dx * size, y + dy * size, rx * size, ry * size, colour, { opacity: 0.55 });
  }
}

/** A hazy line of trees on the horizon, some palms above it. */
export function treeline(d: Drawing, y: number, mood: Mood, random: Random): void {
  for (let x = -40; x < WIDTH + 60; x += random.between(38, 80)) {
    d.ellipse(x, y, random.between(45, 80), random.between(24, 58), shade(mood.haze, random.between(-0.12, 0.12)), { opacity: 0.8 });
  }
  for (let count = random.int(2, 5); count > 0; count--) {
    palm(d, random.between(20, WIDTH - 20), y + 8, random.between(90, 140), random, shade(mood.haze, -0.25), 0.75);
  }
}

/** A coconut palm with its foot at (x, y). A single colour makes it a silhouette. */
export function palm(d: Drawing, x: number, y: number, height: number, random: Random, silhouette?: string, opacity = 1): void {
  const lean = random.between(-0.22, 0.22) * height;
  const top: readonly [number, number] = [x + lean, y - height];
  const thick = Math.max(5, height * 0.045);
  const trunk = silhouette ?? '#8a6a48';
  d.path(
    `M${n(x - thick)} ${n(y)}Q${n(x - thick * 0.4)} ${n(y - height * 0.55)} ${n(top[0] - thick * 0.45)} ${n(top[1])}` +
      `L${n(top[0] + thick * 0.45)} ${n(top[1])}Q${n(x + thick * 0.9)} ${n(y - height * 0.5)} ${n(x + thick)} ${n(y)}Z`,
    silhouette ?? d.gradient([shade(trunk, 0.2), trunk, shade(trunk, -0.3)], 'right'),
    { opacity },
  );
  const length = height * 0.5;
  const fronds = 12;
  for (let index = 0; index < fronds; index++) {
    const angle = Math.PI * (-0.06 + (1.12 * index) / (fronds - 1)) + random.between(-0.08, 0.08);
    const colour = silhouette ?? shade(GREENS[index % GREENS.length] ?? '#2f7d3b', random.between(-0.15, 0.1));
    frond(d, top, angle, length * random.between(0.85, 1.12), colour, Math.max(1.4, height * 0.0095), opacity);
  }
  if (silhouette === undefined) for (const dx of [-9, 3, 12]) d.circle(top[0] + dx, top[1] + 9, height * 0.022 + 2, '#7a5a2e');
}

/** One leaf: a bent spine, and leaflets that stand off on both sides and hang a little. */
function frond(d: Drawing, [x, y]: readonly [number, number], angle: number, length: number, colour: string, width: number, opacity: number): void {
  const dx = Math.cos(angle) * length;
  const dy = -Math.sin(angle) * length * 0.62 + length * 0.3;
  const [bx, by] = [x + dx * 0.5, y + Math.min(-length * 0.16, dy * 0.2) - length * 0.14];
  let path = `M${n(x)} ${n(y)}Q${n(bx)} ${n(by)} ${n(x + dx)} ${n(y + dy)}`;
  // A leaf that points at us is short: it gets fewer leaflets, or they would run together.
  const steps = Math.max(7, Math.round((16 * Math.hypot(dx, dy)) / length));
  for (let step = 2; step <= steps; step++) {
    const t = step / steps;
    const px = (1 - t) ** 2 * x + 2 * (1 - t) * t * bx + t * t * (x + dx);
    const py = (1 - t) ** 2 * y + 2 * (1 - t) * t * by + t * t * (y + dy);
    const tx = 2 * (1 - t) * (bx - x) + 2 * t * (x + dx - bx);
    const ty = 2 * (1 - t) * (by - y) + 2 * t * (y + dy - by);
    const long = Math.hypot(tx, ty) || 1;
    const reach = length * 0.25 * Math.sin(Math.PI * Math.min(1, t * 0.82 + 0.14));
    for (const side of [-1, 1]) {
      const lx = (tx / long) * 0.65 - (ty / long) * side * 0.75;
      const ly = (ty / long) * 0.65 + (tx / long) * side * 0.75 + 0.28;
      path += `M${n(px)} ${n(py)}L${n(px + lx * reach)} ${n(py + ly * reach)}`;
    }
  }
  d.path(path, 'none', { stroke: colour, width: Math.round(width * 10) / 10, opacity });
}

export function mango(d: Drawing, x: number, y: number, size: number, random: Random): void {
  d.path(`M${n(x - size * 0.09)} ${n(y)}L${n(x - size * 0.05)} ${n(y - size * 0.6)}L${n(x + size * 0.06)} ${n(y - size * 0.6)}L${n(x + size * 0.1)} ${n(y)}Z`, '#6b4a2f');
  const base = random.pick(GREENS);
  for (const [depth, spread] of [[-0.22, 1], [-0.05, 0.86], [0.12, 0.6]] as const) {
    for (let blob = 0; blob < 9; blob++) {
      d.circle(
        x + random.between(-0.5, 0.5) * size * spread,
        y - size * random.between(0.62, 1.08) - (1 - spread) * size * 0.14,
        size * random.between(0.15, 0.25),
        shade(base, depth),
      );
    }
  }
}

export function bush(d: Drawing, x: number, y: number, size: number, random: Random, flowers?: string): void {
  const base = random.pick(GREENS);
  for (let blob = 0; blob < 8; blob++) {
    d.circle(x + random.between(-0.6, 0.6) * size, y - random.between(0.1, 0.6) * size, size * random.between(0.2, 0.36), shade(base, random.between(-0.2, 0.12)));
  }
  if (flowers === undefined) return;
  for (let count = 0; count < 22; count++) {
    d.circle(x + random.between(-0.75, 0.75) * size, y - random.between(0.05, 0.85) * size, random.between(2.5, 5), shade(flowers, random.between(-0.1, 0.25)));
  }
}

/** A banana plant: a few broad leaves. */
export function banana(d: Drawing, x: number, y: number, size: number, random: Random): void {
  for (let leaf = 0; leaf < 7; leaf++) {
    const angle = Math.PI * (0.12 + (0.76 * leaf) / 6);
    const tx = x + Math.cos(angle) * size * 0.75;
    const ty = y - size * 0.35 - Math.sin(angle) * size * random.between(0.55, 0.8);
    const wide = size * 0.13;
    d.path(
      `M${n(x)} ${n(y)}Q${n((x + tx) / 2 - wide)} ${n((y + ty) / 2 - size * 0.3)} ${n(tx)} ${n(ty)}Q${n((x + tx) / 2 + wide)} ${n((y + ty) / 2 - size * 0.08)} ${n(x)} ${n(y)}Z`,
      shade(GREENS[leaf % GREENS.length] ?? '#3f9142', random.between(-0.1, 0.15)),
    );
  }
}

export function pot(d: Drawing, x: number, y: number, size: number, random: Random): void {
  banana(d, x, y - size * 0.5, size * 0.9, random);
  const clay = random.pick(['#b5563a', '#c77b4a', '#e8e2d5', '#4d6a6d']);
  d.poly([[x - size * 0.3, y - size * 0.55], [x + size * 0.3, y - size * 0.55], [x + size * 0.2, y], [x - size * 0.2, y]], d.gradient([shade(clay, 0.15), shade(clay, -0.2)], 'right'));
  d.rect(x - size * 0.33, y - size * 0.6, size * 0.66, size * 0.1, shade(clay, -0.1), { rx: 2 });
}

export type Soil = 'laterite' | 'paving' | 'sand' | 'grass';

/** The ground from `y` down. */
export function ground(d: Drawing, y: number, soil: Soil, random: Random): void {
  const base = soil === 'laterite' ? LATERITE : soil === 'sand' ? SAND : soil === 'grass' ? '#7fae55' : '#b9b2a6';
  d.rect(0, y, WIDTH, HEIGHT - y, d.gradient([shade(base, 0.18), base, shade(base, -0.12)]));
  if (soil === 'paving') {
    for (let row = 0, top = y; top < HEIGHT; row++) {
      const tall = 9 + row * 4.5;
      const wide = 40 + row * 14;
      d.line(0, top, WIDTH, top, shade(base, -0.22), 1.5, 0.55);
      for (let x = -((row % 2) * wide) / 2; x < WIDTH; x += wide) d.line(x, top, x, Math.min(HEIGHT, top + tall), shade(base, -0.22), 1.5, 0.45);
      top += tall;
    }
    return;
  }
  for (let mark = 0; mark < 70; mark++) {
    const my = random.between(y + 8, HEIGHT);
    const wide = random.between(12, 60) * (0.5 + (my - y) / 200);
    d.ellipse(random.between(0, WIDTH), my, wide, 2.2, shade(base, random.between(-0.16, 0.16)), { opacity: 0.5 });
  }
  if (soil === 'grass') for (let tuft = 0; tuft < 60; tuft++) grassTuft(d, random.between(0, WIDTH), random.between(y + 12, HEIGHT), random);
}

export function grassTuft(d: Drawing, x: number, y: number, random: Random): void {
  const colour = shade(random.pick(GREENS), random.between(-0.1, 0.25));
  d.path(`M${n(x - 7)} ${n(y - 12)}L${n(x - 2)} ${n(y)}L${n(x)} ${n(y - 16)}L${n(x + 3)} ${n(y)}L${n(x + 9)} ${n(y - 11)}`, 'none', { stroke: colour, width: 2 });
}

/** The sea with its foam, from the horizon at `y` to the beach at `shore`. */
export function sea(d: Drawing, y: number, shore: number, random: Random): void {
  d.rect(0, y, WIDTH, shore - y + 20, d.gradient(['#2b87a8', '#3fa7bd', '#7fd0cf']));
  for (let wave = 0; wave < 26; wave++) {
    const wy = random.between(y + 6, shore - 6);
    d.ellipse(random.between(0, WIDTH), wy, random.between(24, 110), 1.6 + (wy - y) / 70, '#ffffff', { opacity: 0.35 });
  }
  let foam = `M0 ${n(shore + 16)}`;
  for (let x = 0; x <= WIDTH; x += 80) foam += `Q${x + 20} ${n(shore + random.between(-14, 6))} ${x + 40} ${n(shore + 4)}T${x + 80} ${n(shore + random.between(0, 10))}`;
  d.path(`${foam}L${WIDTH} ${n(shore + 26)}L0 ${n(shore + 26)}Z`, '#ffffff', { opacity: 0.85 });
}
