import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalStorage } from './local-storage.js';
import { InvalidStorageKey, StorageUnavailable } from './storage.js';

const picture = { content_type: 'image/jpeg' };
const bytes = Buffer.from([0xff, 0xd8, 0, 1, 2]);

let directory: string;
let storage: LocalStorage;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lokahome-storage-'));
  storage = new LocalStorage({ root: join(directory, 'files'), public_url: 'http://localhost:8000/media/' });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Every file below the root, temporary ones too. */
async function filesBelow(root = join(directory, 'files')): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

describe('LocalStorage', () => {
  it('gives back what was put, and makes the directories on the way', async () => {
    await storage.put('properties/1/main.jpg', bytes, picture);
    expect(await storage.get('properties/1/main.jpg')).toEqual(bytes);
    expect(await readFile(join(directory, 'files/properties/1/main.jpg'))).toEqual(bytes);
    expect(await storage.exists('properties/1/main.jpg')).toBe(true);
  });

  it('leaves nothing but the file behind', async () => {
    await storage.put('a/b.jpg', bytes, picture);
    await storage.check();
    expect(await filesBelow()).toEqual(['a/b.jpg']);
  });

  it('replaces a file, and a reader meets the old one or the new one, never half of one', async () => {
    const [old, fresh] = [Buffer.alloc(400_000, 'o'), Buffer.alloc(400_000, 'n')];
    await storage.put('a.jpg', old, picture);
    const reads = Array.from({ length: 20 }, () => storage.get('a.jpg'));
    await Promise.all([storage.put('a.jpg', fresh, picture), ...reads]);
    for (const read of await Promise.all(reads)) expect([old, fresh].some((whole) => read?.equals(whole))).toBe(true);
    expect((await storage.get('a.jpg'))?.equals(fresh)).toBe(true);
  });

  it('keeps one of two files put at the same time under one key, whole', async () => {
    const both = [Buffer.alloc(200_000, 'a'), Buffer.alloc(200_000, 'b')];
    await Promise.all(both.map((each) => storage.put('x/y.jpg', each, picture)));
    const kept = await storage.get('x/y.jpg');
    expect(both.some((each) => kept?.equals(each))).toBe(true);
    expect(await filesBelow()).toEqual(['x/y.jpg']);
  });

  it('lists all files, not what is being written', async () => {
    const listed = async (): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of storage.list()) keys.push(key);
      return keys.sort();
    };
    expect(await listed()).toEqual([]);
    for (const key of ['a/b/c.jpg', 'a/b.jpg', 'z']) await storage.put(key, bytes, picture);
    await writeFile(join(directory, 'files/.tmp/half'), bytes);
    expect(await listed()).toEqual(['a/b.jpg', 'a/b/c.jpg', 'z']);
  });

  it('takes an empty file for a file', async () => {
    await storage.put('empty', Buffer.alloc(0), picture);
    expect(await storage.get('empty')).toEqual(Buffer.alloc(0));
  });

  it('gives null for what is not there, a directory or below a file', async () => {
    await storage.put('a/b.jpg', bytes, picture);
    for (const key of ['nothing', 'a', 'a/b.jpg/c']) {
      expect(await storage.get(key)).toBeNull();
      expect(await storage.exists(key)).toBe(false);
    }
  });

  it('deletes, also what is not there', async () => {
    await storage.put('a/b.jpg', bytes, picture);
    await storage.delete('a/b.jpg');
    await storage.delete('a/b.jpg');
    expect(await storage.get('a/b.jpg')).toBeNull();
  });

  it('refuses keys that lead out of the root, in every call', async () => {
    await writeFile(join(directory, 'secret'), 'secret');
    for (const key of ['../secret', 'a/../../secret', '/etc/passwd', '.tmp/x']) {
      await expect(storage.put(key, bytes)).rejects.toBeInstanceOf(InvalidStorageKey);
      await expect(storage.get(key)).rejects.toBeInstanceOf(InvalidStorageKey);
      await expect(storage.delete(key)).rejects.toBeInstanceOf(InvalidStorageKey);
      await expect(storage.exists(key)).rejects.toBeInstanceOf(InvalidStorageKey);
      expect(() => storage.publicUrl(key)).toThrow(InvalidStorageKey);
    }
    expect(await readFile(join(directory, 'secret'), 'utf8')).toBe('secret');
  });

  it('names the address under which a file is served', () => {
    expect(storage.publicUrl('a/b.jpg')).toBe('http://localhost:8000/media/a/b.jpg');
  });

  it('checks well before anything was put', async () => {
    await expect(storage.check()).resolves.toBeUndefined();
  });

  it('is unavailable where it cannot write, without telling paths', async () => {
    await writeFile(join(directory, 'a-file'), '');
    const broken = new LocalStorage({ root: join(directory, 'a-file'), public_url: 'http://localhost' });
    await expect(broken.check()).rejects.toBeInstanceOf(StorageUnavailable);
    const failure: unknown = await broken.put('a.jpg', bytes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageUnavailable);
    expect((failure as Error).message).toMatch(/^storage: put failed: E[A-Z]+$/);
  });

  it('leaves no temporary file when the last step fails', async () => {
    await storage.put('a/b.jpg', bytes, picture);
    // A directory stands where the file should go.
    await expect(storage.put('a', bytes)).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await filesBelow()).toEqual(['a/b.jpg']);
  });
});
