/** What it ran on: figures of different machines do not compare, ratios do. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { root } from '../../scripts/lib/project.mjs';

export function machine({ postgres }) {
  const version = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
  return {
    cpu: `${cpus().length} × ${cpus()[0].model.trim()}`,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    postgres: version(join(postgres.bin, 'postgres'), '--version'),
    load_before: loadavg()[0],
    commit: commitOf(),
    at: new Date().toISOString(),
  };
}

function commitOf() {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  }
}
