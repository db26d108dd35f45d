/** Ports on 127.0.0.1. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Below the range that outgoing connections draw from, so that nobody takes one by chance between asking and binding. */
const FIRST = 20_000;
const LAST = 29_999;

/** Whether a server could listen there now. */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}

/** A port nobody listens on: the wished one, then those after it, or any when none is wished. */
export async function freePort(wished) {
  for (let port = wished ?? randomInt(FIRST, LAST); ; port = wished === undefined ? randomInt(FIRST, LAST) : port + 1) {
    if (await isFree(port)) return port;
  }
}

/** The port wished, else the one that a server's directory had the last time if it is free, so that its address stays. */
export async function keptPort(dir, wished) {
  const file = join(dir, 'port');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = wished ?? (last && (await isFree(last)) ? last : await freePort());
  writeFileSync(file, `${port}\n`);
  return port;
}
