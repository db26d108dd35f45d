/** The results as one table, in Markdown: it reads well in a terminal and goes into docs/performance.md as it is. */
import { goalText } from './goals.mjs';

const HEAD = ['scenario', 'homes', 'side', 'a second', 'p50 ms', 'p99 ms', 'CPU µs', 'stores µs', 'memory MB', 'ratio', 'growth', 'goal', 'met'];

export function tableOf(rows) {
  const cells = rows.map((row) => [
    row.title, row.homes ? thousands(row.homes) : '', row.side, number(row.rps), number(row.p50), number(row.p99), number(row.cpu_us), number(row.stores_us), number(row.memory_mb),
    row.ratio === undefined ? '' : row.ratio.toFixed(2), row.growth === undefined ? '' : `${row.growth.toFixed(2)}${row.grown_too_much ? ' !' : ''}`,
    [goalText(row.goal), row.grows && row.growth !== undefined ? `growth ≤ ${row.grows}` : ''].filter(Boolean).join('; '),
    row.met === undefined ? '' : row.met && !row.grown_too_much ? 'yes' : 'NO',
  ]);
  return markdown([HEAD, ...cells]);
}

/** What changed against results that were kept: the rows that both have. */
export function comparisonOf(rows, kept) {
  const cells = rows.flatMap((row) => {
    const before = kept.find(({ id, side, homes }) => id === row.id && side === row.side && homes === row.homes);
    if (!before) return [];
    return [[row.title, row.homes ? thousands(row.homes) : '', row.side, arrow(before.rps, row.rps), arrow(before.p99, row.p99), arrow(before.cpu_us, row.cpu_us), arrow(before.stores_us, row.stores_us), arrow(before.ratio, row.ratio)]];
  });
  return markdown([['scenario', 'homes', 'side', 'a second', 'p99 ms', 'CPU µs', 'stores µs', 'ratio'], ...cells]);
}

function markdown([head, ...rows]) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

function arrow(before, after) {
  return before === undefined || after === undefined ? '' : `${number(before)} → ${number(after)}`;
}

function number(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return '';
  if (value >= 100) return thousands(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function thousands(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}
