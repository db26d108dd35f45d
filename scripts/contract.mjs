/**
 * `npm run check:contract`: whether the OpenAPI document of this tree keeps what the one of the last release promised
 * (contract/openapi.json). `npm run contract` puts the present one in its place, as a release does.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { Explained, onProjectNode, report, root, say } from './lib/project.mjs';

await onProjectNode();
const { interruption } = await import('./lib/processes.mjs');
const { currentDocument } = await import('./lib/document.mjs');
await import('./lib/typescript.mjs');
const { breaksOf } = await import('../contract/compare.ts');
const { verdictOn } = await import('../contract/report.ts');
const { documentText, slim } = await import('../contract/slim.ts');

const FILE = join(root, 'contract/openapi.json');
const write = process.argv.includes('--write');
const interrupted = interruption();
try {
  const current = slim(await currentDocument(interrupted));
  const text = `${documentText(current)}\n`;
  if (existsSync(FILE)) judge(current, text);
  else if (!write) throw new Explained('There is no contract/openapi.json to compare with: npm run contract makes the first one.');
  if (write) {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, text);
    say(`contract/openapi.json is the document of ${current.info.version} now.`);
  }
} catch (error) {
  process.exitCode = 1;
  if (!interrupted.aborted) report(error);
}
process.exit();

function judge(current, text) {
  const was = readFileSync(FILE, 'utf8');
  const published = JSON.parse(was);
  const verdict = verdictOn(published, current, breaksOf(published, current), was === text);
  if (!verdict.holds) throw new Explained(verdict.text);
  say(verdict.text);
}
