/** The OpenAPI document of this tree, the same on every machine. */
import { mkdtempSync, readFileSync, rmSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { run } from './processes.mjs';
import { Explained, buildIfStale, root } from './project.mjs';

/** Whatever the environment says about this installation is no part of the contract: addresses, names, versions. */
export async function currentDocument(signal) {
  await buildIfStale(signal);
  const { PATH, HOME, TMPDIR, LOKAHOME_RUN } = process.env;
  const place = mkdtempSync(join(tmpdir(), 'lokahome-document-'));
  const file = join(place, 'openapi.json');
  const out = openSync(file, 'w');
  try {
    const env = { PATH, HOME, NODE_ENV: 'development', ...(TMPDIR ? { TMPDIR } : {}), ...(LOKAHOME_RUN ? { LOKAHOME_RUN } : {}) };
    const { status, output } = await run(process.execPath, [join(root, 'dist/cli.js'), 'openapi'], { env, signal, stdio: ['ignore', out, 'pipe'] });
    signal?.throwIfAborted();
    if (status !== 0) throw new Explained(`${output}\n\nThe document cannot be made.`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    closeSync(out);
    rmSync(place, { recursive: true, force: true });
  }
}
