import { COUNT_LIMIT } from '../http/answer.js';

/** An instant as the wire has it: ISO 8601, UTC, milliseconds, `Z`. */
export function instantSql(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** How many rows there are, counted no further than one past the limit; a number column `count`. */
export function countSql(from: string): string {
  return `SELECT count(*) AS count FROM (SELECT 1 ${from} LIMIT ${String(COUNT_LIMIT + 1)}) AS counted`;
}
