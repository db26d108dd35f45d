import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../src/platform/schedule/job-runner.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startOutside, type Outside } from './support/outside.js';
import { until } from './support/wait.js';
import { TestWork, type Job, type Tradesman } from './support/work.js';

interface Note { title: string; content: string; type: string; related_id: string }
/** What reached one person about one thing: subjects, titles of pushes and of notes, in the order in which it was said. */
interface Heard { mails: string[]; pushes: string[]; notes: string[] }

const TITLE = 'Fuite sous l’évier';
const SILENCE: Heard = { mails: [], pushes: [], notes: [] };
/** Blanks of all kinds as plain ones. */
const plain = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ');
const said = (mail: string, title: string): Heard => ({ mails: [`${mail} : ${TITLE}`], pushes: [title], notes: [title] });

describe('telling people about work and reviews', () => {
  let outside: Outside;
  let house: TestApp;
  let work: TestWork;
  let landlord: TestActor;
  let admin: TestActor;

  beforeAll(async () => {
    outside = await startOutside();
    house = await startApp({ worker: true, env: outside.env });
    [work, admin] = [new TestWork(house), await house.actors.asAdmin()];
  });
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });
  beforeEach(async () => {
    landlord = await withPhone(await house.actors.asLandlord());
  });

  async function withPhone<T extends TestActor>(actor: T): Promise<T> {
    await house.api.post('/users/me/devices', { token: `device-${actor.id}`, platform: 'android' }, { as: actor });
    return actor;
  }
  const someProvider = async (service: string): Promise<Tradesman> => withPhone(await work.provider(service));
  const put = (as: TestActor, path: string) => house.api.put(path, undefined, { as });
  async function told(): Promise<void> {
    await until(async () => (await house.database.client.query('SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL LIMIT 1')).rowCount === 0, 'everybody to be told');
  }
  async function heard(reader: TestActor, id: string): Promise<Heard> {
    await told();
    const { body } = await house.api.get<Note[]>('/notifications', { as: reader, query: { per_page: 100 } });
    return {
      mails: outside.mail.mails.filter((mail) => mail.to.includes(reader.email) && mail.text.includes(id)).map((mail) => plain(mail.subject)),
      pushes: outside.push.pushes.filter((push) => push.token === `device-${reader.id}` && push.data['related_id'] === id).map((push) => plain(push.notification.title)),
      notes: body.filter((note) => note.related_id === id).map((note) => plain(note.title)).reverse(),
    };
  }
  /** From here on, what is new. */
  function since(before: Heard, now: Heard): Heard {
    return { mails: now.mails.slice(before.mails.length), pushes: now.pushes.slice(before.pushes.length), notes: now.notes.slice(before.notes.length) };
  }
  async function quoted(): Promise<Job> {
    const service = await work.service();
    const provider = await someProvider(service);
    const { id } = await work.request(landlord, service);
    return { id, provider, requester: landlord, quote: (await work.quote(provider, id)).id };
  }
  async function assigned(): Promise<Job> {
    const job = await quoted();
    expect((await put(landlord, `/service-quotes/${job.quote}/accept`)).status).toBe(200);
    return job;
  }
  async function newsOf(job: Job, step: () => Promise<unknown>): Promise<{ requester: Heard; provider: Heard }> {
    const before = { requester: await heard(landlord, job.id), provider: await heard(job.provider, job.id) };
    await step();
    return { requester: since(before.requester, await heard(landlord, job.id)), provider: since(before.provider, await heard(job.provider, job.id)) };
  }

  it('a request reaches the provider whom it fits, and its quote who asked: by mail, push and in the app', async () => {
    const job = await quoted();
    expect(await heard(job.provider, job.id)).toEqual(said('Une demande pour vous', 'Une demande pour vous'));
    expect(await heard(landlord, job.id)).toEqual(said('Nouveau devis de 35 000 FCFA', 'Nouveau devis'));
  });

  it('each step reaches the other side, and only that', async () => {
    const job = await quoted();
    const steps: readonly (readonly [() => Promise<unknown>, 'requester' | 'provider', Heard])[] = [
      [() => put(landlord, `/service-quotes/${job.quote}/accept`), 'provider', said('Votre devis est accepté', 'Devis accepté')],
      [() => put(job.provider, `/service-requests/${job.id}/start`), 'requester', said('Les travaux ont commencé', 'Travaux commencés')],
      [() => put(job.provider, `/service-requests/${job.id}/complete`), 'requester', said('Travaux terminés ? À vous de confirmer', 'Travaux terminés ?')],
      [() => put(landlord, `/service-requests/${job.id}/complete`), 'provider', said('Travaux terminés', 'Travaux terminés')],
    ];
    for (const [step, side, words] of steps) expect(await newsOf(job, step)).toEqual({ requester: SILENCE, provider: SILENCE, [side]: words });
  });

  it('a quote that is rejected reaches who sent it; one that is withdrawn, nobody', async () => {
    const job = await quoted();
    expect(await newsOf(job, () => put(landlord, `/service-quotes/${job.quote}/reject`))).toEqual({ requester: SILENCE, provider: said('Votre devis n’a pas été retenu', 'Devis non retenu') });
    const other = await quoted();
    expect(await newsOf(other, () => put(other.provider, `/service-quotes/${other.quote}/withdraw`))).toEqual({ requester: SILENCE, provider: SILENCE });
  });

  it('a cancellation reaches who was chosen, or those who wait for an answer; the house’s reaches who asked too', async () => {
    const waiting = await quoted();
    expect(await newsOf(waiting, () => put(landlord, `/service-requests/${waiting.id}/cancel`))).toEqual({ requester: SILENCE, provider: said('Votre devis n’a pas été retenu', 'Devis non retenu') });
    const { body } = await house.api.get<Note[]>('/notifications', { as: waiting.provider });
    expect(plain(body[0]?.content)).toContain('La demande a été annulée.');
    const chosen = await assigned();
    expect(await newsOf(chosen, () => put(landlord, `/service-requests/${chosen.id}/cancel`))).toEqual({ requester: SILENCE, provider: said('Demande annulée', 'Demande annulée') });
    const stopped = await assigned();
    expect(await newsOf(stopped, () => put(admin, `/service-requests/${stopped.id}/cancel`))).toEqual({
      requester: said('Votre demande est annulée', 'Demande annulée'), provider: said('Demande annulée', 'Demande annulée'),
    });
  });

  it('the clock’s completion reaches both sides, once', async () => {
    const job = await assigned();
    await put(job.provider, `/service-requests/${job.id}/start`);
    await put(job.provider, `/service-requests/${job.id}/complete`);
    await house.database.client.query(`UPDATE service_requests SET done_at = now() - interval '73 hours' WHERE id = $1`, [job.id]);
    const run = () => house.app.get(JobRunner).run('complete-jobs');
    expect(await newsOf(job, async () => { await run(); await run(); })).toEqual({
      requester: said('Travaux terminés', 'Travaux terminés'), provider: said('Travaux terminés', 'Travaux terminés'),
    });
  });

  it('a review reaches the provider, and the owner of the home: by push and in the app, never by mail', async () => {
    const job = await assigned();
    await put(job.provider, `/service-requests/${job.id}/start`);
    await put(landlord, `/service-requests/${job.id}/complete`);
    const ofJob = await house.api.post<{ id: string }>('/reviews', { rating: 5, provider_id: job.provider.profile, service_request_id: job.id }, { as: landlord });
    expect(await heard(job.provider, ofJob.body.id)).toEqual({ mails: [], pushes: ['Nouvel avis : 5 sur 5'], notes: ['Nouvel avis : 5 sur 5'] });
    const [guest, home] = [await house.actors.asTenant(), await house.build.property(landlord)];
    const { id: booking_id } = await house.build.booking(home, guest, { status: 'completed', expires_at: null });
    const ofStay = await house.api.post<{ id: string }>('/reviews', { rating: 2, comment: 'Bruyant.', property_id: home.id, booking_id }, { as: guest });
    expect(await heard(landlord, ofStay.body.id)).toEqual({ mails: [], pushes: ['Nouvel avis : 2 sur 5'], notes: ['Nouvel avis : 2 sur 5'] });
    expect(outside.mail.mails.filter((mail) => plain(mail.subject).includes('avis :'))).toEqual([]);
  });

  it('keeps to what people chose: no mail, no push, and the note all the same', async () => {
    const service = await work.service();
    const provider = await someProvider(service);
    await house.api.put('/users/me/notification-preferences', [{ type: 'service', push: false, email: false, sms: false }], { as: provider });
    const { id } = await work.request(landlord, service);
    expect(await heard(provider, id)).toEqual({ mails: [], pushes: [], notes: ['Une demande pour vous'] });
  });
});
