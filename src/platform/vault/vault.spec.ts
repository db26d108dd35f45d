import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { SealBroken } from './vault.errors.js';
import { type Sealed, Vault } from './vault.js';

const key = (): string => randomBytes(32).toString('base64');
const [old, fresh] = [key(), key()];
const vaultWith = (...keys: string[]): Vault => new Vault({ FILES_ENC_KEYS: keys });
const bytes = Buffer.from('République du Bénin, carte nationale d’identité, n° 0123456789');
const ours = 'owner-1 document-1';

describe('Vault', () => {
  it.each([0, 1, 63, 1_000_000])('gives back %i bytes as they were', (size) => {
    const content = randomBytes(size);
    expect(vaultWith(old).open(vaultWith(old).seal(content, ours), ours)).toEqual(content);
  });

  it('keeps nothing of a file in sight, and seals the same file differently each time', () => {
    const [one, two] = [vaultWith(old).seal(bytes, ours), vaultWith(old).seal(bytes, ours)];
    for (const part of ['ciphertext', 'digest', 'wrapped_key'] as const) {
      expect(one[part].equals(two[part])).toBe(false);
      expect(one[part].includes(bytes.subarray(0, 8))).toBe(false);
      expect(one[part].includes(Buffer.from(old, 'base64'))).toBe(false);
    }
  });

  it('opens nothing that was changed by a single bit, anywhere', () => {
    const vault = vaultWith(old);
    const sealed = vault.seal(bytes, ours);
    for (const part of ['ciphertext', 'digest', 'wrapped_key'] as const) {
      for (let at = 0; at < sealed[part].length; at += 1) {
        const changed = Buffer.from(sealed[part]);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(() => vault.open({ ...sealed, [part]: changed }, ours)).toThrow(SealBroken);
      }
      expect(() => vault.open({ ...sealed, [part]: sealed[part].subarray(1) }, ours)).toThrow();
    }
    for (const length of [0, 12, 27]) expect(() => vault.open({ ...sealed, ciphertext: sealed.ciphertext.subarray(0, length) }, ours)).toThrow(SealBroken);
  });

  it('opens no file or key in another’s place', () => {
    const vault = vaultWith(old);
    const [mine, theirs] = [vault.seal(bytes, ours), vault.seal(bytes, 'owner-2 document-2')];
    expect(() => vault.open(mine, 'owner-2 document-1')).toThrow(SealBroken);
    expect(() => vault.open(mine, 'owner-1 document-2')).toThrow(SealBroken);
    expect(() => vault.open({ ...mine, ciphertext: theirs.ciphertext, digest: theirs.digest }, ours)).toThrow(SealBroken);
    expect(() => vault.open(theirs, ours)).toThrow(SealBroken);
    expect(() => vault.rewrap(mine, 'owner-2 document-2')).toThrow(SealBroken);
  });

  it('seals with the newest key, opens with any, and says which one is missing', () => {
    const sealed = vaultWith(old).seal(bytes, ours);
    const both = vaultWith(fresh, old);
    expect(both.open(sealed, ours)).toEqual(bytes);
    expect(both.seal(bytes, ours).key_id).toBe(vaultWith(fresh).newest_key_id);
    expect(() => vaultWith(fresh).open(sealed, ours)).toThrow(expect.objectContaining({ why: expect.stringContaining('FILES_ENC_KEYS') }));
  });

  it('moves a key under the newest one without the file; the old one is needed no more', () => {
    const sealed = vaultWith(old).seal(bytes, ours);
    const moved: Sealed = { ...sealed, ...vaultWith(fresh, old).rewrap(sealed, ours) };
    expect(moved.ciphertext).toBe(sealed.ciphertext);
    expect(vaultWith(fresh).open(moved, ours)).toEqual(bytes);
    expect(() => vaultWith(old).open(moved, ours)).toThrow(SealBroken);
  });
});
