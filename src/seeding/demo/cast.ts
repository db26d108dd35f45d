import { inventPerson, mailbox, phoneNumber, referralCode, type Person } from '../people.js';
import { Random } from '../random.js';
import type { UserRecord } from '../rows.js';
import { DAY, type Now } from '../stays.js';
import { DEMO_DOMAIN } from './accounts.js';
import { STREAMS } from './streams.js';

const TENANTS = 60;
const LANDLORDS = 40;
const PROVIDERS = 12;

const LEADS: Record<UserRecord['role'], Person> = {
  tenant: { firstName: 'Sènami', lastName: 'Dossou' },
  landlord: { firstName: 'Rosine', lastName: 'Adjovi' },
  provider: { firstName: 'Codjo', lastName: 'Hounsa' },
  admin: { firstName: 'Aïcha', lastName: 'Bello' },
};

/** Everyone in the demo; the first of each list is the demo account of that role. */
export interface Cast {
  tenants: readonly UserRecord[];
  landlords: readonly UserRecord[];
  providers: readonly UserRecord[];
  admin: UserRecord;
}

export function inventCast(passwordHash: string, now: Now): Cast {
  let number = 0;
  const mailboxes = new Set<string>();
  const invent = (role: UserRecord['role'], nth: number): UserRecord => {
    const random = new Random(STREAMS.seed, 0, STREAMS.people, number);
    const person = nth === 0 ? LEADS[role] : inventPerson(random);
    const createdAt = now.at - random.between(380, 520) * DAY;
    const name = nth === 0 ? role : freeMailbox(mailbox(person), mailboxes);
    const phone = phoneNumber(number);
    const code = referralCode(number);
    number++;
    return {
      id: random.uuid(createdAt), email: `${name}@${DEMO_DOMAIN}`, phone, passwordHash, ...person, role, verified: true, referralCode: code,
      rating: null, reviewsCount: 0, createdAt,
    };
  };
  const many = (role: UserRecord['role'], count: number): UserRecord[] => Array.from({ length: count }, (_, nth) => invent(role, nth));
  return { tenants: many('tenant', TENANTS), landlords: many('landlord', LANDLORDS), providers: many('provider', PROVIDERS), admin: invent('admin', 0) };
}

function freeMailbox(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let suffix = 2; taken.has(name); suffix++) name = `${wanted}${suffix}`;
  taken.add(name);
  return name;
}
