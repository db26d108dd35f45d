import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import { freePort } from '../scripts/lib/services.mjs';
import { WorkerDoor } from '../src/modules/health/index.js';
import { configureLogger } from '../src/platform/observability/logger.js';
import { DeadEvents } from '../src/platform/outbox/dead-events.js';
import { Telemetry } from '../src/platform/observability/telemetry.js';
import { startApp, type TestApp } from './support/app.js';
import { startFcmSimulator, type FcmSimulator } from './support/simulators/fcm-simulator.js';
import { OtlpReceiver, type ReceivedSpan } from './support/simulators/otlp-receiver.js';
import { SentryReceiver } from './support/simulators/sentry-receiver.js';
import { until } from './support/wait.js';

const TOKEN = 'a-token-for-prometheus';

describe('what the house tells of itself', () => {
  const collector = new OtlpReceiver();
  const sentry = new SentryReceiver();
  const lines: Record<string, unknown>[] = [];
  let fcm: FcmSimulator;
  let house: TestApp;
  let door: string;

  beforeAll(async () => {
    const port = await freePort();
    [fcm] = await Promise.all([startFcmSimulator(), collector.http.start(), sentry.http.start()]);
    house = await startApp({
      worker: true,
      env: {
        ...fcm.env, METRICS_TOKEN: TOKEN, WORKER_PORT: String(port), SENTRY_DSN: sentry.dsn,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.http.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-scope=lokahome',
      },
    });
    await house.app.get(WorkerDoor).open();
    door = `http://127.0.0.1:${String(port)}`;
    configureLogger({ level: 'info', format: 'json', to: { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) } });
  }, 120_000);
  afterAll(async () => {
    configureLogger({ level: 'silent', format: 'json' });
    await house.close();
    await Promise.all([fcm.stop(), collector.http.stop(), sentry.http.stop()]);
  });

  describe('by traces', () => {
    let request: ReceivedSpan;
    let path: string;

    beforeAll(async () => {
      const [owner, tenant] = await Promise.all([house.actors.asLandlord(), house.actors.asTenant()]);
      const booking = await house.build.booking(await house.build.property(owner), tenant);
      await house.api.post('/users/me/devices', { token: `fcm-${newId()}`, platform: 'android' }, { as: tenant });
      path = `/bookings/${booking.id}/accept`;
      const reply = await house.api.put(path, undefined, { as: owner, headers: { 'x-request-id': 'accept-0001', 'traceparent': `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }, query: { note: 'private' } });
      expect(reply.status).toBe(200);
      await until(() => Promise.resolve(fcm.pushes.length > 0), 'the tenant’s phone to be told');
      request = await until(async () => {
        await house.app.get(Telemetry).flush();
        const found = collector.spans.find((span) => span.attributes['lokahome.request_id'] === 'accept-0001');
        return collector.spans.some((span) => span.name === 'deliver delivery.push to push-sender') && found;
      }, 'the collector to have it');
    }, 60_000);

    it('follows one request through SQL, outbox and queue to the provider that is called in the end', () => {
      const call = collector.spans.find((span) => span.trace_id === request.trace_id && span.kind === 3 && span.name === `POST ${new URL(fcm.env['FCM_API_URL'] ?? '').host}`);
      expect(call?.attributes).toMatchObject({ 'http.response.status_code': 200, 'http.request.method': 'POST' });
      expect(collector.pathTo(call!).map(({ name }) => name)).toEqual([
        'PUT /api/v1/bookings/:id/accept', 'publish booking.confirmed', 'deliver booking.confirmed to notifications', 'publish delivery.push',
        'deliver delivery.push to push-sender', call!.name,
      ]);
      const statements = collector.spans.filter((span) => span.trace_id === request.trace_id && span.attributes['db.system.name'] === 'postgresql');
      const updates = statements.filter((span) => span.name === 'UPDATE bookings' && span.parent_id === request.span_id);
      expect(updates).toHaveLength(1);
      expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['START', 'COMMIT', 'INSERT outbox', 'UPDATE outbox']));
      expect(request).toMatchObject({ kind: 2, parent_id: null, failed: false, attributes: { 'http.route': '/api/v1/bookings/:id/accept', 'http.response.status_code': 200 } });
    });

    it('names routes, events and statements, and nobody', async () => {
      const { rows } = await house.database.client.query<{ value: string }>(`SELECT email AS value FROM users UNION ALL SELECT phone FROM users WHERE phone IS NOT NULL`);
      const told = JSON.stringify(collector.spans);
      for (const secret of [...rows.map(({ value }) => value), path, 'private', 'fcm-', 'Afi']) expect([secret, told.includes(secret)]).toEqual([secret, false]);
    });

    it('says who it is, keeps a collector’s headers, and leaves out what machines ask every few seconds', async () => {
      expect(collector.resources[0]).toMatchObject({ 'service.name': 'lokahome', 'service.version': '1.0.0', 'deployment.environment.name': 'test' });
      expect(collector.http.requests.items.every(({ headers }) => headers['x-scope'] === 'lokahome')).toBe(true);
      await house.api.get('//ready');
      await house.app.get(Telemetry).flush();
      expect(collector.spans.filter(({ name }) => name.includes('/ready'))).toEqual([]);
    });

    it('begins a trace of its own, whatever a caller claims', () => {
      expect(request.trace_id).not.toBe('a'.repeat(32));
    });

    it('puts the ids of request and trace on every line', () => {
      const line = lines.find((one) => one['msg'] === 'request' && one['request_id'] === 'accept-0001');
      expect(line).toMatchObject({
        level: 'info', service: 'lokahome', trace_id: request.trace_id, span_id: request.span_id, endpoint: '/api/v1/bookings/:id/accept', status: 200,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
    });
  });

  describe('by error reports', () => {
    it('reports a 5xx with its kind, its place and its ids, and nothing of the caller', async () => {
      const tenant = await house.actors.asTenant({ email: 'secret.person@example.com' });
      await house.database.client.query('ALTER TABLE notifications RENAME TO notifications_gone');
      const ask = () => house.api.get<{ request_id: string }>('/notifications', { as: tenant, query: { page: 1 }, headers: { 'x-request-id': 'broken-00001', cookie: 'sid=chocolate' } });
      try {
        expect((await ask()).status).toBe(500);
        const event = await sentry.events.waitFor(({ tags }) => tags['what'] === 'request', { timeout: 15_000 });
        expect(event).toMatchObject({
          tags: { what: 'request', endpoint: '/api/v1/notifications', method: 'GET', code: 'internal', request_id: 'broken-00001', trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
          environment: 'test', release: 'lokahome@1.0.0', exception: { values: [{ value: 'relation "notifications" does not exist' }] },
        });
        expect(event.exception.values[0]?.stacktrace?.frames.length).toBeGreaterThan(0);
        // The same fault at the same place is told once a minute.
        for (let n = 0; n < 5; n += 1) expect((await ask()).status).toBe(500);
      } finally {
        await house.database.client.query('ALTER TABLE notifications_gone RENAME TO notifications');
      }
      expect((await house.api.get('/notifications')).status).toBe(401);
    });

    it('reports an event that was given up', async () => {
      await house.database.client.query(`INSERT INTO outbox (id, event_id, type, consumer, payload, attempts) VALUES ($1, $2, 'mango.ripened', 'nobody', '{}', 199)`, [newId(), newId()]);
      const event = await sentry.events.waitFor(({ tags }) => tags['what'] === 'delivery', { timeout: 15_000 });
      expect(event).toMatchObject({ tags: { event: 'mango.ripened', consumer: 'nobody' }, exception: { values: [{ type: 'Error', value: 'nobody here consumes mango.ripened as nobody' }] } });
    });

    it('keeps what was given up for people, who have it delivered once more or drop it', async () => {
      const dead = house.app.get(DeadEvents);
      expect(await dead.list()).toEqual([{ type: 'mango.ripened', consumer: 'nobody', count: 1, since: expect.any(Date), last_error: 'Error: nobody here consumes mango.ripened as nobody' }]);
      const { rows: [told] } = await house.database.client.query<{ id: string }>(
        `UPDATE outbox SET done_at = NULL, dead_at = now(), attempts = 200, payload = jsonb_build_object('delivery_id', event_id) WHERE type = 'delivery.push' AND done_at IS NOT NULL RETURNING id`);
      expect(await dead.retry({ type: 'delivery.push' })).toBe(1);
      await until(async () => (await house.database.client.query('SELECT 1 FROM outbox WHERE id = $1 AND done_at IS NOT NULL', [told?.id])).rows.length === 1, 'it to be delivered');
      expect([await dead.drop('mango.ripened', 'somebody else'), await dead.drop('mango.ripened', 'nobody')]).toEqual([0, 1]);
      expect(await dead.list()).toEqual([]);
    });

    it('tells neither addresses, tokens, cookies, queries nor the machine', () => {
      expect(sentry.events.items.map(({ tags }) => tags['what'])).toEqual(['request', 'delivery']);
      for (const secret of ['chocolate', 'Bearer', 'eyJ', 'page=1', '"server_name"', '"request":', '"user":', '"breadcrumbs"', '"vars"']) {
        expect([secret, sentry.raw.includes(secret)]).toEqual([secret, false]);
      }
    });
  });

  describe('at a worker’s door', () => {
    const ask = async (path: string, init?: RequestInit): Promise<[number, string]> => {
      const reply = await fetch(door + path, init);
      return [reply.status, await reply.text()];
    };

    it('answers whether it lives and is ready', async () => {
      expect(await ask('/health')).toEqual([200, '{"status":"healthy","version":"1.0.0"}']);
      expect(await ask('/ready')).toEqual([200, '{"ready":true}']);
      expect(await ask('/ready', { method: 'HEAD' })).toEqual([200, '']);
    });

    it('shows its metrics to who has the token', async () => {
      expect(await ask('/metrics')).toEqual([401, '{"error":"auth.unauthorized"}']);
      const [status, text] = await ask('/metrics', { headers: { authorization: `Bearer ${TOKEN}` } });
      expect([status, text.includes('lokahome_nodejs_eventloop_lag_p99_seconds')]).toEqual([200, true]);
    });

    it('says what it answers where something else is asked', async () => {
      expect(await ask('/api/v1/properties')).toEqual([404, '{"error":"a worker answers /health, /ready and /metrics"}']);
      expect((await ask('/health', { method: 'POST' }))[0]).toBe(405);
    });
  });
});
