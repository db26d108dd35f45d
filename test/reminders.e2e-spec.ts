import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { addDays, addMonths, todayIn } from '../src/kernel/calendar-date.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import type { Outside } from './support/outside.js';
import { plain, RentReminding } from './support/rent-reminding.js';
import { Rents } from './support/rents.js';
import { until } from './support/wait.js';

interface Installment { id: string; due_date: string }

const EVERY = [-7, -3, -1, 0, 1, 3, 7];

describe('rent reminders', () => {
  let reminding: RentReminding;
  let outside: Outside;
  let house: TestApp;
  let rents: Rents;
  let landlord: TestActor;
  let tenant: TestActor;

  beforeAll(async () => {
    reminding = await RentReminding.start();
    ({ outside, house, rents } = reminding);
  });
  afterAll(() => reminding.stop());
  beforeEach(async () => {
    [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
  });
  afterEach(() => rents.forget());

  describe('day by day', () => {
    const start = addDays(todayIn('Africa/Porto-Novo', new Date()), 40);

    async function accepted(): Promise<{ id: string; parts: Installment[] }> {
      const home = await house.build.property(landlord, { rental_type: 'long_term', price: 100000 });
      const stay = { property_id: home.id, start_date: start, end_date: addDays(addMonths(start, 3), 10) };
      const { id } = (await house.api.post<{ id: string }>('/bookings', stay, { as: tenant })).body;
      expect((await house.api.put(`/bookings/${id}/accept`, {}, { as: landlord })).status).toBe(200);
      const parts = (await house.api.get<Installment[]>(`/bookings/${id}/installments`, { as: tenant })).body;
      expect(parts.map((one) => one.due_date)).toEqual([0, 1, 2, 3].map((months) => addMonths(start, months)));
      return { id, parts };
    }
    async function pay(booking_id: string, installment_id: string): Promise<void> {
      const { body } = await house.api.post<{ payment_url: string }>('/payments/initialize', { booking_id, installment_id, payment_method: 'fedapay' }, { as: tenant });
      await fetch(house.url + new URL(body.payment_url).pathname, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
      await until(async () => (await rents.statusOf(installment_id)) === 'paid', 'the rent to be paid');
    }

    it('sends every one of them once, on its day, with the job run twice; of what is paid or called off none', async () => {
      const [kept, calledOff] = [await accepted(), await accepted()];
      const [first = '', second = '', third = '', fourth = ''] = kept.parts.map((one) => one.id);
      const statuses = new Map<string, string>();
      for (let day = addDays(start, -10); day <= addDays(addMonths(start, 3), 10); day = addDays(day, 1)) {
        if (day === addDays(start, -2)) {
          await rents.told();
          expect((await house.api.put(`/bookings/${calledOff.id}/cancel`, {}, { as: tenant })).status).toBe(200);
        }
        if (day === addDays(addMonths(start, 1), -2)) {
          await rents.told();
          await pay(kept.id, second);
        }
        expect((await rents.run(day)).outcome).toBe('done');
        expect((await rents.run(day)).counts).toEqual({ late: 0, reminded: 0 });
        statuses.set(day, await rents.statusOf(first));
      }
      await rents.told();

      const asScheduled = (months: number): [number, string][] => EVERY.map((offset) => [offset, addDays(addMonths(start, months), offset)]);
      expect([await rents.noted(first), await rents.noted(third), await rents.noted(fourth)]).toEqual([asScheduled(0), asScheduled(2), asScheduled(3)]);
      expect([await rents.offsets(second), await rents.offsets(calledOff.parts[0]?.id ?? ''), await rents.offsets(calledOff.parts[1]?.id ?? '')]).toEqual([[-7, -3], [-7, -3], []]);
      expect([-1, 0, 1, 10].map((offset) => statuses.get(addDays(start, offset)))).toEqual(['scheduled', 'due', 'overdue', 'overdue']);
      expect([await rents.statusOf(second), await rents.statusOf(fourth)]).toEqual(['paid', 'overdue']);

      // Seven of each of three, two of the one that was paid and two of the stay that was called off.
      expect([reminding.mailsTo(tenant, 'Loyer à payer dans'), reminding.mailsTo(tenant, 'Loyer à payer demain'), reminding.mailsTo(tenant, 'Loyer à payer aujourd’hui'), reminding.mailsTo(tenant, 'Loyer en retard')]).toEqual([10, 3, 3, 9]);
      expect((await reminding.notesOf(tenant)).length).toBe(25);
      expect(reminding.smsTo(tenant).filter((text) => text.includes('votre loyer')).length).toBe(9);
      expect([reminding.mailsTo(landlord, 'Loyer non reçu'), (await reminding.notesOf(landlord)).length, reminding.smsTo(landlord)]).toEqual([3, 3, []]);
      expect([await rents.mailed('rent.overdue', first), await rents.mailed('rent.overdue', second), await rents.mailed('rent.overdue', calledOff.parts[0]?.id ?? '')]).toEqual([1, 0, 0]);
    });
  });

  describe('at once', () => {
    it('sends one where two instances and several callers run the day together, past the lock too', async () => {
      const beside = await startApp({ beside: house, worker: true, env: outside.env });
      try {
        const three = await Promise.all([1, 2, 3].map(() => rents.add({ tenant, landlord }, '2028-03-12')));
        const runs = await Promise.all([rents.run('2028-03-13'), rents.run('2028-03-13', beside), rents.run('2028-03-13')]);
        expect(runs.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThanOrEqual(1);
        await Promise.all([rents.runUnlocked('2028-03-15'), rents.runUnlocked('2028-03-15', beside), rents.runUnlocked('2028-03-15'), rents.runUnlocked('2028-03-15', beside)]);
        await rents.told();
        for (const { installment } of three) {
          expect(await rents.noted(installment)).toEqual([[1, '2028-03-13'], [3, '2028-03-15']]);
          expect([await rents.mailed('rent.late', installment), await rents.mailed('rent.overdue', installment)]).toEqual([2, 1]);
        }
        expect([reminding.mailsTo(tenant, 'Loyer en retard'), reminding.smsTo(tenant).length, reminding.mailsTo(landlord, 'Loyer non reçu')]).toEqual([6, 6, 3]);
      } finally {
        await beside.close();
      }
    });

    it('sends one where the two who run it are the first to see that it is late', async () => {
      const { installment } = await rents.add({ tenant, landlord }, '2028-06-12');
      const counts = await Promise.all([rents.runUnlocked('2028-06-13'), rents.runUnlocked('2028-06-13')]);
      expect(counts.map(({ late, reminded }) => [late, reminded]).reduce((sum, one) => sum.map((count, index) => count + (one[index] ?? 0)))).toEqual([1, 1]);
      expect([await rents.offsets(installment), await rents.statusOf(installment)]).toEqual([[1], 'overdue']);
    });
  });

  describe('after days that were missed', () => {
    it('catches up with the latest only, in words that are true on that day', async () => {
      const { installment } = await rents.add({ tenant, landlord }, '2029-03-12');
      for (const day of ['2029-03-05', '2029-03-06']) await rents.run(day);
      await rents.told();
      // Three days in the dark, with the reminder of the third day before among them.
      await rents.run('2029-03-10');
      await rents.told();
      expect(await rents.noted(installment)).toEqual([[-7, '2029-03-05'], [-3, '2029-03-10']]);
      // And again, over the day itself.
      await rents.run('2029-03-14');
      expect(await rents.offsets(installment)).toEqual([-7, -3, 1]);
      expect(await rents.statusOf(installment)).toBe('overdue');
      await rents.told();
      expect((await reminding.notesOf(tenant)).map(({ title, content }) => [plain(title), plain(content).match(/(?:dans|a) \d jours/)?.[0]])).toEqual([
        ['Loyer en retard', 'a 2 jours'], ['Loyer à payer dans 2 jours', 'dans 2 jours'], ['Loyer à payer dans 7 jours', 'dans 7 jours'],
      ]);
      expect(reminding.smsTo(tenant)).toEqual([expect.stringContaining('attendu le 12 mars 2029, a 2 jours de retard')]);
      expect(reminding.mailsTo(landlord, 'Loyer non reçu')).toBe(1);
    });

    it('changes nothing when a day is run again later, or one before it', async () => {
      const { installment } = await rents.add({ tenant, landlord }, '2029-06-12');
      await rents.run('2029-06-13');
      const before = [await rents.noted(installment), await rents.statusOf(installment)];
      for (const day of ['2029-06-05', '2029-06-12', '2029-06-13']) expect((await rents.run(day)).counts).toEqual({ late: 0, reminded: 0 });
      expect([await rents.noted(installment), await rents.statusOf(installment)]).toEqual(before);
      expect([await rents.mailed('rent.late', installment), await rents.mailed('rent.overdue', installment)]).toEqual([1, 1]);
    });

    it('says how long it has been, of one that was never told of before', async () => {
      await rents.add({ tenant, landlord }, '2029-09-12');
      await rents.run('2029-10-12');
      await rents.told();
      expect(reminding.smsTo(tenant)).toEqual([expect.stringContaining('a 30 jours de retard')]);
      await rents.run('2029-10-13');
      await rents.told();
      expect((await reminding.notesOf(tenant)).length).toBe(1);
    });
  });

  it('tells the landlord of a rent that was late already when they accepted', async () => {
    const today = todayIn('Africa/Porto-Novo', new Date());
    const home = await house.build.property(landlord, { rental_type: 'long_term', price: 100000 });
    const { id } = await house.build.booking(home, tenant, {
      start_date: addDays(today, -1), end_date: addMonths(addDays(today, -1), 1), rental_type: 'long_term', total_amount: 100000,
      price_breakdown: JSON.stringify({ unit: 'month', unit_price: 100000, nights: null, nights_amount: null, months: 1, months_amount: 100000, remaining_days: 0, remaining_days_amount: 0, total: 100000, currency: 'XOF' }),
    });
    expect((await house.api.put(`/bookings/${id}/accept`, {}, { as: landlord })).status).toBe(200);
    const [part] = (await house.api.get<Installment[]>(`/bookings/${id}/installments`, { as: landlord })).body;
    await rents.run(today);
    expect([await rents.statusOf(part?.id ?? ''), await rents.offsets(part?.id ?? ''), await rents.mailed('rent.overdue', part?.id ?? '')]).toEqual(['overdue', [1], 1]);
  });

  describe('on days of the environment’s choice', () => {
    it.each([
      ['-10,-2,5', [-10, -2, 5]],
      ['2,5', [2, 5]],
      ['0', [0]],
      ['3,-1,3', [-1, 3]],
    ])('reminds on %s', async (RENT_REMINDER_DAYS, expected) => {
      const elsewhere = await startApp({ beside: house, env: { RENT_REMINDER_DAYS } });
      try {
        const { installment } = await rents.add({ tenant, landlord }, '2030-03-12');
        for (let day = addDays('2030-03-12', -11); day <= '2030-03-20'; day = addDays(day, 1)) await rents.runUnlocked(day, elsewhere);
        expect(await rents.noted(installment)).toEqual(expected.map((offset) => [offset, addDays('2030-03-12', offset)]));
        expect([await rents.statusOf(installment), await rents.mailed('rent.overdue', installment)]).toEqual(['overdue', 1]);
      } finally {
        await elsewhere.close();
      }
    });
  });

  it('reminds of twenty thousand rents in one run, with some statements for each thousand', async () => {
    const quiet = await startApp();
    try {
      const parties = { tenant: await quiet.actors.asTenant(), landlord: await quiet.actors.asLandlord() };
      const { booking } = await new Rents(quiet).add(parties, '2027-07-12');
      await quiet.database.client.query(
        `INSERT INTO installments (id, booking_id, tenant_id, owner_id, sequence, period_start, period_end, due_date, amount, currency)
         SELECT gen_random_uuid(), $1, $2, $3, n, '2027-07-12', '2027-08-12', '2027-07-12', 150000, 'XOF' FROM generate_series(2, 20000) AS n`,
        [booking, parties.tenant.id, parties.landlord.id]);
      const statements = jest.spyOn(pg.Client.prototype, 'query');
      const { counts } = await rents.run('2027-07-13', quiet);
      const count = statements.mock.calls.length;
      statements.mockRestore();
      expect(counts).toEqual({ late: 20000, reminded: 20000 });
      expect(count).toBeGreaterThan(40);
      expect(count).toBeLessThan(400);
      const { rows } = await quiet.database.client.query(
        `SELECT (SELECT count(*)::int FROM rent_reminders r JOIN installments i ON i.id = r.installment_id WHERE i.booking_id = $1) AS reminders,
           (SELECT count(DISTINCT payload ->> 'installment_id')::int FROM outbox WHERE type = 'rent.reminder' AND payload ->> 'booking_id' = $1::text) AS told,
           (SELECT count(DISTINCT payload ->> 'installment_id')::int FROM outbox WHERE type = 'rent.overdue' AND payload ->> 'booking_id' = $1::text) AS late`, [booking]);
      expect(rows).toEqual([{ reminders: 20000, told: 20000, late: 20000 }]);
      expect((await rents.run('2027-07-13', quiet)).counts).toEqual({ late: 0, reminded: 0 });
    } finally {
      await quiet.close();
    }
  });
});
