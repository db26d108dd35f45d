import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { addDays, addMonths, todayIn, type CalendarDate } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { RentReminders } from '../src/modules/bookings/jobs/rent-reminders.job.js';
import { JobRunner, type JobRun } from '../src/platform/schedule/job-runner.js';
import type { JobCounts } from '../src/platform/schedule/scheduled-job.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startOutside, type Outside } from './support/outside.js';
import { until } from './support/wait.js';

interface Installment { id: string; sequence: number; due_date: string; status: string }
interface Rent { booking: string; installment: string }

const EVERY = [-7, -3, -1, 0, 1, 3, 7];
const DUE = '2027-03-12';
/** Blanks of all kinds as plain ones. */
const plain = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ');

describe('rent reminders', () => {
  let outside: Outside;
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;

  beforeAll(async () => {
    outside = await startOutside();
    house = await startApp({ worker: true, env: outside.env });
  });
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });
  beforeEach(async () => {
    [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
  });
  // What one test leaves unpaid is no affair of the next.
  afterEach(() => house.database.client.query(`UPDATE installments SET status = 'cancelled' WHERE status IN ('scheduled', 'due', 'overdue')`));

  const sql = async <T extends object>(text: string, values: unknown[] = [], at = house): Promise<T[]> => (await at.database.client.query<T>(text, values)).rows;
  const run = (day: CalendarDate, at = house): Promise<JobRun> => at.app.get(JobRunner).run('rent-reminders', day);
  const directly = (day: CalendarDate, at = house): Promise<JobCounts> => at.app.get(RentReminders).run(day);

  /** A month's rent that is due on that day, of a stay that was accepted long ago. */
  async function rent(due = DUE, { amount = 150000, at = house } = {}): Promise<Rent> {
    const home = await at.build.property(landlord, { rental_type: 'long_term', price: amount });
    const end = addMonths(due, 1);
    const booking = await at.build.booking(home, tenant, { status: 'confirmed', expires_at: null, rental_type: 'long_term', start_date: due, end_date: end, total_amount: amount });
    const installment = newId();
    await at.build.insert('installments', {
      id: installment, booking_id: booking.id, tenant_id: tenant.id, owner_id: landlord.id, sequence: 1, period_start: due, period_end: end, due_date: due, amount, currency: 'XOF',
    });
    return { booking: booking.id, installment };
  }

  /** The offsets that were noted for it, each with the day it was noted on. */
  async function noted(installment: string, at = house): Promise<[number, CalendarDate][]> {
    const rows = await sql<{ offset_days: number; day: string }>(
      'SELECT offset_days, reminded_on::text AS day FROM rent_reminders WHERE installment_id = $1 ORDER BY offset_days', [installment], at);
    return rows.map(({ offset_days, day }) => [offset_days, day]);
  }
  const offsets = async (installment: string, at = house): Promise<number[]> => (await noted(installment, at)).map(([offset]) => offset);
  const statusOf = async (installment: string): Promise<string> => (await sql<{ status: string }>('SELECT status FROM installments WHERE id = $1', [installment]))[0]?.status ?? '';

  /** Whatever was to be told has been told. */
  const told = (at = house): Promise<boolean> =>
    until(async () => (await sql('SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL LIMIT 1', [], at)).length === 0, 'the outbox to be empty');
  /** How many mails about it were written by that template, once everything is told. */
  async function mailed(template: 'rent.late' | 'rent.overdue', installment: string): Promise<number> {
    await told();
    return (await sql(`SELECT 1 FROM deliveries WHERE template = $1 AND channel = 'email' AND facts ->> 'installment_id' = $2`, [template, installment])).length;
  }
  const mailsTo = (reader: TestActor, subject: string): number => outside.mail.mails.filter((mail) => mail.to.includes(reader.email) && mail.subject.startsWith(subject)).length;
  const smsTo = (reader: TestActor): string[] => outside.sms.messages.filter((one) => one.to === reader.phone).map((one) => plain(one.text));
  const notesOf = async (reader: TestActor): Promise<{ title: string; content: string; type: string; related_id: string }[]> =>
    (await house.api.get<{ title: string; content: string; type: string; related_id: string }[]>('/notifications', { as: reader, query: { per_page: 100 } })).body.filter((one) => one.type === 'rent');

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
      await until(async () => (await statusOf(installment_id)) === 'paid', 'the rent to be paid');
    }

    it('sends every one of them once, on its day, with the job run twice; of what is paid or called off none', async () => {
      const [kept, calledOff] = [await accepted(), await accepted()];
      const [first = '', second = '', third = '', fourth = ''] = kept.parts.map((one) => one.id);
      const statuses = new Map<string, string>();
      for (let day = addDays(start, -10); day <= addDays(addMonths(start, 3), 10); day = addDays(day, 1)) {
        if (day === addDays(start, -2)) {
          await told();
          expect((await house.api.put(`/bookings/${calledOff.id}/cancel`, {}, { as: tenant })).status).toBe(200);
        }
        if (day === addDays(addMonths(start, 1), -2)) {
          await told();
          await pay(kept.id, second);
        }
        expect((await run(day)).outcome).toBe('done');
        expect((await run(day)).counts).toEqual({ late: 0, reminded: 0 });
        statuses.set(day, await statusOf(first));
      }
      await told();

      const asScheduled = (months: number): [number, string][] => EVERY.map((offset) => [offset, addDays(addMonths(start, months), offset)]);
      expect([await noted(first), await noted(third), await noted(fourth)]).toEqual([asScheduled(0), asScheduled(2), asScheduled(3)]);
      expect([await offsets(second), await offsets(calledOff.parts[0]?.id ?? ''), await offsets(calledOff.parts[1]?.id ?? '')]).toEqual([[-7, -3], [-7, -3], []]);
      expect([-1, 0, 1, 10].map((offset) => statuses.get(addDays(start, offset)))).toEqual(['scheduled', 'due', 'overdue', 'overdue']);
      expect([await statusOf(second), await statusOf(fourth)]).toEqual(['paid', 'overdue']);

      // Seven of each of three, two of the one that was paid and two of the stay that was called off.
      expect([mailsTo(tenant, 'Loyer à payer dans'), mailsTo(tenant, 'Loyer à payer demain'), mailsTo(tenant, 'Loyer à payer aujourd’hui'), mailsTo(tenant, 'Loyer en retard')]).toEqual([10, 3, 3, 9]);
      expect((await notesOf(tenant)).length).toBe(25);
      expect(smsTo(tenant).filter((text) => text.includes('votre loyer')).length).toBe(9);
      expect([mailsTo(landlord, 'Loyer non reçu'), (await notesOf(landlord)).length, smsTo(landlord)]).toEqual([3, 3, []]);
      expect([await mailed('rent.overdue', first), await mailed('rent.overdue', second), await mailed('rent.overdue', calledOff.parts[0]?.id ?? '')]).toEqual([1, 0, 0]);
    });
  });

  describe('at once', () => {
    it('sends one where two instances and several callers run the day together, past the lock too', async () => {
      const beside = await startApp({ beside: house, worker: true, env: outside.env });
      try {
        const rents = await Promise.all([rent('2028-03-12'), rent('2028-03-12'), rent('2028-03-12')]);
        const runs = await Promise.all([run('2028-03-13'), run('2028-03-13', beside), run('2028-03-13')]);
        expect(runs.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThanOrEqual(1);
        await Promise.all([directly('2028-03-15'), directly('2028-03-15', beside), directly('2028-03-15'), directly('2028-03-15', beside)]);
        await told();
        for (const { installment } of rents) {
          expect(await noted(installment)).toEqual([[1, '2028-03-13'], [3, '2028-03-15']]);
          expect([await mailed('rent.late', installment), await mailed('rent.overdue', installment)]).toEqual([2, 1]);
        }
        expect([mailsTo(tenant, 'Loyer en retard'), smsTo(tenant).length, mailsTo(landlord, 'Loyer non reçu')]).toEqual([6, 6, 3]);
      } finally {
        await beside.close();
      }
    });

    it('sends one where the two who run it are the first to see that it is late', async () => {
      const { installment } = await rent('2028-06-12');
      const counts = await Promise.all([directly('2028-06-13'), directly('2028-06-13')]);
      expect(counts.map(({ late, reminded }) => [late, reminded]).reduce((sum, one) => sum.map((count, index) => count + (one[index] ?? 0)))).toEqual([1, 1]);
      expect([await offsets(installment), await statusOf(installment)]).toEqual([[1], 'overdue']);
    });
  });

  describe('after days that were missed', () => {
    it('catches up with the latest only, in words that are true on that day', async () => {
      const { installment } = await rent('2029-03-12');
      for (const day of ['2029-03-05', '2029-03-06']) await run(day);
      await told();
      // Three days in the dark, with the reminder of the third day before among them.
      await run('2029-03-10');
      await told();
      expect(await noted(installment)).toEqual([[-7, '2029-03-05'], [-3, '2029-03-10']]);
      // And again, over the day itself.
      await run('2029-03-14');
      expect(await offsets(installment)).toEqual([-7, -3, 1]);
      expect(await statusOf(installment)).toBe('overdue');
      await told();
      expect((await notesOf(tenant)).map(({ title, content }) => [plain(title), plain(content).match(/(?:dans|a) \d jours/)?.[0]])).toEqual([
        ['Loyer en retard', 'a 2 jours'], ['Loyer à payer dans 2 jours', 'dans 2 jours'], ['Loyer à payer dans 7 jours', 'dans 7 jours'],
      ]);
      expect(smsTo(tenant)).toEqual([expect.stringContaining('attendu le 12 mars 2029, a 2 jours de retard')]);
      expect(mailsTo(landlord, 'Loyer non reçu')).toBe(1);
    });

    it('changes nothing when a day is run again later, or one before it', async () => {
      const { installment } = await rent('2029-06-12');
      await run('2029-06-13');
      const before = [await noted(installment), await statusOf(installment)];
      for (const day of ['2029-06-05', '2029-06-12', '2029-06-13']) expect((await run(day)).counts).toEqual({ late: 0, reminded: 0 });
      expect([await noted(installment), await statusOf(installment)]).toEqual(before);
      expect([await mailed('rent.late', installment), await mailed('rent.overdue', installment)]).toEqual([1, 1]);
    });

    it('says how long it has been, of one that was never told of before', async () => {
      await rent('2029-09-12');
      await run('2029-10-12');
      await told();
      expect(smsTo(tenant)).toEqual([expect.stringContaining('a 30 jours de retard')]);
      await run('2029-10-13');
      await told();
      expect((await notesOf(tenant)).length).toBe(1);
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
    await run(today);
    expect([await statusOf(part?.id ?? ''), await offsets(part?.id ?? ''), await mailed('rent.overdue', part?.id ?? '')]).toEqual(['overdue', [1], 1]);
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
        const { installment } = await rent('2030-03-12');
        for (let day = addDays('2030-03-12', -11); day <= '2030-03-20'; day = addDays(day, 1)) await directly(day, elsewhere);
        expect(await noted(installment)).toEqual(expected.map((offset) => [offset, addDays('2030-03-12', offset)]));
        expect([await statusOf(installment), await mailed('rent.overdue', installment)]).toEqual(['overdue', 1]);
      } finally {
        await elsewhere.close();
      }
    });
  });

  describe('in words', () => {
    const words = {
      fr: {
        '-3': ['Loyer à payer dans 3 jours : Studio meublé près de la plage', 'votre loyer de 150 000 FCFA est à payer dans 3 jours, le 12 mars 2027'],
        '0': ['Loyer à payer aujourd’hui : Studio meublé près de la plage', 'C’est aujourd’hui 12 mars 2027 que votre loyer de 150 000 FCFA est à payer'],
        '1': ['Loyer en retard : Studio meublé près de la plage', 'Votre loyer de 150 000 FCFA, attendu le 12 mars 2027, a 1 jour de retard'],
        sms: 'votre loyer de 150 000 FCFA pour Studio meublé près de la plage, attendu le 12 mars 2027, a 1 jour de retard',
        landlord: ['Loyer non reçu : Studio meublé près de la plage', '150 000 FCFA, était attendu le 12 mars 2027'],
      },
      en: {
        '-3': ['Rent due in 3 days: Studio meublé près de la plage', 'your rent of 150,000 FCFA is due in 3 days, on 12 March 2027'],
        '0': ['Rent due today: Studio meublé près de la plage', 'Your rent of 150,000 FCFA is due today, 12 March 2027'],
        '1': ['Rent overdue: Studio meublé près de la plage', 'Your rent of 150,000 FCFA, due on 12 March 2027, is 1 day late'],
        sms: 'your rent of 150,000 FCFA for Studio meublé près de la plage, due on 12 March 2027, is 1 day late',
        landlord: ['Rent not received: Studio meublé près de la plage', '150,000 FCFA, was due on 12 March 2027'],
      },
    } as const;

    it.each(['fr', 'en'] as const)('writes amounts and dates as people do, in mail, SMS, push and app, in %s', async (locale) => {
      [landlord, tenant] = [await house.actors.asLandlord({ locale }), await house.actors.asTenant({ locale })];
      const device = `device-${tenant.id}`;
      await house.api.post('/users/me/devices', { token: device, platform: 'android' }, { as: tenant });
      const { booking } = await rent();
      for (const [day, key] of [['2027-03-09', '-3'], ['2027-03-12', '0'], ['2027-03-13', '1']] as const) {
        outside.push.clear();
        await run(day);
        await told();
        const [subject, sentence] = words[locale][key];
        const mail = outside.mail.mails.filter((one) => one.to.includes(tenant.email)).at(-1);
        expect([plain(mail?.subject), plain(mail?.text)]).toEqual([subject, expect.stringContaining(sentence)]);
        expect(plain(mail?.html)).toContain(locale === 'fr' ? '150 000 FCFA' : '150,000 FCFA');
        const [note] = await notesOf(tenant);
        const amount = locale === 'fr' ? '150 000 FCFA' : '150,000 FCFA';
        expect([note?.related_id, plain(note?.content)]).toEqual([booking, expect.stringContaining(amount)]);
        expect(plain(note?.content)).toContain(locale === 'fr' ? '12 mars 2027' : '12 March 2027');
        const pushes = outside.push.pushes.filter((one) => one.token === device);
        expect(pushes.map(({ notification, data }) => [notification.title, notification.body, data['related_id']])).toEqual([[note?.title, note?.content, booking]]);
        expect(smsTo(tenant)).toEqual(key === '1' ? [expect.stringContaining(words[locale].sms)] : []);
      }
      const toLandlord = outside.mail.mails.filter((one) => one.to.includes(landlord.email));
      const [subject, sentence] = words[locale].landlord;
      expect(toLandlord.map((one) => [plain(one.subject), plain(one.text)])).toEqual([[subject, expect.stringContaining(sentence)]]);
      expect((await notesOf(landlord)).length).toBe(1);
    });

    it('keeps to what people chose', async () => {
      const device = `device-${tenant.id}`;
      await house.api.post('/users/me/devices', { token: device, platform: 'ios' }, { as: tenant });
      expect((await house.api.put('/users/me/notification-preferences', [{ type: 'rent', email: false, sms: false }], { as: tenant })).status).toBe(200);
      expect((await house.api.put('/users/me/notification-preferences', [{ type: 'rent', push: false, email: false }], { as: landlord })).status).toBe(200);
      await rent('2027-05-12');
      await run('2027-05-13');
      await told();
      expect([mailsTo(tenant, 'Loyer'), smsTo(tenant), (await notesOf(tenant)).length]).toEqual([0, [], 1]);
      expect(outside.push.pushes.filter((one) => one.token === device).length).toBe(1);
      expect([mailsTo(landlord, 'Loyer'), (await notesOf(landlord)).length]).toEqual([0, 1]);
    });

    it('says nothing of a rent that is paid between the job and the sending', async () => {
      const { installment } = await rent('2027-06-12');
      // The mail server is away for one attempt; by the next one the money is there.
      outside.mail.failNext(1, 451);
      await run('2027-06-12');
      const waiting = `SELECT 1 FROM deliveries WHERE user_id = $1 AND channel = 'email' AND status = 'waiting' AND last_error IS NOT NULL`;
      await until(async () => (await sql(waiting, [tenant.id])).length === 1, 'the first attempt to fail');
      await sql(`UPDATE installments SET status = 'paid', paid_amount = amount WHERE id = $1`, [installment]);
      await told();
      expect(mailsTo(tenant, 'Loyer')).toBe(0);
      expect(await sql(`SELECT status, last_error FROM deliveries WHERE user_id = $1 AND channel = 'email'`, [tenant.id])).toEqual([{ status: 'skipped', last_error: 'the installment is paid' }]);
    });
  });

  describe('where nobody delivers yet', () => {
    let quiet: TestApp;

    beforeAll(async () => {
      quiet = await startApp({ env: outside.env });
    });
    afterAll(() => quiet.close());
    beforeEach(async () => {
      [landlord, tenant] = [await quiet.actors.asLandlord(), await quiet.actors.asTenant()];
    });
    afterEach(() => quiet.database.client.query(`UPDATE installments SET status = 'cancelled' WHERE status IN ('scheduled', 'due', 'overdue')`));

    it('announces nothing of rents that are paid or cancelled by the time somebody does', async () => {
      const [paid, cancelled, open] = [await rent(DUE, { at: quiet }), await rent(DUE, { at: quiet }), await rent(DUE, { at: quiet })];
      await run('2027-03-13', quiet);
      await sql(`UPDATE installments SET status = 'paid', paid_amount = amount WHERE id = $1`, [paid.installment], quiet);
      await sql(`UPDATE installments SET status = 'cancelled' WHERE id = $1`, [cancelled.installment], quiet);
      const worker = await startApp({ beside: quiet, worker: true, env: outside.env });
      try {
        await told(quiet);
      } finally {
        await worker.close();
      }
      expect(await sql('SELECT user_id, related_id FROM notifications ORDER BY id', [], quiet)).toEqual(
        expect.arrayContaining([{ user_id: tenant.id, related_id: open.booking }, { user_id: landlord.id, related_id: open.booking }]));
      expect([mailsTo(tenant, 'Loyer'), smsTo(tenant).length, mailsTo(landlord, 'Loyer'), (await sql('SELECT 1 FROM notifications', [], quiet)).length]).toEqual([1, 1, 1, 2]);
    });

    it('reminds of twenty thousand rents in one run, some statements for each thousand', async () => {
      const { booking } = await rent('2027-07-12', { at: quiet });
      await sql(
        `INSERT INTO installments (id, booking_id, tenant_id, owner_id, sequence, period_start, period_end, due_date, amount, currency)
         SELECT gen_random_uuid(), $1, $2, $3, n, '2027-07-12', '2027-08-12', '2027-07-12', 150000, 'XOF' FROM generate_series(2, 20000) AS n`,
        [booking, tenant.id, landlord.id], quiet);
      const statements = jest.spyOn(pg.Client.prototype, 'query');
      const { counts } = await run('2027-07-13', quiet);
      const count = statements.mock.calls.length;
      statements.mockRestore();
      expect(counts).toEqual({ late: 20000, reminded: 20000 });
      expect(count).toBeGreaterThan(40);
      expect(count).toBeLessThan(250);
      const [kept] = await sql<{ reminders: number; told: number; late: number }>(
        `SELECT (SELECT count(*)::int FROM rent_reminders r JOIN installments i ON i.id = r.installment_id WHERE i.booking_id = $1) AS reminders,
           (SELECT count(DISTINCT payload ->> 'installment_id')::int FROM outbox WHERE type = 'rent.reminder' AND payload ->> 'booking_id' = $1::text) AS told,
           (SELECT count(DISTINCT payload ->> 'installment_id')::int FROM outbox WHERE type = 'rent.overdue' AND payload ->> 'booking_id' = $1::text) AS late`, [booking], quiet);
      expect(kept).toEqual({ reminders: 20000, told: 20000, late: 20000 });
      expect((await run('2027-07-13', quiet)).counts).toEqual({ late: 0, reminded: 0 });
    });
  });
});
