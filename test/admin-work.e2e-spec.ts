import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestMoney } from './support/money.js';
import { until } from './support/wait.js';
import { TestWork } from './support/work.js';

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

  describe('what an admin does to what is not theirs', () => {
    const entries = async (filter: Record<string, string>): Promise<Entry[]> => (await house.api.get<Entry[]>('/admin/audit-logs', { as: admin, query: { ...filter, per_page: 100 } })).body.toReversed();

    it('is noted of homes, with what was changed, and of its texts only that they were', async () => {
      const owner = await house.actors.asLandlord();
      const { id } = await house.build.property(owner, { price: 50000, minimum_stay: 2 });
      const at = `/properties/${id}`;
      await house.api.put(at, { title: 'Propre à l’owner', price: 45000 }, { as: owner });
      await house.api.put(at, { title: 'Studio corrigé', price: 40000, minimum_stay: 2 }, { as: admin });
      await house.api.put(at, { title: 'Studio corrigé' }, { as: admin });
      const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'olive' } }).jpeg().toBuffer();
      expect((await house.api.post(`${at}/images`, undefined, { as: admin, files: { files: [photo] } })).status).toBe(201);
      const { images } = (await house.api.get<{ images: Row[] }>(at)).body;
      const image_ids = images.map((one) => one.id);
      await house.api.put(`${at}/images/order`, { image_ids: image_ids.toReversed() }, { as: admin });
      await house.api.delete(`${at}/images/${image_ids[0]}`, { as: admin });
      const { body: block } = await house.api.post<Row>(`${at}/blocks`, { start_date: '2031-05-01', end_date: '2031-05-03', note: 'Peinture' }, { as: admin });
      await house.api.delete(`${at}/blocks/${block.id}`, { as: admin });
      await house.api.put(`${at}/calendar-imports`, { imports: [], rotate_export: true }, { as: admin });
      expect((await house.api.delete(at, { as: admin })).status).toBe(204);
      const stay = { block_id: block.id, start_date: '2031-05-01', end_date: '2031-05-03' };
      expect((await entries({ subject_id: id })).map(({ action, before, after }) => [action, before, after])).toEqual([
        ['property.update', { price: '45000.00' }, { price: '40000', fields: ['title', 'price'] }],
        ['property.add_images', { images: 1 }, { images: 2 }],
        ['property.order_images', { image_ids }, { image_ids: image_ids.toReversed() }],
        ['property.delete_image', { images: 2, image_id: image_ids[0] }, { images: 1 }],
        ['property.block', null, stay],
        ['property.unblock', stay, null],
        ['property.set_calendars', { imports: 0 }, { imports: 0, is_export_rotated: true }],
        ['property.delete', { status: 'published', is_deleted: false }, { status: 'inactive', is_deleted: true }],
      ]);
    });

    it('is noted of stays, jobs and reviews', async () => {
      const [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
      const [money, work] = [new TestMoney(house), new TestWork(house)];
      const { booking_id } = await money.paid({ tenant, landlord }, { start_date: '2031-03-01', end_date: '2031-03-05' });
      await house.api.put(`/bookings/${booking_id}/cancel`, { reason: 'Annonce frauduleuse de M. Untel' }, { as: admin });
      expect(await logOf(booking_id)).toMatchObject([{ action: 'booking.cancel', before: { status: 'confirmed', currency: 'XOF' }, after: { status: 'cancelled', refund_amount: '60000' } }]);
      const { id: job } = await work.request(landlord, await work.service());
      await house.api.put(`/service-requests/${job}/cancel`, undefined, { as: admin });
      expect(await logOf(job)).toMatchObject([{ action: 'service_request.cancel', before: { status: 'open' }, after: { status: 'cancelled' } }]);
      const done = await work.completed(landlord);
      const review = { rating: 1, comment: 'Un voleur', provider_id: done.provider.profile, service_request_id: done.id };
      const { body: first } = await house.api.post<Row>('/reviews', review, { as: landlord });
      await house.api.delete(`/reviews/${first.id}`, { as: admin });
      expect(await logOf(first.id)).toMatchObject([{ action: 'review.delete', before: { rating: 1, property_id: null, provider_id: done.provider.profile }, after: null }]);
      expect(JSON.stringify([await logOf(booking_id), await logOf(first.id)])).not.toMatch(/Untel|voleur/);
      const { body: own } = await house.api.post<Row>('/reviews', review, { as: landlord });
      await house.api.delete(`/reviews/${own.id}`, { as: landlord });
      expect(await logOf(own.id)).toEqual([]);
    });

    it('is noted of the catalogues', async () => {
      const { body: service } = await house.api.post<Row>('/services', { name: 'Ramonage', category: 'other' }, { as: admin });
      await house.api.put(`/services/${service.id}`, { name: 'Ramonage et conduits' }, { as: admin });
      await house.api.delete(`/services/${service.id}`, { as: admin });
      expect((await entries({ subject_id: service.id }))).toMatchObject([
        { action: 'service.create', before: null, after: { name: 'Ramonage', is_active: true } },
        { action: 'service.update', before: { name: 'Ramonage' }, after: { name: 'Ramonage et conduits' } },
        { action: 'service.delete', before: { is_active: true }, after: { is_active: false } },
      ]);
      const names = { name_fr: 'Four à pain', name_en: 'Bread oven', icon: 'oven' };
      await house.api.post('/amenities', { code: 'bread_oven', ...names }, { as: admin });
      await house.api.put('/amenities/bread_oven', { ...names, icon: 'fire' }, { as: admin });
      await house.api.delete('/amenities/bread_oven', { as: admin });
      expect(await entries({ subject_type: 'amenity' })).toMatchObject([
        { action: 'amenity.create', before: null, after: { code: 'bread_oven', name_en: 'Bread oven', is_active: true } },
        { action: 'amenity.update', before: { icon: 'oven' }, after: { icon: 'fire' } },
        { action: 'amenity.delete', before: { code: 'bread_oven', is_active: true }, after: { is_active: false } },
      ]);
    });
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
