import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestMoney } from './support/money.js';
import { until } from './support/wait.js';

interface Entry { action: string; before: object | null; after: object | null }
interface Row { id: string }

describe('the daily work of the staff', () => {
  let house: TestApp;
  let admin: TestActor;
  beforeAll(async () => {
    house = await startApp({ worker: true });
    admin = await house.actors.asAdmin();
  });
  afterAll(() => house.close());

  const logOf = async (subject_id: string): Promise<Entry[]> => (await house.api.get<Entry[]>('/admin/audit-logs', { as: admin, query: { subject_id } })).body;

  it('puts a listing forward, and no longer', async () => {
    const home = await house.build.property(await house.actors.asLandlord());
    expect((await house.api.put(`/admin/properties/${home.id}/feature`, undefined, { as: admin })).body).toMatchObject({ is_featured: true });
    await house.api.put(`/admin/properties/${home.id}/feature`, undefined, { as: admin });
    expect((await house.api.get(`/properties/${home.id}`)).body).toMatchObject({ is_featured: true });
    expect((await house.api.put(`/admin/properties/${home.id}/unfeature`, undefined, { as: admin })).body).toMatchObject({ is_featured: false });
    expect(await logOf(home.id)).toMatchObject([{ action: 'property.unfeature', after: { is_featured: false } }, { action: 'property.feature', before: { is_featured: false } }]);
  });

  it('takes a listing off and tells its owner why, in the application and by mail', async () => {
    const owner = await house.actors.asLandlord();
    const home = await house.build.property(owner, { title: 'Villa <b>Fifadji</b>' });
    const reason = 'Les photos montrent un autre logement.';
    expect((await house.api.put(`/admin/properties/${home.id}/unpublish`, { reason }, { as: admin })).body).toMatchObject({ status: 'inactive' });
    expect((await house.api.get(`/properties/${home.id}`)).status).toBe(404);
    expect(await logOf(home.id)).toMatchObject([{ action: 'property.unpublish', before: { status: 'published' }, after: { status: 'inactive' } }]);
    const note = await until(async () => (await house.api.get<{ title: string; content: string; related_id: string }[]>('/notifications', { as: owner })).body[0], 'the owner’s note');
    expect(note).toMatchObject({ title: 'Annonce retirée', related_id: home.id });
    expect(note.content).toContain(reason);
    await until(async () => (await house.database.client.query(`SELECT 1 FROM deliveries WHERE user_id = $1 AND template = 'account.listing_withdrawn' AND channel = 'email'`, [owner.id])).rowCount === 1, 'the owner’s mail');

    expect(await house.api.put(`/admin/properties/${home.id}/unpublish`, { reason }, { as: admin })).toMatchObject({ status: 409, body: { code: 'property.invalid_transition' } });
    for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }]) expect((await house.api.put(`/admin/properties/${home.id}/unpublish`, body, { as: admin })).status).toBe(422);
    expect((await house.api.put(`/properties/${home.id}`, { status: 'published' }, { as: owner })).status).toBe(200);
  });

  it('tells a person whose account was deactivated', async () => {
    const person = await house.actors.asTenant();
    await house.api.put(`/admin/users/${person.id}`, { is_active: false }, { as: admin });
    const mailed = `SELECT 1 FROM deliveries WHERE user_id = $1 AND template = 'account.deactivated' AND channel = 'email'`;
    await until(async () => (await house.database.client.query(mailed, [person.id])).rowCount === 1, 'the mail');
    const { rows } = await house.database.client.query('SELECT title FROM notifications WHERE user_id = $1', [person.id]);
    expect(rows).toEqual([{ title: 'Compte désactivé' }]);
  });

  it('finds bookings and payments by person, state and day, and gives money back, which is noted', async () => {
    const [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
    const money = new TestMoney(house);
    const payment = await money.paid({ tenant, landlord }, { start_date: '2031-03-01', end_date: '2031-03-05' });
    const list = async (path: string, query: Record<string, string | undefined>): Promise<string[]> => (await house.api.get<Row[]>(path, { as: admin, query })).body.map(({ id }) => id);
    for (const user of [tenant.id, landlord.id]) {
      expect(await list('/admin/bookings', { user, status: 'confirmed' })).toEqual([payment.booking_id]);
      expect(await list('/admin/payments', { user, status: 'completed', method: 'fedapay' })).toEqual([payment.id]);
    }
    const user = tenant.id;
    for (const nothing of [{ status: 'cancelled' }, { from: '2100-01-01' }, { to: '2020-01-01' }]) expect(await list('/admin/bookings', { user, ...nothing })).toEqual([]);
    for (const nothing of [{ status: 'failed' }, { method: 'card' }, { from: '2100-01-01' }, { to: '2020-01-01' }]) expect(await list('/admin/payments', { user, ...nothing })).toEqual([]);
    expect(await list('/admin/payments', { user: newId() })).toEqual([]);
    for (const path of ['/admin/bookings', '/admin/payments']) expect((await house.api.get(path, { as: admin, query: { from: 'yesterday' } })).status).toBe(422);
    // What is the landlord's own list has not become everybody's.
    expect((await house.api.get<Row[]>('/payments/history', { as: admin })).body).toEqual([]);

    expect((await house.api.post('/payments/refund', { payment_id: payment.id, amount: 20000, reason: 'Une nuit de moins' }, { as: admin })).status).toBe(200);
    expect(await logOf(payment.id)).toMatchObject([{ action: 'payment.refund', before: { left: '60000', currency: 'XOF' }, after: { left: '40000' } }]);
  });

  describe('reports', () => {
    it('are made once per person and thing, of what one can see, and are decided once', async () => {
      const [one, other, owner] = [await house.actors.asTenant(), await house.actors.asTenant(), await house.actors.asLandlord()];
      const home = await house.build.property(owner, { title: 'Studio de rêve' });
      const report = { subject_type: 'property', subject_id: home.id, reason: 'fraud', comment: 'Un virement avant la visite.' };
      const made = await house.api.post<Row>('/reports', report, { as: one });
      expect(made).toMatchObject({ status: 201, body: { status: 'open' } });
      expect(await house.api.post('/reports', report, { as: one })).toMatchObject({ status: 409, body: { code: 'report.already_there' } });
      expect((await house.api.post('/reports', report, { as: other })).status).toBe(201);
      for (const bad of [{ subject_type: 'booking' }, { reason: 'boring' }, { subject_id: '7' }, { comment: 'x'.repeat(2001) }, { status: 'acted' }]) {
        expect((await house.api.post('/reports', { ...report, ...bad }, { as: owner })).status).toBe(422);
      }
      for (const subject_type of ['user', 'property', 'message', 'review']) {
        expect((await house.api.post('/reports', { ...report, subject_type, subject_id: newId() }, { as: owner })).status).toBe(404);
      }

      const open = (await house.api.get<Row[]>('/admin/reports-queue', { as: admin, query: { status: 'open', subject_type: 'property' } })).body;
      expect(open[0]).toMatchObject({ id: made.body.id, subject_text: 'Studio de rêve', subject_user_id: owner.id, reporter_id: one.id });
      const decided = await house.api.put(`/admin/reports-queue/${made.body.id}`, { decision: 'acted', note: 'Annonce retirée' }, { as: admin });
      expect(decided).toMatchObject({ status: 200, body: { status: 'acted', note: 'Annonce retirée', decided_by: admin.id } });
      expect(await house.api.put(`/admin/reports-queue/${made.body.id}`, { decision: 'dismissed' }, { as: admin })).toMatchObject({ status: 409, body: { code: 'report.already_decided' } });
      expect(await logOf(made.body.id)).toMatchObject([{ action: 'report.decide', before: { status: 'open' }, after: { status: 'acted' } }]);
      const all = (await house.api.get<(Row & { status: string })[]>('/admin/reports-queue', { as: admin })).body.map(({ status }) => status);
      expect(all).toEqual([...all].sort((a, b) => Number(a !== 'open') - Number(b !== 'open')));
      expect((await house.api.put(`/admin/reports-queue/${newId()}`, { decision: 'acted' }, { as: admin })).status).toBe(404);
    });

    it('of messages come from those who wrote or got them only', async () => {
      const [one, other] = [await house.actors.asTenant(), await house.actors.asLandlord()];
      const { id } = (await house.api.post<{ id: string }>('/messages', { receiver_id: one.id, content: 'Payez d’avance.' }, { as: other })).body;
      const report = { subject_type: 'message', subject_id: id, reason: 'harassment' };
      expect((await house.api.post('/reports', report, { as: await house.actors.asTenant() })).status).toBe(404);
      expect((await house.api.post('/reports', report, { as: one })).status).toBe(201);
      expect((await house.api.get('/admin/reports-queue', { as: admin, query: { subject_type: 'message' } })).body).toMatchObject([{ subject_text: 'Payez d’avance.', subject_user_id: other.id }]);
    });
  });
});
