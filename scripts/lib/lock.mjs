/** Lock files: they name their holder, and one whose holder has died does not count. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';

import { identityOf, isAlive, until } from './processes.mjs';

/**
 * Takes a lock if it is free.
 * @returns `{ release, update }`, or `{ holder }`: what the living holder wrote, with its `pid`
 */
export function tryLock(path, info = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}`;
  const owner = identityOf(process.pid);
  writeFileSync(own, JSON.stringify({ owner, ...info }));
  try {
    for (;;) {
      try {
        linkSync(own, path); // all or nothing, and with its content
        return {
          release: () => rmSync(path, { force: true }),
          update(more) {
            writeFileSync(own, JSON.stringify({ owner, ...info, ...more }));
            renameSync(own, path); // never half written, which would read as nobody's
          },
        };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = holderOf(path);
      if (holder) return { holder };
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** What the living holder of a lock wrote into it. */
export function holderOf(path) {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    return isAlive(holder.owner) ? { ...holder, pid: Number.parseInt(holder.owner, 10) } : undefined;
  } catch {
    return undefined;
  }
}

/** Does something while nobody else does, waiting for the others first. */
export async function withLock(path, work, patience = 600_000) {
  let lock;
  const got = await until(() => (lock = tryLock(path)).release !== undefined, patience, 100);
  if (!got) throw new Error(`${path} is held by process ${lock.holder.pid}, which does not finish: end it and run this again.`);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
