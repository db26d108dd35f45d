/**
 * The load of the drills: people of several kinds, each doing what such people do, over and over, until they are told to
 * stop. A kind is a function `(person, context, turn) => Promise<void>`; what it finds wrong it says with
 * `person.complain`. The chat's is in chat.mjs.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Person } from './person.mjs';

/** Addresses of 127.0.0.0/8, so that limits count each of them for themselves. Elsewhere than on Linux there is only one. */
let others = 0;
export const nextAddress = () => (process.platform === 'linux' ? `127.0.${10 + Math.floor(others / 200)}.${1 + (others++ % 200)}` : '127.0.0.1');

export class Crowd {
  people = [];
  going = true;
  lives = [];

  constructor(context) {
    this.context = context;
  }

  /** @param {number} pause_ms between two turns of one person */
  join(kind, count, pause_ms) {
    for (let n = 0; n < count; n += 1) {
      const person = new Person({ url: this.context.url, address: nextAddress() });
      person.kind = kind.name;
      this.people.push(person);
      this.lives.push(this.live(person, kind, pause_ms));
    }
  }

  async live(person, kind, pause_ms) {
    for (let turn = 0; this.going; turn += 1) {
      await kind(person, this.context, turn).catch((error) => person.complain(kind.name, { error: error.message }));
      if (this.going) await pause(pause_ms);
    }
  }

  get asked() {
    return this.people.reduce((sum, { asked }) => sum + asked, 0);
  }

  get errors() {
    return this.people.flatMap(({ errors }) => errors);
  }

  get slowest_ms() {
    return Math.round(Math.max(...this.people.map(({ slowest_ms }) => slowest_ms)));
  }

  /** How many requests each kind has made. */
  byKind() {
    const counts = {};
    for (const { kind, asked } of this.people) counts[kind] = (counts[kind] ?? 0) + asked;
    return counts;
  }

  /** @param {() => Promise<unknown>} [stillHere] what is waited for before they all hang up */
  async stop(stillHere) {
    this.going = false;
    await Promise.all(this.lives);
    await stillHere?.();
    for (const person of this.people) person.leave();
  }
}

/** Looks around without an account. */
export async function visitor(person, { town }, turn) {
  const home = town.homes[turn % town.homes.length];
  await person.ask('GET', turn % 2 === 0 ? '/properties?city=cotonou&per_page=5' : '/properties/search?q=studio%20plage&per_page=5');
  await person.ask('GET', `/properties/${home.id}`);
  await person.ask('GET', `/properties/${home.id}/availability`);
}

/** Books, asks again under the same key, and reads back what they have done. */
export async function tenant(person, context) {
  const { token, key, body } = context.nextStay();
  const first = await person.ask('POST', '/bookings', { token, json: body, key });
  if (first.status !== 201) return;
  context.booked.push({ id: first.body.id, key, token, body });
  const again = await person.ask('POST', '/bookings', { token, json: body, key });
  if (again.body?.id !== first.body.id || again.headers['idempotency-replayed'] !== 'true') person.complain('the same key is the same booking', again);
  const read = await person.ask('GET', `/bookings/${first.body.id}`, { token });
  if (read.body?.id !== first.body.id) person.complain('a booking is read back', read);
  const list = await person.ask('GET', '/bookings/my-bookings?per_page=20', { token });
  if (!list.body?.some(({ id }) => id === first.body.id)) person.complain('a booking is in the list', list);
}

/** Signs in, keeps the session alive, and ends it: it is over everywhere. */
export async function member(person, context) {
  const { email, password } = context.nextMember();
  const pair = await person.ask('POST', '/auth/login', { json: { username: email, password }, expect: 200 });
  if (pair.status !== 200) return;
  await person.ask('GET', '/users/me', { token: pair.body.access_token });
  const fresh = await person.ask('POST', '/auth/refresh', { json: { refresh_token: pair.body.refresh_token }, expect: 200 });
  const token = fresh.body?.access_token;
  if (!token) return;
  await person.ask('GET', '/auth/sessions', { token });
  await person.ask('POST', '/auth/logout', { token, expect: 204 });
  await endedSoon(person, token);
}

/** An ended session is refused within a second on every instance. */
export async function endedSoon(person, token, url = person.url) {
  const until = Date.now() + 1000;
  for (;;) {
    const asked = Date.now();
    const { status } = await person.ask('GET', '/users/me', { token, expect: null, url });
    if (status === 401) return true;
    if (asked > until) break;
    await pause(50);
  }
  person.complain('an ended session is refused within a second', { status: 200 });
  return false;
}

export function newKey() {
  return randomUUID();
}
