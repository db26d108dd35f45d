import { isProblem, type QuoteView } from '@lokahome/sdk';
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { admin, clientOf, join, mailFor, payOnPage, plain, publishHome, until } from '../town.js';

const TITLE = 'Fuite sous l’évier';
type Person = Awaited<ReturnType<typeof join>>;

describe('having a leak repaired with the SDK', () => {
  let landlord: Person;
  let codjo: Person;
  let gbenan: Person;
  let winner: Person;
  let loser: Person;
  let service = '';
  let request = '';
  let price = 0;
  const profiles = new Map<Person, string>();

  before(async () => {
    landlord = await join('landlord', 'Sena');
    codjo = await join('provider', 'Codjo');
    gbenan = await join('provider', 'Gbenan', { language: 'en' });
  });

  it('begins with a trade in the catalogue, and people who ply it in Cotonou', async () => {
    service = (await (await admin()).createService({ body: { name: 'Plomberie', category: 'plumbing' } })).id;
    for (const one of [codjo, gbenan]) {
      const { id } = await one.api.updateMyServiceProvider({ body: { company_name: `Maison ${one.phone.slice(-2)}`, services: [service], service_areas: ['cotonou', 'Porto-Novo'] } });
      profiles.set(one, id);
    }
    const found = await clientOf().listServiceProviders({ query: { service_id: service, city: 'Cotonou' } });
    assert.deepEqual(found.map(({ id }) => id).sort(), [...profiles.values()].sort());
  });

  it('goes on with a request that both hear of, without the address', async () => {
    const property_id = await publishHome(landlord.api, { title: 'Villa Fidjrossè' });
    const asked = await landlord.api.createServiceRequest({ body: { service_id: service, property_id, title: TITLE, description: 'L’eau coule depuis hier soir.', urgency: 'urgent' } });
    assert.equal(asked.status, 'open');
    request = asked.id;
    for (const one of [codjo, gbenan]) await mailFor(one.email, ({ subject }) => subject.includes(TITLE));
    assert.equal((await codjo.api.getServiceRequest({ path: { id: request } })).property?.address, null);
  });

  it('brings two quotes, of which the landlord accepts both at once: one wins', async () => {
    const quotes: QuoteView[] = [];
    for (const [one, amount] of [[codjo, 35000], [gbenan, 28000]] as const) {
      quotes.push(await one.api.createServiceQuote({ body: { service_request_id: request, amount, description: 'Siphon et joint.', estimated_duration: 2 } }));
    }
    const outcomes = await Promise.allSettled(quotes.map(({ id }) => landlord.api.acceptServiceQuote({ path: { id } })));
    const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
    const lost = outcomes[1 - won];
    assert.ok(won >= 0 && lost?.status === 'rejected' && isProblem(lost.reason) && lost.reason.status === 409);
    [winner, loser] = won === 0 ? [codjo, gbenan] : [gbenan, codjo];
    price = quotes[won]?.amount ?? 0;
    const listed = await landlord.api.listServiceQuotes({ path: { id: request } });
    assert.deepEqual(listed.map(({ status }) => status).sort(), ['accepted', 'rejected']);
  });

  it('is repaired by the one who was chosen, who now knows where', async () => {
    const path = { id: request };
    assert.equal((await winner.api.getServiceRequest({ path })).property?.address, 'Rue 12.045');
    await assert.rejects(loser.api.startServiceRequest({ path }), (error) => isProblem(error, 'not_found'));
    assert.equal((await winner.api.startServiceRequest({ path })).status, 'in_progress');
    assert.equal((await winner.api.completeServiceRequest({ path })).status, 'in_progress');
    assert.equal((await landlord.api.completeServiceRequest({ path })).status, 'completed');
  });

  it('is paid for on the provider’s page, and ends with four stars', async () => {
    const payment = await landlord.api.initializePayment({ body: { service_request_id: request, payment_method: 'fedapay' } });
    assert.deepEqual([payment.amount, payment.payee_id], [price, winner.id]);
    await payOnPage(payment.payment_url);
    await until('the money', async () => (await landlord.api.getPayment({ path: { id: payment.id } })).status === 'completed');
    assert.equal((await landlord.api.getServiceRequest({ path: { id: request } })).is_paid, true);
    const mail = await mailFor(landlord.email, ({ attachments }) => attachments.length === 1);
    assert.ok(plain(mail.text).includes(TITLE));
    const id = profiles.get(winner) ?? '';
    await landlord.api.createReview({ body: { rating: 4, comment: 'Rapide et propre.', provider_id: id, service_request_id: request } });
    const profile = await clientOf().getServiceProvider({ path: { id } });
    assert.deepEqual([profile.rating, profile.reviews_count, profile.total_jobs], [4, 1, 1]);
    const { response } = await clientOf().withResponse('listProviderReviews', { path: { id } });
    assert.equal(response.headers.get('x-average-rating'), '4.00');
  });
});
