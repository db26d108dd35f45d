import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so that nobody misreads a letter on paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const SHAPE = new RegExp(`^[${ALPHABET}]{${String(LENGTH)}}$`);

/** 128 random bits as 26 letters and digits: what proves a receipt cannot be guessed. */
export function newReceiptCode(random: Buffer = randomBytes(16)): string {
  let bits = BigInt(`0x${random.toString('hex')}`);
  let code = '';
  for (let n = 0; n < LENGTH; n += 1) {
    code = (ALPHABET[Number(bits & 31n)] ?? '') + code;
    bits >>= 5n;
  }
  return code;
}

/** The code as we write it, however it was typed off the paper; null where it can be none. */
export function readReceiptCode(text: string): string | null {
  if (text.length > 60) return null;
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return SHAPE.test(code) ? code : null;
}
