import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config/index.js';
import { SealBroken } from './vault.errors.js';

/** A file's key as it is stored: sealed by a master key, which `key_id` names. */
export interface WrappedKey {
  readonly wrapped_key: Buffer;
  readonly key_id: string;
}

export interface Sealed extends WrappedKey {
  readonly ciphertext: Buffer;
  /** HMAC-SHA-256 of the plaintext under the file's own key. */
  readonly digest: Buffer;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Envelope encryption: each file has a random key of its own, which is sealed by the newest of FILES_ENC_KEYS. Both seals
 * are bound to `context`, which says whose file it is: a file or a key that is moved to another row opens nothing.
 */
export class Vault {
  private readonly masters: ReadonlyMap<string, Buffer>;
  /** The key that seals from now on. */
  readonly newest_key_id: string;

  constructor(config: Pick<Config, 'FILES_ENC_KEYS'>) {
    this.masters = new Map(config.FILES_ENC_KEYS.map((text) => Buffer.from(text, 'base64')).map((key) => [idOf(key), key]));
    this.newest_key_id = [...this.masters.keys()][0] ?? '';
  }

  seal(bytes: Buffer, context: string): Sealed {
    const key = randomBytes(KEY_BYTES);
    return { ciphertext: encrypt(key, bytes, `file ${context}`), digest: digestOf(key, bytes), ...this.wrap(key, context) };
  }

  /** @throws SealBroken when it was tampered with, belongs elsewhere, or its master key is not among ours */
  open({ ciphertext, digest, ...wrapped }: Sealed, context: string): Buffer {
    const key = this.unwrap(wrapped, context);
    const bytes = decrypt(key, ciphertext, `file ${context}`);
    if (!timingSafeEqual(digestOf(key, bytes), digest)) throw new SealBroken('its checksum is another');
    return bytes;
  }

  /** The same key sealed by the newest master key; the file itself is not needed. @throws SealBroken */
  rewrap(wrapped: WrappedKey, context: string): WrappedKey {
    return this.wrap(this.unwrap(wrapped, context), context);
  }

  /** Whether the key of that name is among ours. */
  has(key_id: string): boolean {
    return this.masters.has(key_id);
  }

  private wrap(key: Buffer, context: string): WrappedKey {
    return { wrapped_key: encrypt(this.master(this.newest_key_id), key, `key ${context}`), key_id: this.newest_key_id };
  }

  private unwrap({ wrapped_key, key_id }: WrappedKey, context: string): Buffer {
    return decrypt(this.master(key_id), wrapped_key, `key ${context}`);
  }

  private master(key_id: string): Buffer {
    const key = this.masters.get(key_id);
    if (!key) throw new SealBroken('its master key is not among FILES_ENC_KEYS');
    return key;
  }
}

/** Names a master key without telling anything of it. */
function idOf(key: Buffer): string {
  return createHash('sha256').update('lokahome master key ').update(key).digest('hex').slice(0, 16);
}

function digestOf(key: Buffer, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

/** Nonce, ciphertext, tag. */
function encrypt(key: Buffer, bytes: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, context: string): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken('it is cut short');
  const end = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(end));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    throw new SealBroken('it was tampered with, or belongs elsewhere');
  }
}
