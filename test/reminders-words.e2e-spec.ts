import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import type { Outside } from './support/outside.js';
import { plain, RentReminding } from './support/rent-reminding.js';
import { Rents } from './support/rents.js';
import { until } from './support/wait.js';

const DUE = '2027-03-12';

describe('what rent reminders say', () => {
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
    const { booking } = await rents.add({ tenant, landlord }, DUE);
    for (const [day, key] of [['2027-03-09', '-3'], ['2027-03-12', '0'], ['2027-03-13', '1']] as const) {
      outside.push.clear();
      await rents.run(day);
      await rents.told();
      const [subject, sentence] = words[locale][key];
      const mail = outside.mail.mails.filter((one) => one.to.includes(tenant.email)).at(-1);
      expect([plain(mail?.subject), plain(mail?.text)]).toEqual([subject, expect.stringContaining(sentence)]);
      expect(plain(mail?.text)).toContain(locale === 'fr' ? '12 mars 2027 – 11 avril 2027' : '12 March 2027 – 11 April 2027');
      expect(plain(mail?.html)).toContain(locale === 'fr' ? '150 000 FCFA' : '150,000 FCFA');
      const [note] = await reminding.notesOf(tenant);
      const amount = locale === 'fr' ? '150 000 FCFA' : '150,000 FCFA';
      expect([note?.related_id, plain(note?.content)]).toEqual([booking, expect.stringContaining(amount)]);
      expect(plain(note?.content)).toContain(locale === 'fr' ? '12 mars 2027' : '12 March 2027');
      const pushes = outside.push.pushes.filter((one) => one.token === device);
      expect(pushes.map(({ notification, data }) => [notification.title, notification.body, data['related_id']])).toEqual([[note?.title, note?.content, booking]]);
      expect(reminding.smsTo(tenant)).toEqual(key === '1' ? [expect.stringContaining(words[locale].sms)] : []);
    }
    const toLandlord = outside.mail.mails.filter((one) => one.to.includes(landlord.email));
    const [subject, sentence] = words[locale].landlord;
    expect(toLandlord.map((one) => [plain(one.subject), plain(one.text)])).toEqual([[subject, expect.stringContaining(sentence)]]);
    expect((await reminding.notesOf(landlord)).length).toBe(1);
  });

  it('keeps to what people chose', async () => {
    const device = `device-${tenant.id}`;
    await house.api.post('/users/me/devices', { token: device, platform: 'ios' }, { as: tenant });
    expect((await house.api.put('/users/me/notification-preferences', [{ type: 'rent', email: false, sms: false }], { as: tenant })).status).toBe(200);
    expect((await house.api.put('/users/me/notification-preferences', [{ type: 'rent', push: false, email: false }], { as: landlord })).status).toBe(200);
    await rents.add({ tenant, landlord }, '2027-05-12');
    await rents.run('2027-05-13');
    await rents.told();
    expect([reminding.mailsTo(tenant, 'Loyer'), reminding.smsTo(tenant), (await reminding.notesOf(tenant)).length]).toEqual([0, [], 1]);
    expect(outside.push.pushes.filter((one) => one.token === device).length).toBe(1);
    expect([reminding.mailsTo(landlord, 'Loyer'), (await reminding.notesOf(landlord)).length]).toEqual([0, 1]);
  });

  it('says nothing of a rent that is paid between the job and the sending', async () => {
    const { installment } = await rents.add({ tenant, landlord }, '2027-06-12');
    // The mail server is away for one attempt; by the next one the money is there.
    outside.mail.failNext(1, 451);
    await rents.run('2027-06-12');
    const waiting = `SELECT 1 FROM deliveries WHERE user_id = $1 AND channel = 'email' AND status = 'waiting' AND last_error IS NOT NULL`;
    await until(async () => (await house.database.client.query(waiting, [tenant.id])).rowCount === 1, 'the first attempt to fail');
    await house.database.client.query(`UPDATE installments SET status = 'paid', paid_amount = amount WHERE id = $1`, [installment]);
    await rents.told();
    expect(reminding.mailsTo(tenant, 'Loyer')).toBe(0);
    const { rows } = await house.database.client.query(`SELECT status, last_error FROM deliveries WHERE user_id = $1 AND channel = 'email'`, [tenant.id]);
    expect(rows).toEqual([{ status: 'skipped', last_error: 'the installment is paid' }]);
  });

  it('is nothing of rents that are paid or cancelled before anybody could announce it', async () => {
    const quiet = await startApp();
    try {
      const there = new Rents(quiet);
      [landlord, tenant] = [await quiet.actors.asLandlord(), await quiet.actors.asTenant()];
      const [paid, cancelled, open] = [await there.add({ tenant, landlord }, DUE), await there.add({ tenant, landlord }, DUE), await there.add({ tenant, landlord }, DUE)];
      await there.run('2027-03-13');
      const { client } = quiet.database;
      await client.query(`UPDATE installments SET status = 'paid', paid_amount = amount WHERE id = $1`, [paid.installment]);
      await client.query(`UPDATE installments SET status = 'cancelled' WHERE id = $1`, [cancelled.installment]);
      const worker = await startApp({ beside: quiet, worker: true, env: outside.env });
      await there.told().finally(() => worker.close());
      const { rows } = await client.query<{ user_id: string; related_id: string }>('SELECT user_id, related_id FROM notifications');
      expect(new Set(rows)).toEqual(new Set([{ user_id: tenant.id, related_id: open.booking }, { user_id: landlord.id, related_id: open.booking }]));
      expect([reminding.mailsTo(tenant, 'Loyer'), reminding.smsTo(tenant).length, reminding.mailsTo(landlord, 'Loyer'), rows.length]).toEqual([1, 1, 1, 2]);
    } finally {
      await quiet.close();
    }
  });
});
