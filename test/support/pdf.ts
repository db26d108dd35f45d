import jsqr from 'jsqr';
import { inflateSync } from 'node:zlib';
import { extractText, getDocumentProxy } from 'unpdf';

/** The text of each page as one line, no-break blanks as plain ones. */
export async function pagesOf(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text.map((page) => page.replace(/\s+/g, ' ').trim());
}

export async function textOf(pdf: Buffer): Promise<string> {
  return (await pagesOf(pdf)).join(' ');
}

/** Paints the small filled squares that the file really draws, and reads what a phone would read in them; null: nothing. */
export function qrOf(pdf: Buffer): string | null {
  const squares = contentsOf(pdf)
    .flatMap((content) => [...content.matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)])
    .map(([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }))
    .filter(({ height }) => height < 6);
  if (!squares.length) return null;
  const left = Math.min(...squares.map(({ x }) => x));
  const top = Math.min(...squares.map(({ y }) => y));
  const dots = 8 / squares[0].height;
  const margin = 32;
  const side = Math.ceil(Math.max(...squares.map(({ x, width }) => x + width - left)) * dots) + 2 * margin;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const { x, y, width, height } of squares) {
    const [x0, x1, y0, y1] = [x - left, x - left + width, y - top, y - top + height].map((at) => Math.round(at * dots) + margin);
    for (let row = y0; row < y1; row += 1) {
      for (let column = x0; column < x1; column += 1) pixels.set([0, 0, 0], (row * side + column) * 4);
    }
  }
  return jsqr.default(pixels, side, side)?.data ?? null;
}

function contentsOf(pdf: Buffer): string[] {
  const streams = pdf.toString('latin1').matchAll(/\/Filter \/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g);
  return Array.from(streams, ([, stream]) => inflateSync(Buffer.from(stream, 'latin1')).toString('latin1'));
}
