export const WIDTH = 1280;
export const HEIGHT = 800;

export type XY = readonly [number, number];
export interface Look {
  stroke?: string;
  width?: number;
  opacity?: number;
  /** Corner radius. */
  rx?: number;
}

/** Collects shapes in the order in which they lie on one another and turns them into an SVG. */
export class Drawing {
  private readonly defs: string[] = [];
  private readonly body: string[] = [];

  rect(x: number, y: number, width: number, height: number, fill: string, look: Look = {}): void {
    this.body.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"${attributes(look)}/>`);
  }

  poly(points: readonly XY[], fill: string, look: Look = {}): void {
    this.body.push(`<polygon points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="${fill}"${attributes(look)}/>`);
  }

  circle(x: number, y: number, radius: number, fill: string, look: Look = {}): void {
    this.body.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"${attributes(look)}/>`);
  }

  ellipse(x: number, y: number, rx: number, ry: number, fill: string, look: Look = {}): void {
    this.body.push(`<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${attributes({ ...look, rx: undefined })}/>`);
  }

  path(d: string, fill: string, look: Look = {}): void {
    this.body.push(`<path d="${d}" fill="${fill}"${attributes(look)}/>`);
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke: string, width = 2, opacity = 1): void {
    this.path(`M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`, 'none', { stroke, width, opacity });
  }

  /** What is drawn by `draw` shows only inside the outline. */
  within(outline: readonly XY[], draw: () => void): void {
    const id = `c${this.defs.length}`;
    this.defs.push(`<clipPath id="${id}"><polygon points="${outline.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}"/></clipPath>`);
    this.body.push(`<g clip-path="url(#${id})">`);
    draw();
    this.body.push('</g>');
  }

  /** A fill that runs from the first colour (top or left) to the last. */
  gradient(colours: readonly string[], direction: 'down' | 'right' | 'diagonal' = 'down'): string {
    const id = `g${this.defs.length}`;
    const [x2, y2] = direction === 'down' ? [0, 1] : direction === 'right' ? [1, 0] : [1, 1];
    const stops = colours.map((colour, index) => `<stop offset="${n(index / (colours.length - 1))}" stop-color="${colour}"/>`).join('');
    this.defs.push(`<linearGradient id="${id}" x1="0" y1="0" x2="${x2}" y2="${y2}">${stops}</linearGradient>`);
    return `url(#${id})`;
  }

  /** A fill that fades from the middle outwards. */
  glow(inner: string, outer: string, innerOpacity = 1, outerOpacity = 0): string {
    const id = `g${this.defs.length}`;
    this.defs.push(
      `<radialGradient id="${id}"><stop offset="0" stop-color="${inner}" stop-opacity="${innerOpacity}"/>` +
        `<stop offset="1" stop-color="${outer}" stop-opacity="${outerOpacity}"/></radialGradient>`,
    );
    return `url(#${id})`;
  }

  toString(): string {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
      `<defs>${this.defs.join('')}</defs>${this.body.join('')}</svg>`
    );
  }
}

/** Lighter (amount > 0) or darker (amount < 0), −1 … 1. */
export function shade(hex: string, amount: number): string {
  const target = amount > 0 ? 255 : 0;
  const part = (at: number): string => {
    const value = parseInt(hex.slice(at, at + 2), 16);
    return Math.round(value + (target - value) * Math.abs(amount)).toString(16).padStart(2, '0');
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}

export function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function attributes({ stroke, width, opacity, rx }: Look): string {
  return (
    (stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${width ?? 2}" stroke-linecap="round" stroke-linejoin="round"`) +
    (opacity === undefined || opacity === 1 ? '' : ` opacity="${opacity}"`) +
    (rx === undefined ? '' : ` rx="${rx}"`)
  );
}
