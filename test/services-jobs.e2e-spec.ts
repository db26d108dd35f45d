import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import { Ledger } from '../src/modules/payments/ledger.js';
import { Reimbursements } from '../src/modules/payments/reimbursements.js';
import { JobRunner } from '../src/platform/schedule/job-runner.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestMoney } from './support/money.js';
import { textOf } from './support/pdf.js';
import { TestWork, type Job, type JobBody, type QuoteBody } from './support/work.js';

interface Problem { code: string; errors: { field: string; code: string }[] }
interface Payment { id: string; amount: number; status: string; payment_type: string; payee_id: string; refunded_amount: number; booking_id: string | null }

describe('home services: quotes, work and its payment', () => {
  let house: TestApp;
  let work: TestWork;
  let money: TestMoney;
  let landlord: TestActor;
  let tenant: TestActor;
  let admin: TestActor;

  beforeAll(async () => {
    house = await startApp();
    [work, money] = [new TestWork(house), new TestMoney(house)];
    admin = await house.actors.asAdmin();
  });
  afterAll(() => house.close());
  // Nobody asks more than twenty times a day.
  beforeEach(async () => {
    [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
  });

  const sql = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query<T>(text, values)).rows;
  const send = (as: TestActor, service_request_id: string, more: object = {}) =>
    house.api.post<QuoteBody & Problem>('/service-quotes', { service_request_id, amount: 35000, description: 'Pièces comprises.', estimated_duration: 3, ...more }, { as });
  const decide = (as: TestActor, quote: string, how: 'accept' | 'reject' | 'withdraw') => house.api.put<QuoteBody & Problem>(`/service-quotes/${quote}/${how}`, undefined, { as });
  const move = (as: TestActor, id: string, how: 'cancel' | 'start' | 'complete') => house.api.put<JobBody & Problem>(`/service-requests/${id}/${how}`, undefined, { as });
  const job = async (id: string, as: TestActor = admin): Promise<JobBody> => (await house.api.get<JobBody>(`/service-requests/${id}`, { as })).body;
  const quotes = async (id: string, as: TestActor): Promise<[string, string][]> =>
    (await house.api.get<QuoteBody[]>(`/service-requests/${id}/quotes`, { as })).body.map((one) => [one.id, one.status]);
  const events = async (id: string): Promise<string[]> =>
    (await sql<{ type: string }>(`SELECT type FROM outbox WHERE consumer = 'notifications' AND payload ->> 'service_request_id' = $1 AND type <> 'service.matched' ORDER BY id`, [id])).map(({ type }) => type);
  const jobsOf = async ({ provider }: Job): Promise<number> => (await house.api.get<{ total_jobs: number }>(`/service-providers/${provider.profile}`)).body.total_jobs;

  describe('a quote', () => {
    it('is sent once by each provider whom the request fits, and each sees only their own', async () => {
      const service = await work.service();
      const [one, two] = [await work.provider(service), await work.provider(service)];
      const { id } = await work.request(landlord, service);
      const { status, body } = await send(one, id);
      expect([status, body]).toEqual([201, expect.objectContaining({ amount: 35000, currency: 'XOF', status: 'pending', provider_id: one.profile, service_request_id: id })]);
      expect([(await job(id)).status, (await job(id)).quotes_count]).toEqual(['quoted', 1]);
      const again = await send(one, id, { amount: 30000 });
      expect([again.status, again.body.code]).toEqual([409, 'quote.already_there']);
      const second = await work.quote(two, id, 20000);
      expect(await quotes(id, landlord)).toEqual([[second.id, 'pending'], [body.id, 'pending']]);
      expect([await quotes(id, one), await quotes(id, two)]).toEqual([[[body.id, 'pending']], [[second.id, 'pending']]]);
      expect(await quotes(id, admin)).toHaveLength(2);
      expect((await house.api.get(`/service-requests/${id}/quotes`, { as: tenant })).status).toBe(404);
    });

    it('is one, also when it is sent ten times at once', async () => {
      const service = await work.service();
      const provider = await work.provider(service);
      const { id } = await work.request(landlord, service);
      const statuses = (await Promise.all(Array.from({ length: 10 }, () => send(provider, id)))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    });

    it('is not for who does not do it there, nor for a request that is not there', async () => {
      const service = await work.service();
      const provider = await work.provider(service, { service_areas: JSON.stringify(['Parakou']) });
      const { id } = await work.atHome(landlord, service);
      for (const one of [id, newId()]) expect((await send(provider, one)).status).toBe(404);
      expect((await send(await house.actors.asProvider(), id)).status).toBe(404);
    });

    it.each([
      [{ amount: 0 }, 'amount'], [{ amount: -1 }, 'amount'], [{ amount: 100.5 }, 'amount'], [{ amount: 1_000_000_000 }, 'amount'], [{ amount: '35000' }, 'amount'],
      [{ estimated_duration: 0 }, 'estimated_duration'], [{ estimated_duration: 1.5 }, 'estimated_duration'], [{ status: 'accepted' }, 'status'], [{ provider_id: newId() }, 'provider_id'],
    ])('with %j is refused', async (more, field) => {
      const service = await work.service();
      const provider = await work.provider(service);
      const { status, body } = await send(provider, (await work.request(landlord, service)).id, more);
      expect([status, body.errors.map((one) => one.field)]).toEqual([422, [field]]);
    });

    it('that is rejected or withdrawn leaves the request open again, and another one may be sent', async () => {
      const service = await work.service();
      const [one, two] = [await work.provider(service), await work.provider(service)];
      const { id } = await work.request(landlord, service);
      const [first, second] = [await work.quote(one, id), await work.quote(two, id)];
      expect((await decide(landlord, first.id, 'reject')).body.status).toBe('rejected');
      expect((await job(id)).status).toBe('quoted');
      expect((await decide(two, second.id, 'withdraw')).body.status).toBe('rejected');
      expect([(await job(id)).status, (await job(id)).quotes_count]).toEqual(['open', 0]);
      expect((await work.quote(one, id, 30000)).status).toBe('pending');
      expect((await job(id)).status).toBe('quoted');
      // Who withdraws knows it, and there is nothing to say to the other side.
      expect(await events(id)).toEqual(['quote.received', 'quote.received', 'quote.rejected', 'quote.received']);
    });

    it('is decided on once, by who asked; by nobody else', async () => {
      const service = await work.service();
      const [provider, other] = [await work.provider(service), await work.provider(service)];
      const { id } = await work.request(landlord, service);
      const quote = await work.quote(provider, id);
      for (const how of ['accept', 'reject'] as const) {
        for (const [as, status] of [[await house.actors.asLandlord(), 404], [tenant, 404], [provider, 403], [admin, 403]] as const) expect([as.role, (await decide(as, quote.id, how)).status]).toEqual([as.role, status]);
        expect((await decide(landlord, newId(), how)).status).toBe(404);
      }
      for (const [as, status] of [[other, 404], [landlord, 403]] as const) expect((await decide(as, quote.id, 'withdraw')).status).toBe(status);
      expect((await decide(landlord, quote.id, 'accept')).status).toBe(200);
      for (const [as, how] of [[landlord, 'accept'], [landlord, 'reject'], [provider, 'withdraw']] as const) {
        const { status, body } = await decide(as, quote.id, how);
        expect([status, body.code]).toEqual([409, 'quote.decided']);
      }
      expect((await send(other, id)).body.code).toBe('service.invalid_transition');
    });

    it('that is accepted rejects the others and assigns the job, in one step', async () => {
      const service = await work.service();
      const providers = [await work.provider(service), await work.provider(service), await work.provider(service)] as const;
      const { id } = await work.request(landlord, service);
      const sent = [await work.quote(providers[0], id, 30000), await work.quote(providers[1], id, 20000), await work.quote(providers[2], id, 25000)] as const;
      expect((await decide(landlord, sent[1].id, 'accept')).body.status).toBe('accepted');
      expect(await quotes(id, landlord)).toEqual([[sent[1].id, 'accepted'], [sent[2].id, 'rejected'], [sent[0].id, 'rejected']]);
      expect(await job(id)).toMatchObject({ status: 'assigned', provider_id: providers[1].profile, price: 20000, quotes_count: 1, is_paid: false, assigned_at: expect.any(String) });
      expect((await events(id)).sort()).toEqual(['quote.accepted', 'quote.received', 'quote.received', 'quote.received', 'quote.rejected', 'quote.rejected']);
      expect(await sql('SELECT transition, from_status, to_status, actor_id FROM service_request_transitions WHERE service_request_id = $1 ORDER BY id', [id])).toEqual([
        { transition: 'quote', from_status: 'open', to_status: 'quoted', actor_id: providers[0].id }, { transition: 'assign', from_status: 'quoted', to_status: 'assigned', actor_id: landlord.id },
      ]);
    });

    it('of an account that was switched off since is not accepted', async () => {
      const service = await work.service();
      const provider = await work.provider(service);
      const { id } = await work.request(landlord, service);
      const quote = await work.quote(provider, id);
      await sql('UPDATE users SET is_active = false WHERE id = $1', [provider.id]);
      const { status, body } = await decide(landlord, quote.id, 'accept');
      expect([status, body.code]).toEqual([409, 'quote.provider_gone']);
      expect((await job(id)).status).toBe('quoted');
      expect((await decide(landlord, quote.id, 'reject')).status).toBe(200);
    });

    it('wins alone, however many are accepted, withdrawn and rejected at once', async () => {
      for (let round = 0; round < 5; round += 1) {
        const service = await work.service();
        const providers = [await work.provider(service), await work.provider(service), await work.provider(service)] as const;
        const { id } = await work.request(landlord, service);
        const sent = [await work.quote(providers[0], id), await work.quote(providers[1], id), await work.quote(providers[2], id)] as const;
        const replies = await Promise.all([decide(landlord, sent[0].id, 'accept'), decide(landlord, sent[1].id, 'accept'), decide(landlord, sent[0].id, 'accept'), decide(providers[2], sent[2].id, 'withdraw')]);
        expect(replies.slice(0, 3).map(({ status }) => status).sort()).toEqual([200, 409, 409]);
        expect([200, 409]).toContain(replies[3]?.status);
        const states = (await quotes(id, landlord)).map(([, status]) => status);
        expect(states).toEqual(['accepted', 'rejected', 'rejected']);
        expect((await job(id)).status).toBe('assigned');
      }
    });
  });

  describe('work', () => {
    it('is started by the chosen provider, and completed by who asked', async () => {
      const one = await work.assigned(landlord);
      const begun = await move(one.provider, one.id, 'start');
      expect([begun.status, begun.body]).toEqual([200, expect.objectContaining({ status: 'in_progress', started_at: expect.any(String) })]);
      const ended = await move(landlord, one.id, 'complete');
      expect([ended.status, ended.body]).toEqual([200, expect.objectContaining({ status: 'completed', completed_at: expect.any(String) })]);
      expect(await jobsOf(one)).toBe(1);
      expect((await events(one.id)).slice(-2)).toEqual(['service.started', 'service.completed']);
    });

    it('that the provider calls done waits for who asked: saying so twice changes nothing', async () => {
      const one = await work.started(landlord);
      const said = await move(one.provider, one.id, 'complete');
      expect([said.status, said.body.status, said.body.done_at]).toEqual([200, 'in_progress', expect.any(String)]);
      expect((await move(one.provider, one.id, 'complete')).body.done_at).toBe(said.body.done_at);
      expect((await events(one.id)).filter((type) => type === 'service.done')).toHaveLength(1);
      expect(await jobsOf(one)).toBe(0);
      expect((await move(landlord, one.id, 'complete')).body.status).toBe('completed');
      expect(await jobsOf(one)).toBe(1);
    });

    it('that nobody confirms is completed by the clock after 72 hours, not before, and once', async () => {
      const [old, young, silent] = [await work.started(landlord), await work.started(tenant), await work.started(landlord)];
      for (const one of [old, young]) await move(one.provider, one.id, 'complete');
      await sql(`UPDATE service_requests SET done_at = now() - interval '72 hours' WHERE id = $1`, [old.id]);
      await sql(`UPDATE service_requests SET done_at = now() - interval '71 hours 59 minutes' WHERE id = $1`, [young.id]);
      expect((await house.app.get(JobRunner).run('complete-jobs')).counts).toEqual({ completed: 1 });
      expect((await house.app.get(JobRunner).run('complete-jobs')).counts).toEqual({ completed: 0 });
      expect([(await job(old.id)).status, (await job(young.id)).status, (await job(silent.id)).status]).toEqual(['completed', 'in_progress', 'in_progress']);
      expect([await jobsOf(old), await jobsOf(young)]).toEqual([1, 0]);
      expect(await sql(`SELECT payload ->> 'by' AS by FROM outbox WHERE type = 'service.completed' AND payload ->> 'service_request_id' = $1`, [old.id])).toEqual([{ by: 'system' }]);
      expect(await sql(`SELECT actor_id FROM service_request_transitions WHERE service_request_id = $1 AND transition = 'complete'`, [old.id])).toEqual([{ actor_id: null }]);
    });

    it('counts once, though it is completed ten times at once, by people and by the clock', async () => {
      const one = await work.started(landlord);
      await move(one.provider, one.id, 'complete');
      await sql(`UPDATE service_requests SET done_at = now() - interval '80 hours' WHERE id = $1`, [one.id]);
      const [, ...replies] = await Promise.all([house.app.get(JobRunner).run('complete-jobs'), ...Array.from({ length: 9 }, () => move(landlord, one.id, 'complete'))]);
      expect(replies.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      expect(new Set(replies.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
      expect([(await job(one.id)).status, await jobsOf(one)]).toEqual(['completed', 1]);
    });

    const PEOPLE = { cancel: 'requester', start: 'provider', complete: 'requester', done: 'provider' } as const;
    const ALLOWED: Readonly<Record<string, readonly (keyof typeof PEOPLE)[]>> = {
      open: ['cancel'], quoted: ['cancel'], assigned: ['cancel', 'start'], in_progress: ['complete', 'done'], completed: [], cancelled: [],
    };
    const prepare: Readonly<Record<string, () => Promise<Job>>> = {
      open: async () => { const one = await quoted(); await decide(landlord, one.quote, 'reject'); return one; },
      quoted: () => quoted(),
      assigned: () => work.assigned(landlord),
      in_progress: () => work.started(landlord),
      completed: () => work.completed(landlord),
      cancelled: async () => { const one = await work.assigned(landlord); await move(landlord, one.id, 'cancel'); return one; },
    };
    async function quoted(): Promise<Job> {
      const service = await work.service();
      const provider = await work.provider(service);
      const { id } = await work.request(landlord, service);
      return { id, provider, requester: landlord, quote: (await work.quote(provider, id)).id };
    }

    it.each(Object.keys(ALLOWED))('that is %s goes only where it may', async (state) => {
      for (const step of Object.keys(PEOPLE) as (keyof typeof PEOPLE)[]) {
        const one = await prepare[state]?.();
        if (!one) throw new Error(`nobody makes it ${state}`);
        const as = PEOPLE[step] === 'requester' ? landlord : one.provider;
        const { status, body } = await move(as, one.id, step === 'done' ? 'complete' : step);
        // Nobody has chosen the provider yet, or nobody will: then it is not theirs.
        const strange = PEOPLE[step] === 'provider' && (state === 'open' || state === 'quoted');
        const expected = ALLOWED[state]?.includes(step) ? [200, undefined] : strange ? [404, 'not_found'] : [409, 'service.invalid_transition'];
        expect([step, status, body.code]).toEqual([step, ...expected]);
      }
    });

    it('is nobody else’s to move', async () => {
      const one = await work.assigned(landlord);
      const strangers = [[tenant, 404], [await house.actors.asLandlord(), 404], [await house.actors.asProvider(), 404]] as const;
      for (const [as, status] of strangers) for (const how of ['cancel', 'start', 'complete'] as const) expect([403, status]).toContain((await move(as, one.id, how)).status);
      expect((await move(landlord, one.id, 'start')).status).toBe(403);
      expect((await move(one.provider, one.id, 'cancel')).status).toBe(403);
      expect((await job(one.id)).status).toBe('assigned');
      expect((await move(admin, one.id, 'cancel')).status).toBe(200);
      expect(await sql(`SELECT payload ->> 'by' AS by FROM outbox WHERE type = 'service.cancelled' AND payload ->> 'service_request_id' = $1`, [one.id])).toEqual([{ by: 'admin' }]);
    });

    it('that is called off rejects the quotes that wait, and says so to who sent them', async () => {
      const one = await quoted();
      expect((await move(landlord, one.id, 'cancel')).body).toMatchObject({ status: 'cancelled', cancelled_at: expect.any(String), quotes_count: 0 });
      expect(await quotes(one.id, landlord)).toEqual([[one.quote, 'rejected']]);
      expect((await events(one.id)).slice(-2).sort()).toEqual(['quote.rejected', 'service.cancelled']);
    });
  });

  describe('its payment', () => {
    const initialize = (as: TestActor, service_request_id: string, more: object = {}) => house.api.post<Payment & Problem>('/payments/initialize', { service_request_id, payment_method: 'mtn_momo', ...more }, { as });

    it.each(['tenant', 'landlord'] as const)('is the accepted quote, by a %s: with a receipt, owed to the provider', async (role) => {
      const one = await work.assigned(role === 'tenant' ? tenant : landlord, 41500);
      const { status, body } = await initialize(one.requester, one.id);
      expect([status, body]).toEqual([201, expect.objectContaining({ amount: 41500, payment_type: 'service', payee_id: one.provider.id, booking_id: null, service_request_id: one.id })]);
      expect((await initialize(one.requester, one.id)).body.id).toBe(body.id);
      await money.arrived(body.id, 41500);
      expect((await job(one.id)).is_paid).toBe(true);
      expect((await initialize(one.requester, one.id)).body.code).toBe('payment.nothing_owed');
      const receipt = await fetch(`${house.url}/api/v1/payments/${body.id}/receipt.pdf`, { headers: { authorization: `Bearer ${one.provider.token}` } });
      expect(await textOf(Buffer.from(await receipt.arrayBuffer()))).toContain('pour la prestation « Fuite sous l’évier »');
      const balances = await house.app.get(Ledger).balances();
      const credited = balances.filter(({ account }) => account.endsWith(one.provider.id));
      expect(credited.map(({ account, balance }) => [account, balance.toNumber()])).toEqual([[`landlord:${one.provider.id}`, 41500]]);
      const history = await house.api.get<Payment[]>('/payments/history', { as: one.provider, query: { role: 'payee' } });
      expect(history.body.map(({ id }) => id)).toEqual([body.id]);
    });

    it('is owed from the moment of the acceptance, by who asked, in full', async () => {
      const service = await work.service();
      const provider = await work.provider(service);
      const { id } = await work.request(landlord, service);
      await work.quote(provider, id);
      expect((await initialize(landlord, id)).body.code).toBe('payment.nothing_owed');
      const one = await work.assigned(landlord);
      expect([(await initialize(tenant, one.id)).status, (await initialize(one.provider, one.id)).status, (await initialize(landlord, newId())).status]).toEqual([404, 403, 404]);
      const wrong = await initialize(landlord, one.id, { amount: 34999 });
      expect([wrong.status, wrong.body.code]).toEqual([422, 'payment.wrong_amount']);
      expect((await initialize(landlord, one.id, { booking_id: newId() })).status).toBe(422);
    });

    it('may also come when the work is done', async () => {
      const one = await work.completed(tenant);
      const { body } = await initialize(tenant, one.id);
      await money.arrived(body.id, 35000);
      expect((await job(one.id)).is_paid).toBe(true);
    });

    it('is there no more once all of it has gone back; neither is it owed again', async () => {
      const one = await work.completed(landlord);
      const { body } = await initialize(landlord, one.id);
      await money.arrived(body.id, 35000);
      await money.giveBack(body.id, admin, 5000);
      expect([(await job(one.id, landlord)).is_paid, (await job(one.id, one.provider)).is_paid]).toEqual([true, true]);
      await money.giveBack(body.id, admin);
      expect([(await job(one.id, landlord)).is_paid, (await job(one.id, one.provider)).is_paid]).toEqual([false, false]);
      expect((await initialize(landlord, one.id)).body.code).toBe('payment.nothing_owed');
    });

    it('goes back by itself when the job is cancelled, and so does what comes after that', async () => {
      const one = await work.assigned(landlord);
      const { body } = await initialize(landlord, one.id);
      await money.arrived(body.id, 35000);
      expect((await move(landlord, one.id, 'cancel')).status).toBe(200);
      const late = await work.assigned(landlord);
      const after = (await initialize(landlord, late.id)).body;
      await move(landlord, late.id, 'cancel');
      await money.arrived(after.id, 35000);
      expect((await job(late.id)).is_paid).toBe(false);
      for (const id of [body.id, after.id]) {
        const [refund] = await sql<{ id: string; amount: string }>('SELECT id, amount FROM refunds WHERE payment_id = $1', [id]);
        expect(refund?.amount).toBe('35000.00');
        await house.app.get(Reimbursements).check(refund?.id ?? '');
        expect((await house.api.get<Payment>(`/payments/${id}`, { as: landlord })).body).toMatchObject({ status: 'refunded', refunded_amount: 35000 });
      }
    });
  });

  it('keeps an account with work agreed on from leaving, and takes its open requests and quotes along when it goes', async () => {
    const one = await work.assigned(await house.actors.asTenant());
    for (const as of [one.requester, one.provider]) expect((await house.api.delete<Problem>('/users/me', { as })).body.code).toBe('user.open_work');
    const service = await work.service();
    const [leaving, staying] = [await work.provider(service, { latitude: 6.4, longitude: 2.4, hourly_rate: 5000 }), await work.provider(service)];
    const { id } = await work.request(landlord, service);
    const [quote] = [await work.quote(leaving, id), await work.quote(staying, id)];
    const alone = await work.request(landlord, service);
    await work.quote(leaving, alone.id);
    expect((await house.api.delete('/users/me', { as: leaving })).status).toBe(204);
    expect([(await job(id)).status, (await job(alone.id)).status]).toEqual(['quoted', 'open']);
    expect((await decide(landlord, quote.id, 'accept')).body.code).toBe('quote.decided');
    expect(await sql('SELECT latitude, longitude, hourly_rate, services FROM service_providers WHERE id = $1', [leaving.profile])).toEqual([{ latitude: null, longitude: null, hourly_rate: null, services: [] }]);
    const gone = await house.actors.asTenant();
    const theirs = await work.request(gone, service);
    await work.quote(staying, theirs.id);
    expect((await house.api.delete('/users/me', { as: gone })).status).toBe(204);
    expect(await sql('SELECT r.status, r.title, q.status AS quote FROM service_requests r JOIN service_quotes q ON q.service_request_id = r.id WHERE r.id = $1', [theirs.id])).toEqual([{ status: 'cancelled', title: '—', quote: 'rejected' }]);
  });
});
