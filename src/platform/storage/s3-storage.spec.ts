import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type S3Simulator, startS3Simulator } from '../../../test/support/simulators/s3-simulator.js';
import { S3Storage, type S3StorageOptions } from './s3-storage.js';
import { InvalidStorageKey, StorageUnavailable } from './storage.js';

const account = { bucket: 'lokahome', access_key_id: 'AKIATEST', secret_access_key: 'secret', region: 'eu-west-3' };
const picture = { content_type: 'image/jpeg' };
const bytes = Buffer.from(Array.from({ length: 300 }, (_, n) => n % 256));

let s3: S3Simulator;
const open: S3Storage[] = [];
beforeEach(async () => {
  s3 = await startS3Simulator(account);
});
afterEach(async () => {
  for (const storage of open.splice(0)) storage.close();
  await s3.stop();
});

function storageWith(options: Partial<S3StorageOptions> = {}): S3Storage {
  const storage = new S3Storage({ ...account, endpoint: s3.url, public_url: 'https://cdn.lokahome.bj', ...options });
  open.push(storage);
  return storage;
}

async function unavailable(work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toBeInstanceOf(StorageUnavailable);
}

describe('S3Storage', () => {
  it('gives back what was put, with its content type kept', async () => {
    const storage = storageWith();
    await storage.put('properties/1/main.jpg', bytes, picture);
    expect(s3.objects.get('properties/1/main.jpg')).toEqual({ bytes, content_type: 'image/jpeg' });
    expect(await storage.get('properties/1/main.jpg')).toEqual(bytes);
    expect(await storage.exists('properties/1/main.jpg')).toBe(true);
  });

  it('signs every request', async () => {
    const storage = storageWith();
    await storage.put('a.jpg', bytes, picture);
    await storage.get('a.jpg');
    await storage.exists('a.jpg');
    await storage.delete('a.jpg');
    await storage.check();
    const signatures = s3.http.requests.items.map((request) => request.headers.authorization);
    expect(signatures).toHaveLength(5);
    for (const signature of signatures) expect(signature).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIATEST\//);
  });

  it('lists what could be ours, page by page', async () => {
    const names = Array.from({ length: 1003 }, (_, n) => `demo/${String(n).padStart(4, '0')}.jpg`);
    for (const key of [...names, 'Somebody’s', '../x']) s3.objects.set(key, { bytes, content_type: 'image/jpeg' });
    const listed: string[] = [];
    for await (const key of storageWith().list()) listed.push(key);
    expect(listed).toEqual(names);
  });

  it('takes an empty file for a file', async () => {
    const storage = storageWith();
    await storage.put('empty', Buffer.alloc(0), picture);
    expect(await storage.get('empty')).toEqual(Buffer.alloc(0));
  });

  it('gives null for what is not there, and deletes it without complaint', async () => {
    const storage = storageWith();
    expect(await storage.get('nothing')).toBeNull();
    expect(await storage.exists('nothing')).toBe(false);
    await expect(storage.delete('nothing')).resolves.toBeUndefined();
  });

  it('deletes', async () => {
    const storage = storageWith();
    await storage.put('a.jpg', bytes, picture);
    await storage.delete('a.jpg');
    expect(s3.objects.size).toBe(0);
  });

  it('names the public address, whatever the endpoint', () => {
    expect(storageWith().publicUrl('a/b.jpg')).toBe('https://cdn.lokahome.bj/a/b.jpg');
  });

  it('refuses bad keys before calling anyone', async () => {
    const storage = storageWith();
    await expect(storage.put('../a', bytes, picture)).rejects.toBeInstanceOf(InvalidStorageKey);
    await expect(storage.get('a//b')).rejects.toBeInstanceOf(InvalidStorageKey);
    await expect(storage.delete('/a')).rejects.toBeInstanceOf(InvalidStorageKey);
    expect(s3.http.requests.items).toHaveLength(0);
  });

  it('checks well, and says when bucket or key are wrong', async () => {
    await expect(storageWith().check()).resolves.toBeUndefined();
    await unavailable(storageWith({ bucket: 'other' }).check());
    await unavailable(storageWith({ secret_access_key: 'wrong' }).check());
  });

  it('a missing bucket is a fault, not a missing file', async () => {
    await unavailable(storageWith({ bucket: 'other' }).get('a.jpg'));
  });

  it('a wrong key is a fault, and the secret is not in the error', async () => {
    const storage = storageWith({ secret_access_key: 'wr0ng-secret' });
    const failure = (await storage.put('a.jpg', bytes, picture).catch((error: unknown) => error)) as Error;
    expect(failure).toBeInstanceOf(StorageUnavailable);
    expect(failure.message).toBe('storage: put failed: SignatureDoesNotMatch');
  });

  it.each(['500', '503', 'cut'])('gets over one fault by trying a second time (%s)', async (fault) => {
    if (fault === 'cut') s3.http.cutNext();
    else s3.http.failNext(1, Number(fault));
    const storage = storageWith();
    await storage.put('a.jpg', bytes, picture);
    expect(s3.objects.get('a.jpg')?.bytes).toEqual(bytes);
    expect(s3.http.requests.items).toHaveLength(2);
  });

  it('gives up after two attempts', async () => {
    s3.http.failNext(3, 500);
    await unavailable(storageWith().put('a.jpg', bytes, picture));
    expect(s3.http.requests.items).toHaveLength(2);
  });

  it.each(['hang', 'stall'] as const)('does not wait for a store that falls silent (%s)', async (kind) => {
    s3.http.fault({ kind }, 2);
    await unavailable(storageWith({ timeout_ms: 150 }).get('a.jpg'));
  });

  it('does not wait for a file that comes a byte at a time', async () => {
    s3.http.fault({ kind: 'trickle' }, 2);
    await unavailable(storageWith({ timeout_ms: 150 }).get('a.jpg'));
  });

  it('is unavailable when nobody listens', async () => {
    const storage = storageWith();
    await s3.stop();
    await unavailable(storage.put('a.jpg', bytes, picture));
    await unavailable(storage.check());
  });
});
