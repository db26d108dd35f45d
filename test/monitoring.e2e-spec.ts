import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { panels, rules } from '../scripts/lib/expressions.mjs';
import { newId } from '../src/kernel/id.js';
import { startApp, type TestApp } from './support/app.js';
import { startOutside, type Outside } from './support/outside.js';
import { until } from './support/wait.js';

/** What Prometheus itself adds to what it scrapes, and its own series. */
const SCRAPED = ['job', 'instance'];
const PROMETHEUS = new Map([['up', SCRAPED], ['ALERTS', ['alertname', 'alertstate', 'severity']]]);
interface Named { metric: string; labels: string[]; equal: string[] }

/** The series that an expression names, and the labels that it groups by. Throws where it is no PromQL. */
function namedBy(expr: string): { series: Named[]; grouping: string[] } {
  const found: Named[] = [];
  const grouping = new Set<string>();
  const text = ({ from, to }: { from: number; to: number }): string => expr.slice(from, to);
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`no PromQL at ${String(node.from)}: ${expr}`);
      if (node.name === 'VectorSelector') found.push({ metric: '', labels: [], equal: [] });
      const last = found.at(-1);
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector' && last) last.metric = text(node);
      if (node.name === 'UnquotedLabelMatcher' && last) {
        const [, label = '', operator, value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(text(node)) ?? [];
        last.labels.push(label);
        if (operator === '=') last.equal.push(`${label}=${value}`);
      }
      if (node.name === 'LabelName' && node.node.parent?.name === 'GroupingLabels') grouping.add(text(node));
    },
  });
  return { series: found, grouping: [...grouping] };
}

/** Metric → the label sets of its samples. */
function samplesOf(metrics: string): Map<string, Record<string, string>[]> {
  const samples = new Map<string, Record<string, string>[]>();
  for (const line of metrics.split('\n')) {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const set = Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
    samples.set(name, [...(samples.get(name) ?? []), set]);
  }
  return samples;
}

describe('the monitoring', () => {
  let house: TestApp;
  let outside: Outside;
  let samples: Map<string, Record<string, string>[]>;

  beforeAll(async () => {
    outside = await startOutside();
    // Replicas are shown where there are some; this one is none, and is left out.
    house = await startApp({ worker: true, env: { ...outside.env, DATABASE_REPLICA_URLS: process.env['DATABASE_URL'] ?? '', BACKUP_TO: join(tmpdir(), 'never-written') } });
    // Something of everything that is counted: people, homes, stays, money, a provider that was called, a refused sign-in.
    const [tenant, landlord] = await Promise.all([house.actors.asTenant(), house.actors.asLandlord()]);
    const booking = await house.build.booking(await house.build.property(landlord), tenant);
    const parties = { tenant, landlord };
    expect((await house.api.post('/users/me/devices', { token: `fcm-${newId()}`, platform: 'android' }, { as: tenant })).status).toBe(201);
    outside.push.http.failNext(1, 503);
    await house.build.payment(booking, parties, {});
    await house.build.payment(booking, parties, { status: 'failed', collected_amount: null, completed_at: null });
    expect((await house.api.put(`/bookings/${booking.id}/accept`, undefined, { as: landlord })).status).toBe(200);
    expect((await house.api.get('/properties', { query: { city: 'cotonou' } })).status).toBe(200);
    expect((await house.api.post('/auth/login', { username: tenant.email, password: 'not-hers-2026' })).status).toBe(401);
    expect((await house.api.post('/payments/webhook', {})).status).toBe(400);
    await house.database.client.query(`INSERT INTO outbox (id, event_id, type, consumer, payload, attempts) VALUES ($1, $2, 'mango.ripened', 'nobody', '{}', 199)`, [newId(), newId()]);
    await until(async () => {
      const { rows } = await house.database.client.query(`SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL`);
      return rows.length === 0 && outside.mail.mails.length > 0;
    }, 'everything to be told');
    // A worker is another process, with the same metrics but for requests; the garbage collector has its own time.
    samples = await until(async () => {
      const found = samplesOf((await house.api.get('//metrics')).text);
      return found.has('lokahome_jobs_total') && found.has('lokahome_nodejs_gc_duration_seconds_sum') && found;
    }, 'all figures to be there', 60_000);
  }, 120_000);
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });

  const named = [
    ...rules().map(({ alert, expr }): [string, string] => [alert, expr]),
    ...panels().map(({ title, expr }): [string, string] => [title, expr]),
  ];

  it.each(named)('%s looks at what a running instance shows', (_title, expr) => {
    const { series, grouping } = namedBy(expr);
    expect(series).not.toEqual([]);
    const grouped = new Set(SCRAPED);
    for (const { metric, labels, equal } of series) {
      const shown = samples.get(metric) ?? [];
      const known = PROMETHEUS.get(metric) ?? [...SCRAPED, ...shown.flatMap((one) => Object.keys(one))];
      known.forEach((label) => grouped.add(label));
      expect([metric, shown.length > 0 || PROMETHEUS.has(metric)]).toEqual([metric, true]);
      expect([metric, labels.filter((label) => !known.includes(label))]).toEqual([metric, []]);
      const values = new Set(shown.flatMap((one) => Object.entries(one).map(([label, value]) => `${label}=${value}`)));
      expect([metric, PROMETHEUS.has(metric) ? [] : equal.filter((pair) => !values.has(pair))]).toEqual([metric, []]);
    }
    expect(grouping.filter((label) => !grouped.has(label))).toEqual([]);
  });

  it('names no label that would name a person, and no path', () => {
    const values = [...samples.values()].flat().flatMap((one) => Object.values(one));
    expect(values.filter((value) => value.includes('@') || /[0-9a-f]{8}-[0-9a-f]{4}/.test(value))).toEqual([]);
  });

  describe('each alert', () => {
    const runbook = readFileSync(new URL('../docs/runbook.md', import.meta.url), 'utf8');
    const tests = readFileSync(new URL('../ops/prometheus/tests/alerts.test.yml', import.meta.url), 'utf8');

    it.each(rules())('$alert has a page of the runbook, a test that it rings, and words', ({ alert, labels, annotations }) => {
      expect(runbook).toMatch(new RegExp(`^### ${alert}$`, 'm'));
      expect(tests).toContain(`- name: ${alert}\n`);
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations).toEqual({ summary: expect.any(String), description: expect.any(String), runbook: `docs/runbook.md#${alert.toLowerCase()}` });
    });

    it('has statements that run where its page asks psql something', async () => {
      const asked = [...runbook.matchAll(/psql -c (["'])(SELECT .*?)\1/g)].map((match) => (match[2] ?? '').replace('<pid>', '0').replace('<name>', 'cleanup'));
      expect(asked.length).toBeGreaterThan(15);
      for (const statement of asked) expect(await house.database.client.query(statement)).toMatchObject({ command: 'SELECT' });
    });

    it('of the runbook rings somewhere', () => {
      const written = [...runbook.matchAll(/^### (\w+)$/gm)].map((match) => match[1]);
      expect(written.filter((name) => !rules().some(({ alert }) => alert === name))).toEqual([]);
    });

    it('silences only alerts that there are', () => {
      const alertmanager = readFileSync(new URL('../ops/alertmanager/alertmanager.yml', import.meta.url), 'utf8');
      const silenced = [...alertmanager.matchAll(/alertname=~?"([\w|]+)"/g)].flatMap((match) => (match[1] ?? '').split('|'));
      expect(silenced.filter((name) => !rules().some(({ alert }) => alert === name))).toEqual([]);
    });
  });
});
