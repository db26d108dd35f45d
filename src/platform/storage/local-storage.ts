import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { assertStorageKey, type FileStorage, isStorageKey, StorageUnavailable, urlUnder } from './storage.js';
import { syncDirectory } from './sync-directory.js';

export interface LocalStorageOptions {
  /** Directory, made when missing. Must be one file system: files move within it. */
  root: string;
  /** The address under which the root is served, e.g. `https://api.lokahome.bj/media`. */
  public_url: string;
}

/** No key starts with a dot, so no key reaches it. */
const TEMPORARY = '.tmp';
/** Errors that say "no such file": also a key that goes through, or names, a directory. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Files in a directory of this machine, for development and for a single server. The content type is not kept: the key's ending says it. */
export class LocalStorage implements FileStorage {
  private readonly root: string;

  constructor(private readonly options: LocalStorageOptions) {
    this.root = resolve(options.root);
  }

  async put(key: string, bytes: Buffer, _about?: { content_type: string }): Promise<void> {
    const path = this.pathOf(key);
    await attempt('put', async () => {
      const temporary = await this.writeTemporary(bytes);
      try {
        await makeDirectory(dirname(path));
        await rename(temporary, path);
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        throw error;
      }
      await syncDirectory(dirname(path));
    });
  }

  async get(key: string): Promise<Buffer | null> {
    const path = this.pathOf(key);
    return attempt('get', () => unlessAbsent(readFile(path), null));
  }

  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    await attempt('delete', () => unlessAbsent(unlink(path), undefined));
  }

  async exists(key: string): Promise<boolean> {
    const path = this.pathOf(key);
    return attempt('exists', async () => (await unlessAbsent(stat(path), null))?.isFile() ?? false);
  }

  async *list(): AsyncIterable<string> {
    yield* this.filesBelow('');
  }

  publicUrl(key: string): string {
    return urlUnder(this.options.public_url, key);
  }

  /** Writes, syncs and removes a small file: a full or read-only disk still reads well. */
  async check(): Promise<void> {
    await attempt('check', async () => unlink(await this.writeTemporary(Buffer.from('check'))));
  }

  private async *filesBelow(prefix: string): AsyncIterable<string> {
    const directory = await attempt('list', () => unlessAbsent(opendir(join(this.root, prefix)), null));
    if (directory === null) return;
    try {
      for await (const entry of directory) {
        const key = `${prefix}${entry.name}`;
        if (entry.isDirectory() && key !== TEMPORARY) yield* this.filesBelow(`${key}/`);
        else if (entry.isFile() && isStorageKey(key)) yield key;
      }
    } catch (error) {
      throw error instanceof StorageUnavailable ? error : new StorageUnavailable('list', error);
    }
  }

  private pathOf(key: string): string {
    assertStorageKey(key);
    return join(this.root, ...key.split('/'));
  }

  /** Written and on the disk before it gets its name, so that a crash leaves the old file or the new one, never half of one. */
  private async writeTemporary(bytes: Buffer): Promise<string> {
    const directory = join(this.root, TEMPORARY);
    await mkdir(directory, { recursive: true });
    const path = join(directory, randomUUID());
    try {
      const file = await open(path, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    }
    return path;
  }
}

/** A new directory survives a power cut only once the one above it is on the disk. */
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}

async function unlessAbsent<T, N>(work: Promise<T>, otherwise: N): Promise<T | N> {
  try {
    return await work;
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return otherwise;
    throw error;
  }
}

async function attempt<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StorageUnavailable(doing, error);
  }
}
