import PDFDocument from 'pdfkit';
import type { CalendarDate } from '../../kernel/calendar-date.js';
import { printable } from './printable.js';
import { drawQr } from './qr.js';

export const INK = '#222222';
export const MUTED = '#555555';
export const RULE = '#d8d2c8';
export const BRAND = '#0b6b4f';
export const ALARM = '#b3261e';

const SIDE = 56;
const TOP = 48;
const BOTTOM = 64;
const FONTS = { plain: 'Helvetica', bold: 'Helvetica-Bold', italic: 'Helvetica-Oblique', code: 'Courier-Bold' } as const;

export interface TextStyle {
  font?: keyof typeof FONTS;
  /** Points; 10 unless told. */
  size?: number;
  color?: string;
  align?: 'left' | 'right' | 'center' | 'justify';
  /** Where it stands; where the last text ended, from the left margin, unless told. */
  x?: number;
  y?: number;
  /** Points; up to the right margin unless told. */
  width?: number;
  lineGap?: number;
}

/**
 * One of our documents on A4 paper: letterhead, text that flows from page to page, and a footer with page numbers.
 * The same content makes the same bytes: nothing is taken from the clock. Measures are points (1/72 inch).
 */
export class Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly left = SIDE;
  private readonly chunks: Buffer[] = [];
  private readonly whole: Promise<Buffer>;

  /** `title` and `made_on` go into the file's properties, `reference` stands top right and in the footer. */
  constructor(private readonly about: { title: string; reference: string; made_on: CalendarDate }) {
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { top: TOP, bottom: BOTTOM, left: SIDE, right: SIDE },
      bufferPages: true,
      lang: 'fr-FR',
      displayTitle: true,
      info: { Title: printable(`${about.title} ${about.reference}`), Author: 'LOKAHOME', CreationDate: new Date(`${about.made_on}T00:00:00Z`) },
    });
    this.whole = new Promise((resolve, reject) => {
      this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk));
      this.doc.on('end', () => resolve(Buffer.concat(this.chunks)));
      this.doc.on('error', reject);
    });
    this.letterhead();
  }

  get width(): number {
    return this.doc.page.width - 2 * SIDE;
  }

  get right(): number {
    return this.doc.page.width - SIDE;
  }

  /** The lowest point that text may reach. */
  get bottom(): number {
    return this.doc.page.height - BOTTOM;
  }

  get pages(): number {
    return this.doc.bufferedPageRange().count;
  }

  get y(): number {
    return this.doc.y;
  }

  set y(y: number) {
    this.doc.y = y;
  }

  text(text: string, style: TextStyle = {}): this {
    const { x, y, width } = this.prepare(style);
    this.doc.text(printable(text), x, y, { width, align: style.align ?? 'left', lineGap: style.lineGap ?? 2 });
    return this;
  }

  /** One paragraph in which every second piece is bold: `['Reçu de ', 'Adjoa Koffi', '.']`. */
  mixed(pieces: readonly string[], style: TextStyle = {}): this {
    const shown = pieces.map((piece, n) => ({ piece, font: n % 2 ? 'bold' : 'plain' }) as const).filter(({ piece }) => piece !== '');
    const { x, y, width } = this.prepare(style);
    const options = { width, align: style.align ?? 'left', lineGap: style.lineGap ?? 2 } as const;
    shown.forEach(({ piece, font }, n) => {
      this.doc.font(FONTS[font]);
      const continued = n < shown.length - 1;
      if (n === 0) this.doc.text(printable(piece), x, y, { ...options, continued });
      else this.doc.text(printable(piece), { ...options, continued });
    });
    return this;
  }

  heightOf(text: string, style: TextStyle = {}): number {
    const { width } = this.prepare(style);
    return this.doc.heightOfString(printable(text), { width, lineGap: style.lineGap ?? 2 });
  }

  space(points: number): this {
    this.doc.y += points;
    return this;
  }

  /** Goes to a new page unless so much is left on this one: keeps together what must not part. */
  keep(points: number): this {
    if (this.doc.y + points > this.bottom) this.doc.addPage();
    return this;
  }

  line(x: number, y: number, width: number, color = RULE): this {
    this.doc.moveTo(x, y).lineTo(x + width, y).lineWidth(0.7).stroke(color);
    return this;
  }

  qr(text: string, at: { x: number; y: number; size: number }): this {
    drawQr(this.doc, text, at);
    return this;
  }

  /** Writes the footers and closes the file. */
  finish(): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let n = 0; n < count; n += 1) {
      this.doc.switchToPage(start + n);
      this.footer(`Page ${n + 1} sur ${count}`);
    }
    this.doc.end();
    return this.whole;
  }

  private letterhead(): void {
    this.text('LOKAHOME', { font: 'bold', size: 20, color: BRAND, y: TOP, width: 200 });
    this.text('Locations et services au logement', { size: 8.5, color: MUTED, width: 200 });
    const under = this.y + 8;
    this.text(this.about.reference, { font: 'bold', size: 11, y: TOP + 6, align: 'right', x: this.left + 200, width: this.width - 200 });
    this.line(this.left, under, this.width, BRAND);
    this.y = under + 22;
  }

  private footer(pages: string): void {
    const { margins } = this.doc.page;
    const bottom = margins.bottom;
    // Else writing below the margin would open another page.
    margins.bottom = 0;
    const y = this.doc.page.height - BOTTOM + 20;
    this.line(this.left, y - 7, this.width);
    this.text(`LOKAHOME – ${this.about.title} ${this.about.reference}`, { size: 8, color: MUTED, y, width: this.width - 90 });
    this.text(pages, { size: 8, color: MUTED, y, x: this.right - 90, width: 90, align: 'right' });
    margins.bottom = bottom;
  }

  private prepare(style: TextStyle): { x: number; y: number; width: number } {
    this.doc.font(FONTS[style.font ?? 'plain'], style.size ?? 10).fillColor(style.color ?? INK);
    const x = style.x ?? this.left;
    return { x, y: style.y ?? this.doc.y, width: style.width ?? this.right - x };
  }
}
