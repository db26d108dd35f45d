import { Injectable } from '@nestjs/common';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Config } from '../../config/index.js';

/** What a link is good for; its token is good for nothing else. */
export type LinkPurpose = 'verify_email' | 'reset_password';

export interface LinkIdentity {
  readonly id: string;
  readonly purpose: LinkPurpose;
}

const TOKEN = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/;
const DIGITS = 6;

/**
 * What opens a link or a code is computed from the id of its row and a key, so nothing secret is stored,
 * queued or logged: whoever sends the mail or the SMS computes it again. Without the key a copy of the
 * database opens nothing.
 */
@Injectable()
export class AuthSecrets {
  private readonly linkKey: Buffer;
  private readonly codeKey: Buffer;
  private readonly countKey: Buffer;

  constructor(config: Config) {
    const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', `lokahome ${use}`, 32));
    this.linkKey = derive('links');
    this.codeKey = derive('codes');
    this.countKey = derive('counts');
  }

  /** The token of a link: its id and 256 bits that only we can compute. */
  linkToken({ id, purpose }: LinkIdentity): string {
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    return `${bytes.toString('base64url')}.${hmac(this.linkKey, `${purpose} ${id}`).toString('base64url')}`;
  }

  /** Which link a token speaks of, before anything is known of its honesty; null when it has no such form. */
  linkIdIn(token: string): string | null {
    const encoded = TOKEN.exec(token)?.[1];
    if (encoded === undefined) return null;
    const hex = Buffer.from(encoded, 'base64url').toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  opensLink(token: string, link: LinkIdentity): boolean {
    return same(token, this.linkToken(link));
  }

  /** The six digits of a code. */
  codeDigits({ id }: { readonly id: string }): string {
    // 48 bits over a million: no digit is likelier than another by more than 1 in 2^28.
    const number = hmac(this.codeKey, id).readUIntBE(0, 6) % 10 ** DIGITS;
    return String(number).padStart(DIGITS, '0');
  }

  opensCode(digits: string, code: { readonly id: string }): boolean {
    return same(digits, this.codeDigits(code));
  }

  /** Stands for a phone number or an address where something is counted: nobody can read it back. */
  countKeyOf(what: string): string {
    return hmac(this.countKey, what).toString('hex');
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Takes the same time however much of it is right. */
function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
