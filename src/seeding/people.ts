import { LAST_NAMES, MEN, WOMEN } from './people.data.js';
import type { Random } from './random.js';

export interface Person {
  firstName: string;
  lastName: string;
}

export function inventPerson(random: Random): Person {
  return { firstName: random.pick(random.chance(0.5) ? WOMEN : MEN), lastName: random.pick(LAST_NAMES) };
}

/** "adjoua.n-tcha": what of a name may stand before the @. */
export function mailbox(person: Person): string {
  return `${plain(person.firstName)}.${plain(person.lastName)}`;
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-');
}

const MOBILE_SERIES = [4, 5, 6, 9] as const;
/** How many different numbers `phoneNumber` has. */
export const PHONE_NUMBERS = MOBILE_SERIES.length * 10_000_000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789';
const CODES = BigInt(LETTERS.length) ** 8n;

/**
 * The nth mobile number of the plan of 2024 (`+229 01` and eight digits): each n below forty million has its own,
 * and neighbours look unrelated.
 */
export function phoneNumber(nth: number): string {
  const scrambled = Number((BigInt(nth % PHONE_NUMBERS) * 27_182_819n + 14_142_135n) % BigInt(PHONE_NUMBERS));
  const series = MOBILE_SERIES[Math.floor(scrambled / 10_000_000)] ?? 9;
  return `+22901${series}${String(scrambled % 10_000_000).padStart(7, '0')}`;
}

/** The nth referral code (eight of A–Z, 2–9): the factor shares no divisor with 34⁸, so no two are the same. */
export function referralCode(nth: number): string {
  let rest = (BigInt(nth) * 1_103_515_245_331n + 777_767_777n) % CODES;
  let code = '';
  for (let index = 0; index < 8; index++) {
    code += LETTERS[Number(rest % 34n)] ?? 'A';
    rest /= 34n;
  }
  return code;
}
