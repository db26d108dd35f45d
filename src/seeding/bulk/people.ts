import type { UserRecord } from '../rows.js';
import { inventPerson, mailbox, PHONE_NUMBERS, phoneNumber, referralCode } from '../people.js';
import { Random } from '../random.js';
import { DAY } from '../stays.js';
import { STREAMS, type BulkPlan } from './plan.js';

/** Addresses of people that only the seeder makes: it tells its runs apart by them. */
export const MAIL_DOMAIN = 'masse.lokahome.bj';
/** Phones and referral codes are numbered; a run takes as many blocks of numbers as its people need. */
const BLOCK = 250_000;
/** The demo's people have the numbers below this. */
const FIRST_NUMBER = 100_000;

type Role = 'landlord' | 'tenant';

/** The id of the nth landlord or tenant: made anew whenever it is needed, so that none has to be remembered. */
export function personId(plan: BulkPlan, role: Role, nth: number): string {
  return chanceFor(plan, role, nth).uuid(joinedAt(plan, role, nth));
}

export function inventUser(plan: BulkPlan, role: Role, nth: number, passwordHash: string, taken: ReadonlySet<string>): UserRecord {
  const random = chanceFor(plan, role, nth);
  const createdAt = joinedAt(plan, role, nth);
  const id = random.uuid(createdAt);
  const person = inventPerson(random);
  const number = numberOf(plan, role, nth);
  const phone = number < PHONE_NUMBERS ? phoneNumber(number) : null;
  return {
    id,
    email: `${mailbox(person)}.r${plan.run}${role === 'landlord' ? 'b' : 'l'}${nth}@${MAIL_DOMAIN}`,
    phone: phone !== null && taken.has(phone) ? null : phone,
    passwordHash,
    firstName: person.firstName,
    lastName: person.lastName,
    role,
    verified: random.chance(0.8),
    referralCode: referralCode(number),
    rating: null,
    reviewsCount: 0,
    createdAt,
  };
}

/** The run that follows `last`: a run is called by the last block it takes. */
export function runAfter(last: number, people: number): number {
  return last + Math.max(1, Math.ceil(people / BLOCK));
}

function numberOf(plan: BulkPlan, role: Role, nth: number): number {
  const people = plan.landlords + plan.tenants;
  const firstBlock = plan.run - runAfter(0, people) + 1;
  return FIRST_NUMBER + firstBlock * BLOCK + (role === 'landlord' ? 0 : plan.landlords) + nth;
}

/** The first number of a block, whether or not anyone has it. */
export function firstCodeOf(block: number): string {
  return referralCode(FIRST_NUMBER + block * BLOCK);
}

function chanceFor(plan: BulkPlan, role: Role, nth: number): Random {
  return new Random(plan.seed, plan.run, role === 'landlord' ? STREAMS.landlord : STREAMS.tenant, nth);
}

/** Everyone joined before the first home was listed, one after the other. */
function joinedAt(plan: BulkPlan, role: Role, nth: number): number {
  const all = role === 'landlord' ? plan.landlords : plan.tenants;
  return plan.firstListing - (200 * DAY * (all - nth)) / all;
}
