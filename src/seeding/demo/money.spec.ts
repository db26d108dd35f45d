import { describe, expect, it } from '@jest/globals';
import { Money } from '../../kernel/money.js';
import { scheduleFor, type BookingRecord } from '../rows.js';
import { nowFrom } from '../stays.js';
import { inventCast } from './cast.js';
import { inventHomes } from './homes.js';
import { inventMoney } from './money.js';
import { moneyParts } from './money-rows.js';
import { inventStays } from './stays.js';

function tellOn(date: string) {
  const now = nowFrom(new Date(date));
  const cast = inventCast('hash', now);
  const homes = inventHomes(cast.landlords, { now, maskOf: () => '0', urlOf: (name) => `https://files.example/${name}` });
  const { bookings } = inventStays(homes, cast.tenants, now);
  const money = inventMoney(bookings, now);
  const parts = moneyParts(money, [...cast.tenants, ...cast.landlords], now);
  const rowsOf = (table: string): Record<string, unknown>[] =>
    parts.filter(([{ table: name }]) => name === table).flatMap(([{ columns }, rows]) => rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]]))));
  return { now, cast, bookings, money, parts, rowsOf };
}

const DAYS = ['2026-11-20T21:30:00Z', '2026-03-01T08:00:00Z', '2027-01-31T23:50:00Z', '2028-02-29T12:00:00Z', '2026-08-31T00:10:00Z', '2027-01-02T09:00:00Z'];
const sum = (amounts: readonly Money[]): number => amounts.reduce((total, amount) => total.plus(amount), Money.zero('XOF')).toNumber();
const stepOf = ({ plan }: BookingRecord, wanted: string) => plan.steps.find(({ step }) => step === wanted);

describe.each(DAYS)('the money of the demo as told on %s', (date) => {
  const demo = tellOn(date);
  const { money, now, rowsOf } = demo;
  const confirmed = demo.bookings.filter((booking) => stepOf(booking, 'accept'));
  const ofBooking = Map.groupBy(money.payments, ({ booking }) => booking.id);

  it('is the same for the same instant, to the last code', () => {
    expect(tellOn(date).parts).toEqual(demo.parts);
  });

  it('has a schedule for every stay that was ever confirmed, of its whole price, and for no other', () => {
    const schedules = Map.groupBy(money.installments, ({ bookingId }) => bookingId);
    expect(new Set(schedules.keys())).toEqual(new Set(confirmed.map(({ id }) => id)));
    for (const { id, home, plan } of confirmed) {
      expect(schedules.get(id)!.map(({ part }) => part)).toEqual(scheduleFor(home, plan));
    }
  });

  it('has them in the state of the day, all paid once the stay is over', () => {
    const bookings = new Map(confirmed.map((booking) => [booking.id, booking]));
    for (const { bookingId, status, part } of money.installments) {
      const stay = bookings.get(bookingId)!.plan.status;
      if (stay === 'completed') expect(status).toBe('paid');
      if (status === 'scheduled') expect([stay, part.due_date > now.today]).toEqual(['confirmed', true]);
      if (status === 'due') expect([stay, part.due_date]).toEqual(['confirmed', now.today]);
      if (status === 'overdue') expect([stay, part.due_date < now.today]).toEqual(['confirmed', true]);
      if (status === 'cancelled') expect(stay).toBe('cancelled');
    }
    const overdue = money.installments.filter(({ status }) => status === 'overdue');
    expect([1, 2]).toContain(overdue.length);
  });

  it('was paid after the owner accepted, before now and before the stay was called off', () => {
    for (const { booking, createdAt, settledAt, refunds } of money.payments) {
      expect(createdAt).toBeGreaterThan(stepOf(booking, 'accept')!.at);
      expect(settledAt).toBeGreaterThan(createdAt);
      expect(settledAt).toBeLessThan(stepOf(booking, 'cancel')?.at ?? now.at);
      for (const refund of refunds) {
        expect(refund.createdAt).toBeGreaterThan(settledAt);
        expect([refund.completedAt > refund.createdAt, refund.completedAt <= now.at]).toEqual([true, true]);
      }
    }
  });

  it('pays each thing once, whole', () => {
    const paid = money.payments.filter((payment) => payment.paid);
    const things = paid.map(({ booking, installment }) => `${booking.id} ${installment?.id ?? 'deposit'}`);
    expect(new Set(things).size).toBe(things.length);
    for (const { amount, installment, booking } of paid) expect(amount.toNumber()).toBe(installment?.part.amount.toNumber() ?? booking.home.deposit);
    expect(paid.filter(({ installment }) => installment).map(({ installment }) => installment!.id).sort())
      .toEqual(money.installments.filter(({ status }) => status === 'paid').map(({ id }) => id).sort());
  });

  it('gives back no more than was paid; all of it where the owner called it off, the deposit whoever did', () => {
    for (const [id, payments] of ofBooking) {
      const { plan } = payments[0].booking;
      for (const { amount, refunds } of payments) expect(sum(refunds.map((refund) => refund.amount))).toBeLessThanOrEqual(amount.toNumber());
      const back = (of: typeof payments) => sum(of.flatMap(({ refunds }) => refunds.map(({ amount }) => amount)));
      if (plan.status !== 'cancelled') continue;
      const deposits = payments.filter(({ installment }) => installment === null);
      expect(back(deposits)).toBe(sum(deposits.map(({ amount }) => amount)));
      if (plan.cancelledBy === 'owner') expect(back(payments)).toBe(sum(payments.filter(({ paid }) => paid).map(({ amount }) => amount)));
      expect(money.accounts.get(id)!.refunded.toNumber()).toBe(back(payments));
    }
  });

  it('numbers the receipts of each year without a gap, in the order of the payments', () => {
    const receipts = Map.groupBy(rowsOf('receipts'), ({ year }) => year);
    for (const [year, rows] of receipts) {
      expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
      expect([...rows].sort((one, other) => String(one['issued_at']).localeCompare(String(other['issued_at'])))).toEqual(rows);
      expect(rowsOf('receipt_counters')).toContainEqual({ year, latest: rows.length });
    }
    expect(receipts.size).toBe(rowsOf('receipt_counters').length);
  });

  it('has a payment that failed before it succeeded, one partly given back, and some given back by the rules', () => {
    const failed = money.payments.filter(({ paid }) => !paid);
    expect(failed.length).toBeGreaterThan(0);
    for (const { installment, settledAt } of failed) {
      expect(money.payments.find((one) => one.paid && one.installment?.id === installment?.id)!.createdAt).toBeGreaterThan(settledAt);
    }
    const refunds = money.payments.flatMap((payment) => payment.refunds.map((refund) => ({ ...refund, of: payment.amount.toNumber() })));
    expect(refunds.some(({ cause, amount, of }) => cause === 'manual' && amount.toNumber() < of)).toBe(true);
    expect(refunds.some(({ cause }) => cause === 'cancellation')).toBe(true);
  });

  it('leaves the demo tenant something to pay, and the demo landlord something to look at', () => {
    const [tenant, landlord] = [demo.cast.tenants[0], demo.cast.landlords[0]];
    const owed = money.installments.filter(({ tenantId, status }) => tenantId === tenant.id && status === 'scheduled');
    expect(new Set(owed.map(({ bookingId }) => bookingId)).size).toBe(2);
    expect(money.payments.filter(({ booking }) => booking.tenantId === tenant.id).length).toBeGreaterThan(5);
    expect(money.payments.filter(({ booking, paid }) => paid && booking.ownerId === landlord.id).length).toBeGreaterThan(20);
  });
});
