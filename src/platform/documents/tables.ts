import { BRAND, MUTED, RULE, type Sheet, type TextStyle } from './sheet.js';

/** A label and what stands for it; null leaves the row out. */
export type Detail = readonly [label: string, value: string | null];

const LABEL_WIDTH = 150;
const DETAIL_GAP = 5;

/** Labels on the left, values on the right, one under the other. A row never parts over two pages. */
export function drawDetails(sheet: Sheet, details: readonly Detail[], at: { x?: number; width?: number; label_width?: number } = {}): void {
  const x = at.x ?? sheet.left;
  const labelWidth = at.label_width ?? LABEL_WIDTH;
  const label = { x, width: labelWidth - 10, color: MUTED } as const;
  const value = { x: x + labelWidth, width: (at.width ?? sheet.right - x) - labelWidth } as const;
  for (const [name, text] of details) {
    if (text === null) continue;
    const height = Math.max(sheet.heightOf(name, label), sheet.heightOf(text, value));
    sheet.keep(height);
    const y = sheet.y;
    sheet.text(name, { ...label, y }).text(text, { ...value, y });
    sheet.y = y + height + DETAIL_GAP;
  }
}

export interface TableColumn {
  title: string;
  /** Its part of the whole width; the shares add up to 1. */
  share: number;
  align?: 'left' | 'right';
}

const CELL = 6;

/**
 * A table that goes on over as many pages as it needs, its head on each. The head never stands alone, and the last
 * row, the total, never goes to a page without the row before it.
 */
export function drawTable(sheet: Sheet, columns: readonly TableColumn[], rows: readonly (readonly string[])[], total: readonly string[]): void {
  const all = [...rows, total];
  const heights = all.map((row, n) => heightOfRow(sheet, columns, row, n === all.length - 1 ? 'bold' : 'plain'));
  const head = heightOfRow(sheet, columns, titles(columns), 'bold');
  const beginning = head + heights.slice(0, 3).reduce((sum, height) => sum + height, 0);
  sheet.keep(beginning);
  drawHead(sheet, columns, head);
  all.forEach((row, n) => {
    const isTotal = n === all.length - 1;
    const needed = n === all.length - 2 ? heights[n] + heights[n + 1] : heights[n];
    if (sheet.y + needed > sheet.bottom) {
      sheet.doc.addPage();
      drawHead(sheet, columns, head);
    }
    drawRow(sheet, columns, row, heights[n], { font: isTotal ? 'bold' : 'plain' });
  });
}

function drawHead(sheet: Sheet, columns: readonly TableColumn[], height: number): void {
  sheet.doc.rect(sheet.left, sheet.y, sheet.width, height).fill(BRAND);
  drawRow(sheet, columns, titles(columns), height, { font: 'bold', color: '#ffffff' });
}

function drawRow(sheet: Sheet, columns: readonly TableColumn[], row: readonly string[], height: number, style: TextStyle): void {
  const y = sheet.y;
  let x = sheet.left;
  columns.forEach(({ share, align }, n) => {
    const width = share * sheet.width;
    sheet.text(row[n], { ...style, size: 9, x: x + CELL, y: y + CELL + 0.5, width: width - 2 * CELL, align });
    x += width;
  });
  sheet.line(sheet.left, y + height, sheet.width, RULE);
  sheet.y = y + height;
}

function heightOfRow(sheet: Sheet, columns: readonly TableColumn[], row: readonly string[], font: 'plain' | 'bold'): number {
  const cells = columns.map(({ share }, n) => sheet.heightOf(row[n], { font, size: 9, width: share * sheet.width - 2 * CELL }));
  return Math.max(...cells) + 2 * CELL - 2;
}

function titles(columns: readonly TableColumn[]): string[] {
  return columns.map(({ title }) => title);
}
