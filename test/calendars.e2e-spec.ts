import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ical from 'node-ical';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { CalendarFetcher } from '../src/modules/properties/calendar/calendar-fetcher.js';
import type { CalendarImportsView } from '../src/modules/properties/calendar/calendar.dto.js';
import type { BlockView } from '../src/modules/properties/property.views.js';
import { JobRunner } from '../src/platform/schedule/job-runner.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startCalendarSimulator, type CalendarSimulator } from './support/simulators/calendar-simulator.js';
import { until } from './support/wait.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const inDays = (days: number): string => addDays(today, days);
const event = (uid: string, start: number, end: number): { uid: string; start: string; end: string } => ({ uid, start: inDays(start), end: inDays(end) });

type Refused = CalendarImportsView & { code: string; detail: string; errors: { field: string; code: string }[] };

describe('calendars', () => {
  let house: TestApp;
  let site: CalendarSimulator;
  let landlord: TestActor;
  let tenant: TestActor;
  let home: { id: string; owner_id: string };
  let path: string;

  beforeAll(async () => {
    site = await startCalendarSimulator();
    house = await startApp({ worker: true, env: { CALENDAR_ALLOW_PRIVATE: 'true' } });
    landlord = await house.actors.asLandlord();
    tenant = await house.actors.asTenant();
  });
  afterAll(async () => {
    await house.close();
    await site.http.stop();
  });
  beforeEach(async () => {
    site.http.heal();
    home = await house.build.property(landlord);
    path = `/${home.id}.ics`;
  });

  const read = async (of = home): Promise<CalendarImportsView> => (await house.api.get<CalendarImportsView>(`/properties/${of.id}/calendar-imports`, { as: landlord })).body;
  const put = (body: object, of = home, as = landlord) => house.api.put<Refused>(`/properties/${of.id}/calendar-imports`, body, { as });
  const blocks = async (of = home): Promise<BlockView[]> => (await house.api.get<BlockView[]>(`/properties/${of.id}/blocks`, { as: landlord })).body;
  const closed = async (of = home): Promise<string[]> => (await blocks(of)).map((block) => `${block.start_date} ${block.end_date}`);
  const span = (start: number, end: number): string => `${inDays(start)} ${inDays(end)}`;
  const fetched = (of = home) => until(async () => {
    const { imports } = await read(of);
    return imports.length > 0 && imports.every((one) => one.last_fetched_at !== null) && imports;
  }, 'the first fetch');
  /** Brings a calendar in and waits for it. */
  const bring = async (url: string, of = home, name = 'Airbnb'): Promise<string> => {
    expect((await put({ imports: [{ url, name }] }, of)).status).toBe(200);
    return (await fetched(of))[0]?.id ?? '';
  };
  const again = (id: string) => house.app.get(CalendarFetcher).fetch(id);
  const stay = (facts: object) => house.build.booking(home, tenant, { ...facts });
  const ics = async (url: string, headers: Record<string, string> = {}): Promise<Response> => fetch(url.replace('http://api.lokahome.test', house.url), { headers });

  describe('what we tell other sites', () => {
    it('is when the home is taken, as half-open days under lasting UIDs, and nobody’s name', async () => {
      const confirmed = await stay({ start_date: inDays(10), end_date: inDays(14), status: 'confirmed', expires_at: null });
      await stay({ start_date: inDays(20), end_date: inDays(22) });
      await stay({ start_date: inDays(30), end_date: inDays(32), expires_at: new Date(Date.now() - 1000) });
      await house.api.post(`/properties/${home.id}/blocks`, { start_date: inDays(40), end_date: inDays(41), note: 'Secret' }, { as: landlord });
      const { export_url } = await read();
      const answer = await ics(export_url);
      const text = (await answer.text()).replaceAll('\r\n ', '');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
      expect(text).toContain(`DTSTART;VALUE=DATE:${inDays(10).replaceAll('-', '')}\r\nDTEND;VALUE=DATE:${inDays(14).replaceAll('-', '')}`);
      expect(text).toContain(`UID:${confirmed.id}@${home.id}.lokahome`);
      expect(text.match(/SUMMARY:.*/g)).toEqual(['SUMMARY:Réservé', 'SUMMARY:Réservé', 'SUMMARY:Indisponible']);
      expect(text).not.toMatch(/Secret|Afi|Adjovi|@example/);
      const same = await ics(export_url, { 'if-none-match': answer.headers.get('etag') ?? '' });
      expect(same.status).toBe(304);
    });

    it('is read by a real iCal library, and comes back unchanged into another home', async () => {
      await stay({ start_date: inDays(10), end_date: inDays(14), status: 'confirmed', expires_at: null });
      await house.api.post(`/properties/${home.id}/blocks`, { start_date: inDays(14), end_date: inDays(15) }, { as: landlord });
      const text = await (await ics((await read()).export_url)).text();
      const events = Object.values(ical.sync.parseICS(text)).filter((one) => one?.type === 'VEVENT');
      const local = (date: Date | undefined): string => `${String(date?.getFullYear())}-${String((date?.getMonth() ?? 0) + 1).padStart(2, '0')}-${String(date?.getDate()).padStart(2, '0')}`;
      expect(events.map((one) => `${local(one.start)} ${local(one.end)}`)).toEqual([span(10, 14), span(14, 15)]);
      const rooms = await house.build.property(landlord);
      await bring(site.show(path, text), rooms);
      expect(await closed(rooms)).toEqual([span(10, 14), span(14, 15)]);
    });

    it('opens for its token alone, until the owner makes a new one', async () => {
      const { export_url } = await read();
      const other = await house.build.property(landlord);
      const { export_url: others } = await read(other);
      expect((await ics(export_url.replace(/=.*/, '=nonsense'))).status).toBe(404);
      expect((await ics(export_url.replace(/\?.*/, ''))).status).toBe(404);
      expect((await ics(export_url.replace(/=.*/, `=${others.split('=')[1] ?? ''}`))).status).toBe(404);
      expect(export_url).toMatch(/token=[\w-]{43}$/);
      const fresh = await put({ rotate_export: true });
      expect(fresh.body.export_url).not.toBe(export_url);
      expect([(await ics(export_url)).status, (await ics(fresh.body.export_url)).status]).toEqual([404, 200]);
    });

    it('holds no echo of what was brought in', async () => {
      await bring(site.show(path, [event('a', 10, 12)]));
      expect(await (await ics((await read()).export_url)).text()).not.toContain('VEVENT');
    });
  });

  describe('what other sites tell us', () => {
    it('closes the days at once, with its source, and keeps nobody’s name', async () => {
      const url = site.show(path, [event('a', 10, 12), event('b', 12, 13), event('past', -5, -2)]);
      const id = await bring(url);
      expect((await blocks()).map((block) => [block.start_date, block.end_date, block.note, block.source])).toEqual([
        [inDays(10), inDays(12), null, { import_id: id, name: 'Airbnb' }], [inDays(12), inDays(13), null, { import_id: id, name: 'Airbnb' }],
      ]);
      const free = async (start: number, end: number): Promise<boolean> =>
        (await house.api.get<{ is_available: boolean }>(`/properties/${home.id}/availability`, { query: { from: inDays(start), to: inDays(end) } })).body.is_available;
      expect([await free(9, 10), await free(10, 11), await free(12, 13), await free(13, 14)]).toEqual([true, false, false, true]);
      const asked = await house.api.post<{ code: string }>('/bookings', { property_id: home.id, start_date: inDays(11), end_date: inDays(14) }, { as: tenant });
      expect(asked.status).toBe(409);
      expect((await read()).imports).toEqual([{ id, url, name: 'Airbnb', last_fetched_at: expect.any(String), last_error: null, conflicts: [] }]);
      expect(site.asked(path)[0]?.headers['user-agent']).toBe('LOKAHOME/1.0.0 calendar');
    });

    it('follows its UID when it moves, and goes when it is gone there', async () => {
      const id = await bring(site.show(path, [event('a', 10, 12), event('b', 20, 22)]));
      site.show(path, [event('a', 11, 15), event('b', 20, 22)]);
      expect(await again(id)).toBeNull();
      expect(await closed()).toEqual([span(11, 15), span(20, 22)]);
      site.show(path, [event('a', 11, 15)]);
      await again(id);
      expect(await closed()).toEqual([span(11, 15)]);
    });

    it('is asked for with its ETag, and frees nothing when it has not changed', async () => {
      const id = await bring(site.show(path, [event('a', 10, 12)]));
      expect(await again(id)).toBeNull();
      expect(site.asked(path).at(-1)?.headers['if-none-match']).toMatch(/^"[0-9a-f]{40}"$/);
      expect(await closed()).toEqual([span(10, 12)]);
    });

    it.each<[string, string, () => void]>([
      ['is away', 'refused', () => { site.http.failNext(1, 503); }],
      ['hangs up', 'unreachable', () => { site.http.cutNext(); }],
      ['is empty', 'empty', () => { site.show(path, []); }],
      ['is cut off', 'unreadable', () => { site.show(path, 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:z\r\n'); }],
      ['is a web page', 'unreadable', () => { site.show(path, '<!doctype html><p>Sign in</p>'); }],
      ['is huge', 'too_large', () => { site.show(path, 'x'.repeat(1_100_000)); }],
      ['is nonsense in part', 'partly_unreadable', () => { site.show(path, 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:z\r\nDTSTART:soon\r\nEND:VEVENT\r\nEND:VCALENDAR'); }],
    ])('frees nothing when it %s', async (_what, expected, wrong) => {
      const good = [event('a', 10, 12)];
      const id = await bring(site.show(path, good));
      wrong();
      expect(await again(id)).toBe(expected);
      expect((await read()).imports[0]?.last_error).toBe(expected);
      expect(await closed()).toEqual([span(10, 12)]);
      site.show(path, [...good, event('b', 13, 14)]);
      expect(await again(id)).toBeNull();
      expect((await read()).imports[0]?.last_error).toBeNull();
      expect(await closed()).toEqual([span(10, 12), span(13, 14)]);
    });

    it('may be slow, for ten seconds', async () => {
      const id = await bring(site.show(path, [event('a', 10, 12)]));
      site.http.fault({ kind: 'trickle' });
      expect(await again(id)).toBe('unreachable');
      expect(await closed()).toEqual([span(10, 12)]);
    }, 30_000);

    it('does not bring back what we told it', async () => {
      const { id } = await stay({ start_date: inDays(10), end_date: inDays(14), status: 'confirmed', expires_at: null });
      await bring(site.show(path, [event(`${id}@${home.id}.lokahome`, 10, 14), event('a', 20, 21)]));
      expect([await closed(), (await read()).imports[0]?.conflicts]).toEqual([[span(20, 21)], []]);
    });

    it('never overwrites a stay: the owner is told once, and its days are closed when the stay goes', async () => {
      const booked = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, start_date: inDays(10), end_date: inDays(14) }, { as: tenant });
      expect(booked.status).toBe(201);
      const id = await bring(site.show(path, [event('a', 8, 12)]));
      expect((await read()).imports[0]?.conflicts).toEqual([{ booking_id: booked.body.id, start_date: inDays(8), end_date: inDays(12) }]);
      // What the stay does not hold is closed all the same: the other site has sold it.
      expect(await closed()).toEqual([span(8, 10)]);
      site.show(path, [event('a', 8, 12), event('c', 30, 31)]);
      await again(id);
      const notes = async () =>
        (await house.database.client.query<{ content: string }>(`SELECT content FROM notifications WHERE related_id = $1 AND title = 'Dates prises sur deux sites'`, [booked.body.id])).rows;
      await until(async () => (await notes()).length > 0, 'the note');
      await until(async () => (await house.database.client.query(`SELECT 1 FROM outbox WHERE type = 'calendar.conflict' AND done_at IS NULL`)).rows.length === 0, 'quiet');
      expect((await notes()).map(({ content }) => content)).toEqual([expect.stringContaining('Cette réservation reste en place')]);
      expect((await house.api.put(`/bookings/${booked.body.id}/reject`, {}, { as: landlord })).status).toBe(200);
      await until(async () => (await closed()).includes(span(8, 12)), 'the days to be closed');
      expect(await closed()).toEqual([span(8, 12), span(30, 31)]);
      expect((await read()).imports[0]?.conflicts).toEqual([]);
    });

    it('may say the same twice, from two sites or beside a block of the owner’s', async () => {
      await house.api.post(`/properties/${home.id}/blocks`, { start_date: inDays(11), end_date: inDays(13) }, { as: landlord });
      const urls = [site.show(path, [event('a', 10, 12)]), site.show(`/second${path}`, [event('b', 10, 12)])];
      await put({ imports: urls.map((url) => ({ url })) });
      await fetched();
      expect((await closed()).sort()).toEqual([span(10, 12), span(10, 12), span(11, 13)]);
      await put({ imports: [{ url: urls[1] }] });
      expect((await closed()).sort()).toEqual([span(10, 12), span(11, 13)]);
      expect((await blocks()).find((block) => block.source !== null)?.source?.name).toBe('127.0.0.1');
    });

    it('cannot be opened by hand', async () => {
      await bring(site.show(path, [event('a', 10, 12)]));
      const [block] = await blocks();
      const { status, body } = await house.api.call<Refused>('DELETE', `/properties/${home.id}/blocks/${block?.id ?? ''}`, { as: landlord });
      expect([status, body.code]).toEqual([409, 'property.block_imported']);
      expect(body.detail).toContain('Airbnb');
    });

    it('is fetched by the clock', async () => {
      await bring(site.show(path, [event('a', 10, 12)]));
      site.show(path, [event('a', 15, 16)]);
      const run = await house.app.get(JobRunner).run('import-calendars');
      expect(run.outcome).toBe('done');
      expect(await closed()).toEqual([span(15, 16)]);
    });

    it('goes with the owner’s account', async () => {
      const owner = await house.actors.asLandlord();
      const theirs = await house.build.property(owner);
      await put({ imports: [{ url: site.show(path, [event('a', 10, 12)]) }] }, theirs, owner);
      const exported = await house.api.get('/users/me/export', { as: owner });
      expect(JSON.stringify(exported.body)).toContain(path);
      expect((await house.api.call('DELETE', '/users/me', { as: owner })).status).toBe(204);
      expect((await house.database.client.query('SELECT 1 FROM calendar_imports WHERE property_id = $1', [theirs.id])).rows).toEqual([]);
    });
  });

  describe('the list of calendars', () => {
    it.each<[string, object, string]>([
      ['eleven', { imports: Array.from({ length: 11 }, (_, n) => ({ url: `https://example.com/${String(n)}` })) }, 'imports'],
      ['one twice', { imports: [{ url: 'https://example.com/a' }, { url: 'webcal://EXAMPLE.com/a#x' }] }, 'imports'],
      ['no address', { imports: [{ url: 'calendar' }] }, 'imports.0.url'],
      ['a file', { imports: [{ url: 'file:///etc/passwd' }] }, 'imports.0.url'],
      ['credentials', { imports: [{ url: 'https://me:secret@example.com/a' }] }, 'imports.0.url'],
      ['another field', { imports: [{ url: 'https://example.com/a', property_id: 'x' }] }, 'imports.0.property_id'],
    ])('refuses %s', async (_what, body, field) => {
      const answer = await put(body);
      expect([answer.status, answer.body.errors.map((one) => one.field)]).toEqual([422, [field]]);
    });

    it('is its owner’s', async () => {
      expect((await put({ imports: [] }, home, await house.actors.asTenant())).status).toBe(403);
      expect((await put({ imports: [] }, home, await house.actors.asLandlord())).status).toBe(403);
      expect((await put({ imports: [] }, home, await house.actors.asAdmin())).status).toBe(200);
    });

    it('without the setting for tests takes https alone, and calls nobody on this machine', async () => {
      const strict = await startApp({ beside: house });
      try {
        const url = site.show(path, [event('a', 10, 12)]);
        const plain = await strict.api.put<Refused>(`/properties/${home.id}/calendar-imports`, { imports: [{ url }] }, { as: landlord });
        expect([plain.status, plain.body.errors[0]?.field]).toEqual([422, 'imports.0.url']);
        const id = await bring(url);
        const calls = site.asked(path).length;
        for (const address of [url, 'https://127.0.0.1/a.ics', 'https://169.254.169.254/a.ics', 'https://[::ffff:10.0.0.1]/a.ics', 'https://2130706433/a.ics']) {
          await house.database.client.query('UPDATE calendar_imports SET url = $2 WHERE id = $1', [id, address]);
          expect(await strict.app.get(CalendarFetcher).fetch(id)).toBe('address_refused');
        }
        expect(site.asked(path)).toHaveLength(calls);
        expect(await closed()).toEqual([span(10, 12)]);
      } finally {
        await strict.close();
      }
    });
  });
});
