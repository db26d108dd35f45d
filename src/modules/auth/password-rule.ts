import { foldText } from '../../kernel/text.js';
import type { AppError, AppErrorClass } from '../../kernel/app-error.js';
import { PasswordIsPersonal, PasswordTooCommon, PasswordTooLong, PasswordTooShort } from './auth.errors.js';
import { isCommonPassword } from './common-passwords.js';

export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;

/** What a password must not be, because whoever knows its owner tries it. */
export interface PasswordOwner {
  readonly email: string;
  readonly phone: string | null;
  readonly first_name: string;
  readonly last_name: string;
}

/**
 * The rule of NIST SP 800-63B §5.1.1.2: long enough, any characters, none of those tried first. No
 * composition rules: they make passwords alike.
 * @throws AppError (422) about `field`: PasswordTooShort, PasswordTooLong, PasswordTooCommon or PasswordIsPersonal.
 */
export function assertGoodPassword(password: string, owner: PasswordOwner, field: 'password' | 'new_password'): void {
  const { length } = Array.from(password);
  if (length < PASSWORD_LENGTH.min) throw refusal(PasswordTooShort, field);
  if (length > PASSWORD_LENGTH.max) throw refusal(PasswordTooLong, field);
  if (isPersonal(password, owner)) throw refusal(PasswordIsPersonal, field);
  if (isCommonPassword(password)) throw refusal(PasswordTooCommon, field);
}

function isPersonal(password: string, { email, phone, first_name, last_name }: PasswordOwner): boolean {
  const given = bare(password);
  if (given === '') return false;
  const names = [first_name, last_name, `${first_name}${last_name}`, `${last_name}${first_name}`];
  if ([email, email.split('@')[0] ?? '', ...names].some((one) => bare(one) === given)) return true;
  // 0197808080, 22997808080 and +229 01 97 80 80 80 are one number.
  const digits = password.replace(/[\s().+-]/g, '');
  return phone !== null && /^\d{8,}$/.test(digits) && phone.endsWith(digits.slice(-8));
}

/** Case, accents and what stands between words make no other password of a name. */
function bare(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}@]/gu, '');
}

function refusal(kind: AppErrorClass, field: string): AppError {
  const { code, detail } = kind.definition;
  return new kind({ ...PASSWORD_LENGTH }, { errors: [{ field, code, texts: detail, parameters: { ...PASSWORD_LENGTH } }] });
}
