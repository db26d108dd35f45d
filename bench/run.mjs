/**
 * `npm run bench`: the built API as in production against bare handlers that give the same answers, in turn. Everything
 * stays on this machine and ends with the run; seeded databases are kept under .lokahome/. See docs/performance.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

import { buildIfStale, onProjectNode, report, say } from '../scripts/lib/project.mjs';

await onProjectNode();
const { interruption } = await import('../scripts/lib/processes.mjs');
const { readOptions } = await import('./lib/options.mjs');
const { withServers } = await import('./lib/servers.mjs');
const { stopServers } = await import('./lib/processes.mjs');
const { machine } = await import('./lib/machine.mjs');
const { addGrowth } = await import('./lib/goals.mjs');
const { comparisonOf, tableOf } = await import('./lib/table.mjs');
const { runTown } = await import('./lib/town.mjs');
const { SCENARIOS } = await import('./scenarios/index.mjs');

const interrupted = interruption();
try {
  const options = readOptions(process.argv.slice(2), SCENARIOS);
  if (options.list) {
    for (const { id, title } of SCENARIOS) process.stdout.write(`${id.padEnd(14)} ${title}\n`);
  } else {
    await buildIfStale(interrupted);
    await withServers(async (servers) => {
      const about = machine(servers);
      const rows = [];
      try {
        for (const homes of options.sizes) rows.push(...(await runTown(servers, homes, { ...options, signal: interrupted })));
      } finally {
        await stopServers();
      }
      tell(options, about, addGrowth(rows));
    });
  }
} catch (error) {
  process.exitCode = 1;
  if (!interrupted.aborted) report(error);
}
process.exit();

function tell({ json, compare, quick }, about, rows) {
  process.stdout.write(`\n${Object.entries(about).map(([name, value]) => `${name}: ${value}`).join(', ')}\n\n${tableOf(rows)}\n`);
  if (compare) process.stdout.write(`\nAgainst ${compare}:\n\n${comparisonOf(rows, JSON.parse(readFileSync(compare, 'utf8')).rows)}\n`);
  if (json) writeFileSync(json, `${JSON.stringify({ about, quick, rows }, null, 1)}\n`);
  const missed = rows.filter(({ met, grown_too_much }) => met === false || grown_too_much);
  say(missed.length === 0 ? '\nEvery goal is met.' : `\nNot met: ${missed.map(({ title, homes }) => `${title}${homes ? ` (${homes})` : ''}`).join(', ')}`);
}
