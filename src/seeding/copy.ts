import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** What a column may be given; objects go in as JSON, arrays as arrays of text. */
export type Cell = string | number | boolean | null | Date | readonly string[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: string | number | boolean | null | readonly string[] | JsonObject;
}
export type Row = readonly Cell[];

/** Where rows go and in which order their cells stand. */
export interface TableColumns {
  readonly table: string;
  readonly columns: readonly string[];
}

const PIECE = 128 * 1024;
const NEEDS_ESCAPING = /[\\\t\n\r]/;
const PLAIN_ELEMENT = /^[a-z0-9_-]+$/i;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Streams rows into a table; the server's pace is ours. Answers how many there were. */
export async function copyRows(client: ClientBase, { table, columns }: TableColumns, rows: Iterable<Row>): Promise<number> {
  let count = 0;
  function* pieces(): Generator<Buffer> {
    let text = '';
    for (const row of rows) {
      text += encodeRow(row);
      count++;
      if (text.length >= PIECE) {
        yield Buffer.from(text);
        text = '';
      }
    }
    if (text !== '') yield Buffer.from(text);
  }
  const sink = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(pieces(), { objectMode: false, highWaterMark: 2 * PIECE }), sink);
  return count;
}

/** One line of COPY's text format. */
export function encodeRow(row: Row): string {
  let line = '';
  for (let index = 0; index < row.length; index++) {
    if (index > 0) line += '\t';
    line += encodeCell(row[index] ?? null);
  }
  return line + '\n';
}

function encodeCell(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell === 'string') return escaped(cell);
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  if (cell instanceof Date) return cell.toISOString();
  if (isList(cell)) return escaped(`{${cell.map(element).join(',')}}`);
  return escaped(JSON.stringify(cell));
}

function isList(cell: readonly string[] | JsonObject): cell is readonly string[] {
  return Array.isArray(cell);
}

function element(text: string): string {
  return PLAIN_ELEMENT.test(text) && text.toLowerCase() !== 'null' ? text : `"${text.replace(/(["\\])/g, '\\$1')}"`;
}

function escaped(text: string): string {
  return NEEDS_ESCAPING.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text;
}
