import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestActor } from '../support/actors.js';
import { startApp, type TestApp } from '../support/app.js';
import { startOutside, type Outside } from '../support/outside.js';
import { textOf } from '../support/pdf.js';
import type { SinkMail } from '../support/simulators/smtp-sink.js';
import { until } from '../support/wait.js';

interface Job { id: string; status: string; price: number | null; is_paid: boolean; done_at: string | null; property: { address: string | null } | null }
interface Quote { id: string; status: string; amount: number; provider_id: string }
interface Payment { id: string; status: string; amount: number; payment_url: string; payee_id: string }
interface Profile { id: string; rating: number | null; reviews_count: number; total_jobs: number }
interface Note { title: string; content: string; type: string; related_id: string }

const TITLE = 'Fuite sous l’évier';
/** Blanks of all kinds as plain ones. */
const plain = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ');

describe('a landlord has a leak repaired', () => {
  let outside: Outside;
  let house: TestApp;
  let landlord: TestActor;
  let plumbers: TestActor[];
  let electrician: TestActor;
  let profiles: Profile[];
  let service = '';
  let request = '';
  let winner: TestActor;
  let loser: TestActor;
  let price = 0;

  beforeAll(async () => {
    outside = await startOutside();
    house = await startApp({ worker: true, env: outside.env });
    landlord = await house.actors.asLandlord({ first_name: 'Rosine', last_name: 'Adjovi' });
    plumbers = [await house.actors.asProvider({ first_name: 'Codjo' }), await house.actors.asProvider({ first_name: 'Mahugnon', locale: 'en' }), await house.actors.asProvider({ first_name: 'Gbènan' })];
    electrician = await house.actors.asProvider();
  });
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });

  const mailTo = (reader: TestActor, subject: string): Promise<SinkMail> => outside.mail.waitForMail((mail) => mail.to.includes(reader.email) && plain(mail.subject).startsWith(subject));
  const mailed = (reader: TestActor): string[] => outside.mail.mails.filter((mail) => mail.to.includes(reader.email)).map((mail) => plain(mail.subject));
  const notes = async (reader: TestActor): Promise<string[]> => (await house.api.get<Note[]>('/notifications', { as: reader, query: { per_page: 100 } })).body.map(({ title }) => plain(title)).reverse();
  const job = async (as: TestActor): Promise<Job> => (await house.api.get<Job>(`/service-requests/${request}`, { as })).body;
  const move = (as: TestActor, how: string) => house.api.put<Job>(`/service-requests/${request}/${how}`, undefined, { as });
  /** Whatever was to be told has been told. */
  const told = (): Promise<unknown> => until(async () => (await house.database.client.query('SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL LIMIT 1')).rowCount === 0, 'everybody to be told');

  it('begins with a trade in the catalogue, and people who say that they ply it in Cotonou', async () => {
    const { status, body } = await house.api.post<{ id: string }>('/services', { name: 'Plomberie', category: 'plumbing' }, { as: await house.actors.asAdmin() });
    expect(status).toBe(201);
    service = body.id;
    const profileOf = async (as: TestActor, services: string[]): Promise<Profile> =>
      (await house.api.put<Profile>('/service-providers/me', { company_name: `Maison ${as.id.slice(-4)}`, services, service_areas: ['cotonou', 'Porto-Novo'] }, { as })).body;
    profiles = await Promise.all(plumbers.map((plumber) => profileOf(plumber, [service])));
    await profileOf(electrician, []);
    const found = await house.api.get<Profile[]>('/service-providers', { query: { service_id: service, city: 'Cotonou' } });
    expect(found.body.map(({ id }) => id).sort()).toEqual(profiles.map(({ id }) => id).sort());
  });

  it('goes on with water on the floor: three plumbers hear of it, each in their language, and nobody else', async () => {
    const home = await house.build.property(landlord, { title: 'Villa Fidjrossè' });
    const { status, body } = await house.api.post<Job>('/service-requests', { service_id: service, property_id: home.id, title: TITLE, description: 'L’eau coule depuis hier soir.', urgency: 'urgent' }, { as: landlord });
    expect([status, body.status]).toEqual([201, 'open']);
    request = body.id;
    const [codjo, mahugnon, gbenan] = plumbers as [TestActor, TestActor, TestActor];
    for (const one of [codjo, gbenan]) expect(plain((await mailTo(one, `Une demande pour vous : ${TITLE}`)).text)).toContain('Urgence : Très urgent');
    expect(plain((await mailTo(mahugnon, `A request for you: ${TITLE}`)).text)).toContain('Town: Cotonou');
    await told();
    for (const one of plumbers) expect((await notes(one)).length).toBe(1);
    expect([mailed(electrician), await notes(electrician), mailed(landlord)]).toEqual([[], [], []]);
    // Where exactly it leaks is not for everybody.
    expect((await job(codjo)).property?.address).toBeNull();
  });

  it('brings two quotes, of which the landlord accepts both at once: one wins', async () => {
    const [codjo, mahugnon] = plumbers as [TestActor, TestActor, TestActor];
    const quotes: Quote[] = [];
    for (const [as, amount] of [[codjo, 35000], [mahugnon, 28000]] as const) {
      const { status, body } = await house.api.post<Quote>('/service-quotes', { service_request_id: request, amount, description: 'Siphon et joint.', estimated_duration: 2 }, { as });
      expect(status).toBe(201);
      quotes.push(body);
      await mailTo(landlord, `Nouveau devis de ${amount === 35000 ? '35 000' : '28 000'} FCFA : ${TITLE}`);
    }
    const replies = await Promise.all(quotes.map(({ id }) => house.api.put<Quote>(`/service-quotes/${id}/accept`, undefined, { as: landlord })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const won = replies.findIndex(({ status }) => status === 200);
    [winner, loser] = won === 0 ? [codjo, mahugnon] : [mahugnon, codjo];
    price = quotes[won]?.amount ?? 0;
    expect(await job(landlord)).toMatchObject({ status: 'assigned', price, is_paid: false });
    expect((await house.api.get<Quote[]>(`/service-requests/${request}/quotes`, { as: landlord })).body.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    await mailTo(winner, winner === codjo ? 'Votre devis est accepté' : 'Your quote is accepted');
    await mailTo(loser, loser === codjo ? 'Votre devis n’a pas été retenu' : 'Your quote was not chosen');
  });

  it('is repaired by the one who was chosen, who now knows where', async () => {
    expect((await job(winner)).property?.address).toBe('Rue 12.045');
    expect((await move(loser, 'start')).status).toBe(404);
    expect((await move(winner, 'start')).body.status).toBe('in_progress');
    await mailTo(landlord, `Les travaux ont commencé : ${TITLE}`);
    expect((await move(winner, 'complete')).body).toMatchObject({ status: 'in_progress', done_at: expect.any(String) });
    expect(plain((await mailTo(landlord, 'Travaux terminés ? À vous de confirmer')).text)).toContain('au bout de 72 heures');
    expect((await move(landlord, 'complete')).body.status).toBe('completed');
    await told();
    expect((await notes(winner)).at(-1)).toBe(winner === plumbers[0] ? 'Travaux terminés' : 'Work completed');
  });

  it('is paid for on the provider’s page, with a receipt, and the plumber hears of it', async () => {
    const { status, body } = await house.api.post<Payment>('/payments/initialize', { service_request_id: request, payment_method: 'mtn_momo' }, { as: landlord });
    expect([status, body.amount, body.payee_id]).toEqual([201, price, winner.id]);
    const page = await fetch(new URL(new URL(body.payment_url).pathname, house.url), { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
    expect(page.status).toBe(200);
    await until(async () => (await house.api.get<Payment>(`/payments/${body.id}`, { as: landlord })).body.status === 'completed', 'the money');
    expect((await job(landlord)).is_paid).toBe(true);
    const mail = await outside.mail.waitForMail((one) => one.to.includes(landlord.email) && one.email.attachments.length === 1);
    expect(plain(mail.text)).toContain(`Pour : ${TITLE} Objet : Prestation`);
    expect(await textOf(Buffer.from(mail.email.attachments[0]?.content as ArrayBuffer))).toContain(`pour la prestation « ${TITLE} »`);
    await mailTo(winner, winner === plumbers[0] ? 'Rosine Adjovi a payé' : 'Rosine Adjovi paid');
  });

  it('ends with four stars, which the next landlord sees', async () => {
    const profile = profiles.find((_, nth) => plumbers[nth] === winner)?.id ?? '';
    const { status } = await house.api.post('/reviews', { rating: 4, comment: 'Rapide et propre.', provider_id: profile, service_request_id: request }, { as: landlord });
    expect(status).toBe(201);
    expect((await house.api.get<Profile>(`/service-providers/${profile}`)).body).toMatchObject({ rating: 4, reviews_count: 1, total_jobs: 1 });
    expect((await house.api.get<Profile[]>('/service-providers', { query: { service_id: service, min_rating: 4 } })).body.map(({ id }) => id)).toEqual([profile]);
    expect((await house.api.get(`/reviews/provider/${profile}`)).headers.get('x-average-rating')).toBe('4.00');
    await told();
    expect((await notes(winner)).at(-1)).toBe(winner === plumbers[0] ? 'Nouvel avis : 4 sur 5' : 'New review: 4 of 5');
    // Everybody was told of each thing once.
    expect(mailed(landlord)).toHaveLength(new Set(mailed(landlord)).size);
    expect(mailed(winner)).toHaveLength(new Set(mailed(winner)).size);
    expect(mailed(plumbers[2])).toHaveLength(1);
  });
});
