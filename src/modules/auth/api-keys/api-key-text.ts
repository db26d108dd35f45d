import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'lkh_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 190 bits. */
const RANDOM_LENGTH = 32;
const CHECK_LENGTH = 6;
const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${String(RANDOM_LENGTH + CHECK_LENGTH)}}$`);
/** What is kept to tell keys apart by: the prefix and four letters. The rest is secret. */
const START_LENGTH = PREFIX.length + 4;

/** `lkh_`, 32 random letters and digits, and six that are their CRC-32: who scans code for leaked keys finds ours, and no others. */
export function newApiKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return PREFIX + random + checkOf(random);
}

/** Whether a bearer token means to be one of our keys. */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** One that was mistyped, cut or made up is told apart without a look into the database. */
export function isApiKey(token: string): boolean {
  return FORM.test(token) && token.endsWith(checkOf(token.slice(PREFIX.length, PREFIX.length + RANDOM_LENGTH)));
}

/** All that is kept of a key. It has 190 random bits: a slow hash would add nothing. */
export function hashOfApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

export function startOfApiKey(key: string): string {
  return key.slice(0, START_LENGTH);
}

function checkOf(random: string): string {
  let left = crc32(PREFIX + random);
  let digits = '';
  for (let place = 0; place < CHECK_LENGTH; place += 1) {
    digits = ALPHABET.charAt(left % ALPHABET.length) + digits;
    left = Math.floor(left / ALPHABET.length);
  }
  return digits;
}
