import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertStorageKey, type FileStorage, isStorageKey, StorageUnavailable, urlUnder } from './storage.js';

export interface S3StorageOptions {
  bucket: string;
  region: string;
  /** Left out: AWS itself. */
  endpoint?: string;
  /** Left out, both: the SDK's own chain (instance role, profile). */
  access_key_id?: string;
  secret_access_key?: string;
  /** The address under which the bucket's files are read by anyone (a CDN, or the bucket). */
  public_url: string;
  /** Bucket in the path instead of the host name, as MinIO wants. Default: true when an endpoint is given. */
  force_path_style?: boolean;
  /** Milliseconds for one attempt, and for any silence during it. Default 10 000. There are two attempts. */
  timeout_ms?: number;
}

const ATTEMPTS = 2;
/** Two of them are in memory at a time. */
const SMALLEST_PART = 16 * 1024 * 1024;
const MOST_PARTS = 9000;

/** Files in any S3: AWS, MinIO, or another that speaks it. */
export class S3Storage implements FileStorage {
  private readonly client: S3Client;
  private readonly wholeMs: number;

  constructor(private readonly options: S3StorageOptions) {
    const { access_key_id, secret_access_key, endpoint, timeout_ms = 10_000 } = options;
    // Both attempts and the pause between them; also what ends a body that trickles without ever falling silent.
    this.wholeMs = ATTEMPTS * timeout_ms + 1_000;
    this.client = new S3Client({
      region: options.region,
      endpoint,
      forcePathStyle: options.force_path_style ?? endpoint !== undefined,
      credentials: access_key_id && secret_access_key ? { accessKeyId: access_key_id, secretAccessKey: secret_access_key } : undefined,
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: Math.min(2_000, timeout_ms),
        requestTimeout: timeout_ms,
        // Without it the SDK only warns that the time is over, and waits on.
        throwOnRequestTimeout: true,
        socketTimeout: timeout_ms,
      },
      // The SDK's newer default sends checksums in a form that S3 look-alikes refuse; the signature covers the body anyway.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(key: string, bytes: Buffer, about: { content_type: string }): Promise<void> {
    const target = this.target(key);
    await attempt('put', () =>
      this.client.send(new PutObjectCommand({ ...target, Body: bytes, ContentType: about.content_type }), this.limit()),
    );
  }

  async get(key: string): Promise<Buffer | null> {
    const target = this.target(key);
    return attempt('get', () =>
      unlessAbsent(async () => {
        const limit = this.limit();
        const { Body } = await this.client.send(new GetObjectCommand(target), limit);
        if (Body === undefined) return Buffer.alloc(0);
        // The SDK lets go of the signal once the headers are there; a stalled body must end as well.
        const stop = (): unknown => (Body as { destroy?: (why: Error) => unknown }).destroy?.(new Error('TimeoutError'));
        limit.abortSignal.addEventListener('abort', stop, { once: true });
        try {
          return Buffer.from(await Body.transformToByteArray());
        } finally {
          limit.abortSignal.removeEventListener('abort', stop);
        }
      }, null),
    );
  }

  /** S3 answers the same whether there was a file or not. */
  async delete(key: string): Promise<void> {
    const target = this.target(key);
    await attempt('delete', () => this.client.send(new DeleteObjectCommand(target), this.limit()));
  }

  async exists(key: string): Promise<boolean> {
    const target = this.target(key);
    return attempt('exists', () =>
      unlessAbsent(async () => {
        await this.client.send(new HeadObjectCommand(target), this.limit());
        return true;
      }, false),
    );
  }

  /** What belongs to others in a shared bucket, and could be no file of ours, is left out. */
  async *list(): AsyncIterable<string> {
    let after: string | undefined;
    do {
      const page = await attempt('list', () =>
        this.client.send(new ListObjectsV2Command({ Bucket: this.options.bucket, ContinuationToken: after }), this.limit()),
      );
      for (const { Key: key } of page.Contents ?? []) if (key !== undefined && isStorageKey(key)) yield key;
      after = page.NextContinuationToken;
    } while (after !== undefined);
  }

  /** A file of any size, in parts: it is there once all of them are. */
  async upload(key: string, path: string): Promise<void> {
    const target = this.target(key);
    const { size } = await stat(path);
    await attempt('upload', async () => {
      const partSize = Math.max(SMALLEST_PART, Math.ceil(size / MOST_PARTS));
      await new Upload({ client: this.client, params: { ...target, Body: createReadStream(path) }, partSize, queueSize: 2 }).done();
      const { ContentLength: there } = await this.client.send(new HeadObjectCommand(target), this.limit());
      if (there !== size) throw new Error('another size arrived');
    });
  }

  /** Into a new file; false when there is none of that key. */
  async download(key: string, path: string): Promise<boolean> {
    const target = this.target(key);
    return attempt('download', () =>
      unlessAbsent(async () => {
        const { Body } = await this.client.send(new GetObjectCommand(target), this.limit());
        await pipeline(Body as Readable, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
        return true;
      }, false),
    );
  }

  publicUrl(key: string): string {
    return urlUnder(this.options.public_url, key);
  }

  /** Asks for the bucket: address, key and name are right and it is there. */
  async check(): Promise<void> {
    await attempt('check', () => this.client.send(new HeadBucketCommand({ Bucket: this.options.bucket }), this.limit()));
  }

  /** Lets go of the connections kept open. */
  close(): void {
    this.client.destroy();
  }

  private target(key: string): { Bucket: string; Key: string } {
    assertStorageKey(key);
    return { Bucket: this.options.bucket, Key: key };
  }

  private limit(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.wholeMs) };
  }
}

/**
 * Only a missing object is an answer; a missing bucket is a fault. A HEAD has no body to tell them apart (`NotFound`
 * for both), which `check` does.
 */
async function unlessAbsent<T, N>(work: () => Promise<T>, otherwise: N): Promise<T | N> {
  try {
    return await work();
  } catch (error) {
    const { name } = error as Error;
    if (name === 'NoSuchKey' || name === 'NotFound') return otherwise;
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
