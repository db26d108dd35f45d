export type Cell = string | number | null;

/**
 * RFC 4180 with a byte order mark, which spreadsheets need to read accents. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front, which shows it as text (OWASP ASVS 1.2.10); numbers stay numbers.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}

/** Also the full-width signs, which Excel reads as the plain ones, and what it skips before them. */
const FORMULA = /^[\s\0\uFEFF\u200B]*[=+\-@＝＋－＠|%\t\r\n\0]/;

function cellOf(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\t\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
