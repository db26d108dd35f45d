import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../kernel/app-error.js';
import { assertGoodPassword, type PasswordOwner } from './password-rule.js';

const afi: PasswordOwner = { email: 'afi.adjovi@example.com', phone: '+2290197808080', first_name: 'Afi-Élisabeth', last_name: 'Adjovi' };

function verdictOn(password: string, owner = afi): string {
  try {
    assertGoodPassword(password, owner, 'password');
    return 'good';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect([error.status, error.fieldErrors[0]?.field, error.fieldErrors[0]?.code]).toEqual([422, 'password', error.code]);
    return error.code;
  }
}

describe('a password is good', () => {
  it.each([
    'quatre zems verts 42', 'Demo-2026-Cotonou', 'Mot de passe 2026', 'xK9#mQ2$vL', 'correct horse battery staple', '🐘🦒🦓🐆🐅🦏🐃🐊', '  blanks  count  ',
    'Str0ng-Enough', 'tenant-of-the-year', 'cotonou-la-belle', 'x'.repeat(3) + 'yz'.repeat(40) + '!', '私のパスワードです',
  ])('%j', (password) => { expect(verdictOn(password)).toBe('good'); });
});

describe('a password is too common', () => {
  it.each([
    'password', 'Password1', 'PASSWORD123!', 'p@ssw0rd', 'P@ssw0rd2026!', 'motdepasse', 'MotDePasse2026', 'azertyuiop', 'Azerty123', 'azerty12345!', 'qwertyui',
    '12345678', '1234567890', '0987654321', '87654321', 'abcdefgh', 'iloveyou', 'jetaime123', 'cotonou229', 'Cotonou2026!', 'benin229', 'Bénin2026', 'portonovo',
    'dieuestgrand', 'Jesus2026', 'aaaaaaaa', '11111111', 'abababab', '12341234', '1q2w3e4r', '1qaz2wsx', 'qsdfghjklm', 'admin1234', 'Welcome1!', 'soleil2026', '20262026',
    'letmein!', 'footba11', 'sunshine', 'princess1', 'marseille13', 'Doudou2024',
  ])('%j', (password) => { expect(verdictOn(password)).toMatch(/^password\.(too_common|too_short)$/); expect(password.length < 8 || verdictOn(password) === 'password.too_common').toBe(true); });
});

describe('a password is too personal', () => {
  it.each([
    'afi.adjovi@example.com', 'AFI.ADJOVI@EXAMPLE.COM', 'afi.adjovi', 'afi-elisabeth', 'AfiElisabeth', 'Afi Elisabeth Adjovi', 'adjovi_afi_elisabeth',
    '+2290197808080', '0197808080', '97808080', '01 97 80 80 80', '(229) 97-80-80-80',
  ])('%j', (password) => { expect(verdictOn(password)).toBe('password.is_personal'); });

  it('only for whose it is', () => {
    expect(verdictOn('afi.adjovi@example.com', { ...afi, email: 'other@example.com' })).toBe('good');
    expect(verdictOn('0197808080', { ...afi, phone: null })).toBe('good');
  });
});

describe('a password has 8 to 128 characters, of any kind', () => {
  it.each([
    ['', 'password.too_short'], ['a#9ZqT1', 'password.too_short'], ['🐘🦒🦓🐆🐅🦏🐃', 'password.too_short'], ['x1'.repeat(65), 'password.too_long'],
    ['🐘🦒'.repeat(64) + '!', 'password.too_long'],
  ])('%j is refused', (password, code) => { expect(verdictOn(password)).toBe(code); });
});
