/** People who book, pay, upload, change and erase, all the time: a backup is made of a house that is lived in. */
import { randomBytes, randomUUID } from 'node:crypto';

import { askFor } from '../../test/faults/support/load.ts';
import { pdfOf, photo } from '../../test/support/papers.ts';

export class Life {
  /** What was acknowledged: `{ what, table, id, at }`, `at` in milliseconds since 1970. */
  acknowledged = [];
  /** What went wrong; nobody should notice a backup. */
  failures = [];
  #going = true;
  #paid = [];
  #people;

  constructor({ url, town, leaving }) {
    const [landlord, tenants] = [town.landlord, town.tenants];
    const api = (method, path, as, { json, file, key } = {}) => call(url, method, path, as, { json, file, key });
    const lives = [
      ...tenants.slice(0, 4).map((tenant) => () => this.#payRent(api, town, tenant, landlord)),
      ...tenants.slice(4, 7).map((tenant) => () => this.#keepDocument(api, tenant)),
      () => this.#changeAvatar(api, tenants[7]),
      () => this.#changePictures(api, landlord, town.homes[0]),
      () => this.#leave(api, leaving),
    ];
    this.#people = lives.map((live) => this.#repeat(live));
  }

  async stop() {
    this.#going = false;
    await Promise.all(this.#people);
  }

  count(what) {
    return this.acknowledged.filter((one) => one.what === what).length;
  }

  async #repeat(live) {
    while (this.#going) {
      try {
        if ((await live()) === 'done') return;
      } catch (error) {
        if (this.failures.push(error.message) > 20) return;
      }
    }
  }

  #note(what, table, { id }) {
    this.acknowledged.push({ what, table, id, at: Date.now() });
  }

  async #payRent(api, town, tenant, landlord) {
    const { key, body } = askFor(town, tenant.token);
    const booking = await api('POST', '/bookings', tenant, { json: body, key });
    this.#note('booking', 'bookings', booking);
    await api('PUT', `/bookings/${booking.id}/accept`, landlord, { json: {} });
    const payment = await api('POST', '/payments/initialize', tenant, { json: { booking_id: booking.id, payment_method: 'fedapay' }, key: randomUUID() });
    this.#note('payment', 'payments', payment);
    await api('POST', `/sandbox/pay/${payment.payment_url.split('/').at(-1)}`, null, { json: { decision: 'approve' } });
    if (this.count('payment') % 5 !== 0) return this.#paid.push({ id: payment.id, tenant });
    // Some get a part back: of a payment that the worker has had the time to settle.
    const before = this.#paid.shift();
    if (before && (await api('GET', `/payments/${before.id}`, before.tenant)).status === 'completed')
      this.#note('refund', 'refunds', await api('POST', '/payments/refund', landlord, { json: { payment_id: before.id, amount: 1000, reason: 'Geste commercial' } }));
  }

  async #keepDocument(api, tenant) {
    // Unlike each other, and big enough to take a while.
    this.#note('document', 'documents', await api('POST', '/uploads/documents', tenant, { file: ['file', pdfOf(`% ${randomBytes(30_000).toString('base64')}`)] }));
    if (this.count('document') > 240) return 'done';
  }

  /** The one before is deleted each time. */
  async #changeAvatar(api, tenant) {
    await api('POST', '/users/me/avatar', tenant, { file: ['file', photo] });
    this.#note('avatar', 'users', tenant);
  }

  async #changePictures(api, landlord, home) {
    await api('POST', `/properties/${home.id}/images`, landlord, { file: ['files', photo] });
    const { images } = await api('GET', `/properties/${home.id}`, landlord);
    if (images.length > 4) await api('DELETE', `/properties/${home.id}/images/${images[0].id}`, landlord);
  }

  /** Documents that go for good, with the account and while everything is copied. */
  async #leave(api, leaving) {
    const person = leaving.pop();
    if (!person) return 'done';
    await api('POST', '/uploads/documents', person, { file: ['file', pdfOf()] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await api('DELETE', '/users/me', person);
  }
}

async function call(url, method, path, as, { json, file, key }) {
  const form = file && new FormData();
  form?.append(file[0], new Blob([file[1]]), 'file');
  const response = await fetch(`${url()}/api/v1${path}`, {
    method,
    headers: { ...(as ? { authorization: `Bearer ${as.token}` } : {}), ...(json ? { 'content-type': 'application/json' } : {}), ...(key ? { 'idempotency-key': key } : {}) },
    body: form ?? (json && JSON.stringify(json)),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
}
