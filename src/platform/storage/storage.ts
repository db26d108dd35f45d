/** Where files are kept: on this machine or in an object store. Keys are ours, never a user's file name. */
export interface FileStorage {
  /** Writes the whole file or nothing; an existing one is replaced. Once it resolves the file survives a power cut. */
  put(key: string, bytes: Buffer, about: { content_type: string }): Promise<void>;
  /** The whole file, or null when there is none. */
  get(key: string): Promise<Buffer | null>;
  /** Resolves as well when there was none. */
  delete(key: string): Promise<void>;
  /** Optional: ours have it, a store may not. */
  exists?(key: string): Promise<boolean>;
  /** Every file there is, in no order; one that comes or goes meanwhile may be among them or not. */
  list(): AsyncIterable<string>;
  /** Where anyone can read it. Pure: says nothing about whether the file exists or is meant to be public. */
  publicUrl(key: string): string;
  /** Resolves when files can be written and read now: for the health check. */
  check(): Promise<void>;
}

/** The store cannot do it now (disk full, no permission, network, provider): temporary, for an operator or the queue. */
export class StorageUnavailable extends Error {
  constructor(doing: string, cause: unknown) {
    super(`storage: ${doing} failed: ${reasonOf(cause)}`, { cause });
    this.name = 'StorageUnavailable';
  }
}

/** A key we should never have made. Not the user's fault: their names do not become keys. */
export class InvalidStorageKey extends Error {
  constructor() {
    // Without the key: where it came from is in the stack, and it may hold what an attacker wants in a log.
    super('not a storage key');
    this.name = 'InvalidStorageKey';
  }
}

const KEY = /^[a-z0-9][a-z0-9/_.-]*$/;
const LONGEST_KEY = 512;

/**
 * Lower case, so that a case-folding file system has no two keys for one file. Empty and `.`-only segments are refused
 * beside `..`: they too are a second name for one file.
 */
export function assertStorageKey(key: string): void {
  if (!isStorageKey(key)) throw new InvalidStorageKey();
}

export function isStorageKey(key: string): boolean {
  const plain = KEY.test(key) && !key.includes('..') && key.length <= LONGEST_KEY;
  return plain && !key.split('/').some((segment) => segment === '' || segment === '.');
}

/** `base` may end in a path and a slash. The alphabet of keys needs no escaping in a URL. */
export function urlUnder(base: string, key: string): string {
  assertStorageKey(key);
  return `${base.replace(/\/+$/, '')}/${key}`;
}

/** What the key's ending says: our keys end in `.jpg`, or are of sealed files. */
export function contentTypeOf(key: string): string {
  return key.endsWith('.jpg') ? 'image/jpeg' : 'application/octet-stream';
}

/** The code where there is one: messages of the file system and of S3 name paths and buckets. */
function reasonOf(cause: unknown): string {
  const { code, name } = cause as { code?: string; name?: string };
  return code ?? name ?? 'unknown';
}
