import type { Environment } from '../../config/schema.js';
import { LocalStorage } from './local-storage.js';
import type { FileStorage as FileStorageShape } from './storage.js';

/** Where files are kept; injected by this name. */
export abstract class FileStorage implements FileStorageShape {
  abstract put(key: string, bytes: Buffer, options: { content_type: string }): Promise<void>;
  abstract get(key: string): Promise<Buffer | null>;
  abstract delete(key: string): Promise<void>;
  abstract list(): AsyncIterable<string>;
  abstract publicUrl(key: string): string;
  abstract check(): Promise<void>;
}

/** The address under which the local driver's public files are served. */
export const MEDIA_PATH = '/media';

/** The library of S3 is large: whoever keeps files on a disk does not load it. */
export async function storageFrom(config: Environment): Promise<FileStorageShape> {
  if (config.STORAGE_DRIVER === 'local') {
    return new LocalStorage({ root: config.STORAGE_LOCAL_PATH, public_url: `${config.API_URL}${MEDIA_PATH}` });
  }
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage({
    endpoint: config.S3_ENDPOINT_URL,
    region: config.AWS_REGION,
    bucket: config.S3_BUCKET_NAME ?? '',
    access_key_id: config.AWS_ACCESS_KEY_ID ?? '',
    secret_access_key: config.AWS_SECRET_ACCESS_KEY ?? '',
    public_url: config.S3_PUBLIC_URL ?? '',
  });
}
