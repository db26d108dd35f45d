import type { Dice } from './dice.js';
import type { Policy } from './money-model.js';
import type { Method } from './tellers.js';

/**
 * What becomes of a payment. `approved`: paid and told. `dropped`: paid, and nobody tells us. `early`: paid and told while our own
 * call is still under way. `cut`: the line was cut on our own call. `declined`: for good. `late`: refused or given up, then paid all the
 * same. `twice`: the same, after another payment for the same thing was started and paid. `wrong`: another amount was paid.
 * `wrong_late`: another amount, after a refusal, while another payment is open. `never`: nobody answers.
 */
export type Fate = 'approved' | 'dropped' | 'early' | 'cut' | 'declined' | 'late' | 'twice' | 'wrong' | 'wrong_late' | 'never';

/** How a booking ends. `early`: cancelled while its payments are open. */
export type End = 'kept' | 'tenant' | 'owner' | 'admin' | 'early';

export interface PlannedDue {
  /** Which installment, from 0; null: the deposit. */
  readonly part: number | null;
  readonly method: Method;
  readonly fate: Fate;
  /** What the one after it is paid by, where there is one. */
  readonly second: Method;
  /** What the provider keeps at our cost, if it tells. */
  readonly fees: number;
}

export interface PlannedBooking {
  readonly landlord: number;
  readonly tenant: number;
  readonly policy: Policy;
  readonly days_ahead: number;
  readonly deposit: number;
  readonly rents: readonly number[];
  readonly end: End;
  readonly dues: readonly PlannedDue[];
}

const METHODS: readonly Method[] = ['fedapay', 'moov_money', 'mtn_momo', 'mtn_momo', 'card', 'card'];
const ANY: Partial<Record<Fate, number>> = { approved: 46, dropped: 12, early: 5, cut: 3, declined: 6, late: 8, twice: 12, never: 5 };
const AT_FEDAPAY: Partial<Record<Fate, number>> = { ...ANY, wrong: 10, wrong_late: 6 };
const CANCELLED: Partial<Record<Fate, number>> = { approved: 6, dropped: 2, declined: 1, never: 2 };

/** Bookings with exactly so many payments, by the dice. Amounts are odd, so that halves have to be rounded. */
export function planOf(dice: Dice, payments: number): PlannedBooking[] {
  const plan: PlannedBooking[] = [];
  let left = payments;
  while (left > 0) {
    const deposit = dice.chance(0.5) ? 10_000 + dice.whole(0, 40_000) : 0;
    const rents = Array.from({ length: dice.whole(1, 2) }, () => 301 + dice.whole(0, 99_000));
    const end = dice.weighed<End>({ kept: 50, tenant: 20, owner: 10, admin: 6, early: 14 });
    const dues: PlannedDue[] = [];
    for (const part of [...(deposit > 0 ? [null] : []), ...rents.keys()]) {
      const method = dice.one(METHODS);
      const fate = dice.weighed(end === 'early' ? CANCELLED : method === 'fedapay' || method === 'moov_money' ? AT_FEDAPAY : ANY);
      const needs = fate === 'twice' || fate === 'wrong_late' ? 2 : 1;
      if (needs > left) continue;
      left -= needs;
      dues.push({ part, method, fate, second: dice.one(METHODS), fees: dice.chance(0.3) ? dice.whole(1, 300) : 0 });
    }
    const days_ahead = dice.one([3, 10, 30]);
    plan.push({ landlord: dice.whole(0, 5), tenant: dice.whole(0, 11), policy: dice.one(['flexible', 'moderate', 'strict']), days_ahead, deposit, rents, end, dues });
  }
  return plan;
}
