/**
 * `npm run drill:rolling`: two APIs and two workers behind nginx with ops/nginx.conf, on servers of this run alone; each
 * of the four is replaced under load, and no client sees an error. Sessions, limits, idempotency and the clock are shared.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';

import { onProjectNode } from '../lib/project.mjs';

await onProjectNode();
const { chatter, conversationOf } = await import('./lib/chat.mjs');
const { Crowd, endedSoon, member, newKey, nextAddress, tenant, visitor } = await import('./lib/crowd.mjs');
const { fromTests, runDrill } = await import('./lib/drill.mjs');
const { startNginx } = await import('./lib/nginx.mjs');
const { Person } = await import('./lib/person.mjs');
const { freePort } = await import('../lib/ports.mjs');
const { until } = await import('../lib/processes.mjs');

/** Who makes the load: kind, how many, pause between two of their turns. */
const KINDS = [
  [visitor, 6, 650],
  [tenant, 6, 300],
  [member, 2, 700],
  [chatter, 3, 100],
];
/** Calls a minute that one address may search; below what nginx lets through at once. */
const SEARCHES = 150;
/** More calls than ops/nginx.conf lets one address send at once (1000, and 200 a second). */
const FLOOD = 1500;

await runDrill({ name: 'drill:rolling', within_ms: 420_000 }, async (drill) => {
  const { Stack } = await fromTests('faults/support/stack.ts');
  const { askFor } = await fromTests('faults/support/load.ts');
  const { PASSWORD } = await fromTests('support/actors.ts');

  drill.say('PostgreSQL, Redis, a mail server, the build …');
  const stack = await Stack.start({ TRUST_PROXY: '1', RATE_LIMIT_SEARCH: String(SEARCHES) });
  drill.undo.push(() => stack.close());
  const town = await stack.settle({ tenants: 16, homes: 60 });

  const ports = [await freePort(), await freePort()];
  const startApi = (n) => stack.api({ env: { PORT: String(ports[n]) } });
  const apis = await Promise.all([0, 1].map(startApi));
  const workers = await Promise.all([stack.worker(), stack.worker()]);
  const nginx = await startNginx({ dir: join(stack.directory, 'nginx'), apis: ports.map((port) => `127.0.0.1:${port}`) });
  drill.undo.push(nginx.stop);
  drill.say(`two APIs (${ports.join(', ')}) and two workers run behind nginx (${nginx.port})`);

  let turn = 0;
  let pairs = 0;
  const context = {
    url: nginx.url,
    town,
    booked: [],
    nextStay: () => askFor(town, town.tenants[turn++ % 8].token),
    nextPair: () => [town.tenants[pairs % 8], town.tenants[8 + (pairs++ % 8)]],
    nextMember: () => ({ email: town.tenants[8 + (turn++ % 8)].email, password: PASSWORD }),
  };
  const directly = () => apis.map(({ url }) => url);
  const stranger = (address = nextAddress()) => new Person({ url: nginx.url, address });

  await sharedSessions();
  await sharedKeys('both APIs at once');
  await edge();

  drill.say('the crowd comes …');
  const crowd = new Crowd(context);
  for (const [kind, count, pause_ms] of KINDS) crowd.join(kind, count, pause_ms);
  await until(() => context.booked.length >= 20, 30_000);
  const early = context.booked.slice(0, 5);

  await sharedLimits();
  // A machine after the other: its API and its worker.
  await Promise.all([rollApi(0), rollWorker(0)]);
  await limitsOutlive();
  await Promise.all([rollApi(1), rollWorker(1)]);
  const before = context.booked.length;
  await until(() => context.booked.length >= before + 15, 30_000);

  await keysOutlive(early);
  await sharedKeys('both new APIs at once');
  const talks = () => crowd.people.filter(({ kind }) => kind === 'chatter').map(conversationOf);
  await crowd.stop(() => until(() => talks().every(({ whole }) => whole), 15_000));
  drill.say(`the crowd has gone: ${JSON.stringify(crowd.byKind())}, slowest answer ${crowd.slowest_ms} ms`);
  drill.check('no client saw an error', crowd.errors.length === 0, crowd.errors.length ? crowd.errors.slice(0, 8) : `${crowd.asked} requests`);

  drill.check('what was said in the chat has arrived, in order and once, though every socket was cut', talks().every(({ right, connections }) => right && connections > 2), talks());
  await suddenDeath();
  await whatTheBalancerDid();
  await nothingLostNothingTwice();
  await sharedClock();

  /** What one instance opens the other knows, and what one ends is over at the other. */
  async function sharedSessions() {
    const person = stranger();
    const [here, there] = directly();
    const pair = await person.ask('POST', '/auth/login', { json: { username: town.tenants[15].email, password: PASSWORD }, expect: 200, url: here });
    const token = pair.body?.access_token;
    const known = await person.ask('GET', '/users/me', { token, url: there });
    await person.ask('POST', '/auth/logout', { token, expect: 204, url: here });
    const ended = await endedSoon(person, token, there);
    person.leave();
    drill.check('a session of one API is good at the other, and over there when it is ended here', known.status === 200 && ended && person.errors.length === 0, person.errors);
  }

  /** The same booking sent to both APIs in the same moment is one booking. */
  async function sharedKeys(when) {
    const person = stranger();
    person.agent.maxSockets = 4;
    const outcomes = [];
    for (let n = 0; n < 10; n += 1) {
      const { token, body } = context.nextStay();
      const key = newKey();
      const send = (url) => person.ask('POST', '/bookings', { token, json: body, key, url, expect: null });
      const twins = await Promise.all(directly().map(send));
      // A twin that comes while the first is at work is told so (409), and gets the first one's answer when it asks again.
      const settled = await Promise.all(twins.map((twin, i) => (twin.status === 409 ? send(directly()[i]) : twin)));
      outcomes.push(settled.every(({ status }) => status === 201) && new Set(settled.map(({ body: booking }) => booking.id)).size === 1);
    }
    person.leave();
    drill.check(`one key sent to ${when} books once`, outcomes.every(Boolean), `${outcomes.filter(Boolean).length} of 10`);
  }

  /** An answer given before the APIs were replaced is given again by the new ones. */
  async function keysOutlive(bookings) {
    const person = stranger();
    const replays = await Promise.all(bookings.map(({ token, key, body }) => person.ask('POST', '/bookings', { token, json: body, key })));
    person.leave();
    const same = replays.every(({ body, headers }, n) => body?.id === bookings[n].id && headers['idempotency-replayed'] === 'true');
    drill.check('keys of before the roll are answered with the same booking after it', same);
  }

  /** Both count into one place, and for the caller's own address, whatever it claims. */
  async function sharedLimits() {
    const flooder = stranger();
    flooder.agent.maxSockets = 10;
    const flood = (headers) => flooder.ask('GET', '/properties?per_page=1', { expect: null, headers });
    const answers = await Promise.all(Array.from({ length: SEARCHES + 30 }, (_, n) => flood({ 'x-forwarded-for': `203.0.113.${n}`, 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' })));
    const served = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter(({ status, body, headers }) => status === 429 && body?.code === 'request.too_many' && headers['ratelimit-policy']).length;
    const used = new Set(nginx.log().filter(({ address, path }) => address === flooder.address && path === '/api/v1/properties').map(({ api }) => api)).size;
    flooder.leave();
    drill.check('a limit counts the calls to both APIs together, by the address they really come from', served === SEARCHES && refused === 30 && used === 2, {
      served, refused, apis: used,
    });
    const other = stranger();
    await other.ask('GET', '/properties?per_page=1');
    other.leave();
    drill.check('another address is not held to it', process.platform !== 'linux' || other.errors.length === 0, other.errors);
  }

  /** What is used up at one API is used up at another that has only just started. */
  async function limitsOutlive() {
    const person = stranger();
    person.agent.maxSockets = 10;
    const search = (url, expect) => person.ask('GET', '/properties?per_page=1', { url, expect });
    await Promise.all(Array.from({ length: SEARCHES }, () => search(apis[1].url, 200)));
    const { status } = await search(apis[0].url, 429);
    person.leave();
    drill.check('a fresh API knows what the other one has counted', person.errors.length === 0, person.errors.length ? person.errors.slice(0, 3) : `status ${status}`);
  }

  /** What ops/nginx.conf adds, seen from outside. */
  async function edge() {
    const person = stranger();
    const zipped = await person.ask('GET', '/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    const hidden = await person.ask('GET', '//metrics', { expect: null });
    const home = await person.ask('GET', `/properties/${town.homes[0].id}`);
    person.agent.maxSockets = FLOOD; // all at once: a machine that is slow would never see so many in a second
    const flood = await Promise.all(Array.from({ length: FLOOD }, () => person.ask('GET', '//health', { expect: null, headers: { 'accept-language': 'en' } })));
    person.leave();
    const stopped = flood.filter(({ status }) => status === 429);
    const [one] = stopped;
    drill.check('nginx compresses', zipped.headers['content-encoding'] === 'gzip');
    drill.check('figures stay inside', hidden.status === 404 && hidden.body?.code === 'route.not_found');
    const safe = ({ headers }) => headers['x-content-type-options'] === 'nosniff' && headers['referrer-policy'] && headers['content-security-policy'] && headers['x-request-id'];
    const single = ['x-content-type-options', 'referrer-policy', 'x-request-id'].every((name) => !home.headers[name]?.includes(','));
    drill.check('security headers are there once, on answers of the API and of nginx', safe(home) && single && safe(hidden));
    drill.check('a flood is stopped at the door, in the words of the API', flood.every(({ status }) => [200, 429].includes(status)) && one?.body?.code === 'request.too_many' && one.headers['retry-after'] === '1', {
      let_through: flood.length - stopped.length, stopped: stopped.length,
    });
    const [path, upgraded] = await upgrade();
    drill.check('an upgrade to WebSocket reaches the API', upgraded, path);
  }

  /** A handshake at the address of socket.io. */
  async function upgrade() {
    const headers = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': Buffer.alloc(16).toString('base64'), 'sec-websocket-version': '13' };
    const sent = request(`${nginx.url}/socket.io/?EIO=4&transport=websocket`, { headers });
    sent.end();
    const answer = await Promise.race([
      once(sent, 'upgrade').then(([response, socket]) => (socket.destroy(), response.statusCode)),
      once(sent, 'response').then(([response]) => (response.resume(), response.statusCode)),
    ]).finally(() => sent.destroy());
    return [`status ${answer}`, answer === 101];
  }

  /** SIGTERM, status 0, a fresh one in its place. The other one stands alone for as long as that takes. */
  async function rollApi(n) {
    const booked = context.booked.length;
    const told = Date.now();
    const { code, signal, at } = await apis[n].kill('SIGTERM');
    const gone = at - told;
    apis[n] = await startApi(n);
    const back = Date.now() - told;
    drill.check(`API ${n + 1} went in order and a new one took its place`, code === 0 && gone < 15_000, {
      status: signal ?? code, gone_ms: gone, back_ms: back, booked_meanwhile: context.booked.length - booked,
    });
    // nginx tries an address again two seconds after it refused; before that the other one must not go.
    const seen = nginx.log().length;
    await until(() => nginx.log().slice(seen).some(({ api, api_status }) => api === `127.0.0.1:${ports[n]}` && api_status === '200'), 15_000, 100);
  }

  async function rollWorker(n) {
    const told = Date.now();
    const { code, signal, at } = await workers[n].kill('SIGTERM');
    workers[n] = await stack.worker();
    drill.check(`worker ${n + 1} finished its jobs and a new one took its place`, code === 0 && at - told < 15_000, { status: signal ?? code, gone_ms: at - told });
  }

  /** No farewell: what was on its way to the dead one is asked of the other, where asking twice does no harm. */
  async function suddenDeath() {
    const readers = new Crowd(context);
    readers.join(visitor, 4, 200);
    readers.join(tenant, 8, 0);
    const booked = context.booked.length;
    await until(() => context.booked.length >= booked + 20, 30_000);
    await apis[0].kill('SIGKILL');
    const killed = context.booked.length;
    await until(() => context.booked.length >= killed + 40, 30_000);
    await readers.stop();
    drill.check('one API killed: reads and bookings with a key go on without an error', readers.errors.length === 0, readers.errors.length ? readers.errors.slice(0, 5) : {
      requests: readers.asked, slowest_ms: readers.slowest_ms,
    });
  }

  async function whatTheBalancerDid() {
    const log = nginx.log();
    const lines = log.filter(({ api }) => api !== '');
    const shares = Object.fromEntries(ports.map((port) => [port, lines.filter(({ api }) => api.endsWith(`:${port}`)).length]));
    const passedOver = lines.filter(({ api }) => api.includes(',')).length;
    const broken = log.filter(({ status }) => status >= 500);
    const total = shares[ports[0]] + shares[ports[1]];
    drill.check('nginx gave work to both', Math.min(...Object.values(shares)) > total / 5, { ...shares, passed_over: passedOver });
    drill.check('nothing the balancer answered was a 5xx', broken.length === 0, broken.length ? broken.slice(0, 5) : `${log.length} requests`);
  }

  async function nothingLostNothingTwice() {
    const ids = context.booked.map(({ id }) => id);
    const kept = await stack.count('bookings WHERE id = ANY ($1)', [ids]);
    drill.check('every acknowledged booking is there', kept === ids.length, `${kept} of ${ids.length}`);
    const twice = await stack.count('(SELECT property_id, start_date FROM bookings GROUP BY 1, 2 HAVING count(*) > 1) AS same');
    drill.check('none was made twice', twice === 0);
    const open = () => stack.count('outbox WHERE done_at IS NULL AND dead_at IS NULL');
    const drained = await until(async () => (await open()) === 0, 60_000, 250);
    const dead = await stack.count('outbox WHERE dead_at IS NOT NULL');
    drill.check('everybody was told, though the workers were replaced', drained && dead === 0, { open: await open(), given_up: dead });
    const [{ told, repeated }] = await stack.sql(
      `SELECT count(DISTINCT related_id)::int AS told, (count(*) - count(DISTINCT (user_id, related_id, type)))::int AS repeated
       FROM notifications WHERE related_id = ANY ($1)`,
      [ids],
    );
    drill.check('of each booking, and nobody twice', told === ids.length && repeated === 0, { told, repeated });
  }

  /** Both workers have a clock; what is due is run by one of them. */
  async function sharedClock() {
    const perMinute = () => stack.sql(`SELECT date_trunc('minute', started_at + interval '1 second') AS minute, count(*)::int AS runs FROM job_runs WHERE name = 'flush-views' GROUP BY 1 ORDER BY 1`);
    await until(async () => (await perMinute()).length > 0, 65_000, 250);
    const minutes = await perMinute();
    drill.check('of two clocks one runs what is due', minutes.length > 0 && minutes.every(({ runs }) => runs === 1), minutes.map(({ runs }) => runs));
  }
});
