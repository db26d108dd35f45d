import { describe, expect, it } from '@jest/globals';
import { breaksOf, type Document } from '../contract/compare.js';
import { verdictOn } from '../contract/report.js';
import type { Json } from '../contract/schemas.js';
import { documentText, slim } from '../contract/slim.js';

/** Small, and with one of everything that can be broken. */
const published = (): Document =>
  ({
    openapi: '3.0.0',
    info: { title: 'x', version: '1.4.0' },
    paths: {
      '/stays/{id}': {
        get: {
          operationId: 'getStay', security: [{}, { bearerAuth: [] }],
          parameters: [
            { in: 'path', name: 'id', required: true, schema: { type: 'string', format: 'uuid' } },
            { in: 'query', name: 'sort', schema: { type: 'string', enum: ['newest', 'price'], default: 'newest' } },
            { in: 'query', name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100 } },
          ],
          responses: {
            200: { headers: { ETag: {} }, content: { 'application/json': { schema: { $ref: '#/components/schemas/StayView' } }, 'text/csv': { schema: { type: 'string' } } } },
            404: { content: { 'application/problem+json': { schema: { type: 'object' }, examples: { 'stay.gone': {}, not_found: {} } } } },
          },
        },
        put: {
          operationId: 'changeStay', security: [{ bearerAuth: [] }],
          parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
          requestBody: { required: false, content: { 'application/json': { schema: { $ref: '#/components/schemas/NewStay' } }, 'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/NewStay' } } } },
          responses: { 200: { content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/StayView' } } } } } },
        },
      },
    },
    components: {
      schemas: {
        NewStay: {
          type: 'object', required: ['title'],
          properties: {
            title: { type: 'string', minLength: 1, maxLength: 80 },
            price: { type: 'number', minimum: 0, nullable: true },
            kind: { type: 'string', enum: ['room', 'house'] },
            tags: { type: 'array', maxItems: 10, items: { type: 'string' } },
            note: { type: 'string' },
            more: { type: 'object', additionalProperties: true },
          },
        },
        StayView: {
          type: 'object', required: ['id', 'status', 'nights', 'guest'],
          properties: {
            id: { type: 'string', format: 'uuid' },
            status: { type: 'string', enum: ['open', 'closed'] },
            nights: { type: 'integer' },
            guest: { nullable: true, allOf: [{ $ref: '#/components/schemas/GuestView' }] },
            next: { $ref: '#/components/schemas/StayView' },
          },
        },
        GuestView: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
      },
    },
  }) as unknown as Document;

interface Parts { get: Json; put: Json; NewStay: Json; StayView: Json; GuestView: Json; schemas: Json; item: Json }
/** What the change of the parts of the published document breaks: `whom: place what`. */
function broken(change: (parts: Parts) => void): string[] {
  const current = published();
  const item = current.paths['/stays/{id}'] as unknown as Record<string, Json>;
  const schemas = current.components.schemas as Record<string, Json>;
  change({ get: item['get'], put: item['put'], NewStay: schemas['NewStay'], StayView: schemas['StayView'], GuestView: schemas['GuestView'], schemas, item });
  return breaksOf(published(), current).map(({ whom, place, what }) => `${whom}: ${place} ${what}`);
}
const field = (schema: Json, name: string): Json => (schema['properties'] as Record<string, Json>)[name];
const parameter = (operation: Json, name: string): Json => (operation['parameters'] as Json[]).find((one) => one['name'] === name)!;
const without = (schema: Json, name: string): boolean => Reflect.deleteProperty(schema['properties'] as Json, name);
const answer = (operation: Json, status: string): Json => (operation['responses'] as Record<string, Json>)[status];
const content = (holder: unknown): Record<string, Json> => (holder as { content: Record<string, Json> }).content;

const GET = 'GET /stays/{id}';
const PUT = 'PUT /stays/{id}';

describe('a change of the document', () => {
  it.each<[string, (parts: Parts) => void, string[]]>([
    // Operations
    ['an operation that is gone', ({ item }) => delete item['put'], [`senders: ${PUT} is gone`]],
    ['another operationId', ({ get }) => (get['operationId'] = 'readStay'), [`SDK users: ${GET} is called readStay, no longer getStay`]],
    ['no way in without an account', ({ get }) => (get['security'] = [{ bearerAuth: [] }]), [`senders: ${GET} can no longer be called without signing in`]],
    ['another way of signing in', ({ put }) => (put['security'] = [{ apiKey: [] }]), [`senders: ${PUT} can no longer be called with bearerAuth`]],
    ['a type whose name is gone', ({ schemas, StayView }) => { delete schemas['GuestView']; StayView['properties'] = { ...(StayView['properties'] as Json), guest: { type: 'object', nullable: true, properties: { name: { type: 'string' } }, required: ['name'] } }; }, ['SDK users: GuestView is no longer the name of a type']],
    // Parameters
    ['a parameter that is gone', ({ get }) => (get['parameters'] = (get['parameters'] as Json[]).filter((one) => one['name'] !== 'sort')), [`senders: ${GET} query sort is gone`]],
    ['a new parameter that is needed', ({ get }) => (get['parameters'] as Json[]).push({ in: 'query', name: 'day', required: true, schema: { type: 'string' } }), [`senders: ${GET} query day has to be sent now`]],
    ['a parameter that is needed now', ({ get }) => (parameter(get, 'limit')['required'] = true), [`senders: ${GET} query limit has to be sent now`]],
    ['a stricter limit', ({ get }) => (parameter(get, 'limit')['schema'] = { type: 'integer', minimum: 2, maximum: 50 }), [`senders: ${GET} query limit has a maximum of 50, no longer 100`, `senders: ${GET} query limit has a minimum of 2, no longer 1`]],
    ['another default', ({ get }) => (parameter(get, 'sort')['schema'] = { type: 'string', enum: ['newest', 'price'], default: 'price' }), [`senders: ${GET} query sort is "price" when left out, no longer "newest"`]],
    ['a value that is no longer taken', ({ get }) => (parameter(get, 'sort')['schema'] = { type: 'string', enum: ['newest'], default: 'newest' }), [`senders: ${GET} query sort no longer takes "price"`]],
    ['another format', ({ put }) => (parameter(put, 'id')['schema'] = { type: 'string', format: 'uuid' }), [`senders: ${PUT} path id has the format uuid, no longer of any text`]],
    // Bodies
    ['a body that is needed now', ({ put }) => ((put['requestBody'] as Json)['required'] = true), [`senders: ${PUT} body has to be sent now`]],
    ['a body that is not taken any more', ({ put }) => delete put['requestBody'], [`senders: ${PUT} body is no longer taken`]],
    ['a body that is not taken as a form', ({ put }) => delete content(put['requestBody'])['application/x-www-form-urlencoded'], [`senders: ${PUT} body is no longer taken as application/x-www-form-urlencoded`]],
    ['a field that is not taken any more', ({ NewStay }) => without(NewStay, 'note'), ['senders: NewStay.note is no longer taken: who sends it is refused']],
    ['a field that is needed now', ({ NewStay }) => (NewStay['required'] = ['title', 'kind']), ['senders: NewStay.kind has to be sent now']],
    ['a narrower type', ({ NewStay }) => (field(NewStay, 'price')['type'] = 'integer'), ['senders: NewStay.price is integer, no longer number']],
    ['no null any more', ({ NewStay }) => delete field(NewStay, 'price')['nullable'], ['senders: NewStay.price may no longer be null']],
    ['a list of values where anything went', ({ NewStay }) => (field(NewStay, 'note')['enum'] = ['a']), ['senders: NewStay.note takes a list of values only, no longer anything']],
    ['a shorter text', ({ NewStay }) => (field(NewStay, 'title')['maxLength'] = 60), ['senders: NewStay.title has a maxLength of 60, no longer 80']],
    ['a limit where there was none', ({ NewStay }) => (field(NewStay, 'note')['maxLength'] = 10), ['senders: NewStay.note has a maxLength of 10, no longer none']],
    ['a pattern', ({ NewStay }) => (field(NewStay, 'note')['pattern'] = '^a'), ['senders: NewStay.note has to look like ^a']],
    ['items that are another thing', ({ NewStay }) => (field(NewStay, 'tags')['items'] = { type: 'integer' }), ['senders: NewStay.tags[] is integer, no longer string']],
    ['items that must differ', ({ NewStay }) => (field(NewStay, 'tags')['uniqueItems'] = true), ['senders: NewStay.tags takes no item twice any more']],
    ['no free fields any more', ({ NewStay }) => (field(NewStay, 'more')['additionalProperties'] = false), ['senders: NewStay.more takes no other fields any more']],
    // Answers
    ['a field that is gone', ({ StayView }) => { without(StayView, 'nights'); StayView['required'] = ['id', 'status', 'guest']; }, ['readers: StayView.nights is gone']],
    ['a field that may be missing', ({ StayView }) => (StayView['required'] = ['id', 'status', 'guest']), ['readers: StayView.nights may be missing now']],
    ['a field that may be null', ({ StayView }) => (field(StayView, 'nights')['nullable'] = true), ['readers: StayView.nights may be null now']],
    ['a field deep within that is gone', ({ GuestView }) => (GuestView['properties'] = {}), ['readers: GuestView.name is gone']],
    ['a wider type', ({ StayView }) => (field(StayView, 'nights')['type'] = 'number'), ['readers: StayView.nights is number, no longer integer']],
    ['a value that readers do not know', ({ StayView }) => (field(StayView, 'status')['enum'] = ['open', 'closed', 'lost']), ['readers: StayView.status can be "lost" now, which readers do not know']],
    ['any value', ({ StayView }) => delete field(StayView, 'status')['enum'], ['readers: StayView.status can be anything, no longer a list of values']],
    ['no format', ({ StayView }) => delete field(StayView, 'id')['format'], ['readers: StayView.id has the format of any text, no longer uuid']],
    ['a status that is not answered any more', ({ get }) => delete (get['responses'] as Json)['404'], [`readers: ${GET} → 404 is no longer answered`]],
    ['another success', ({ put }) => ((put['responses'] as Json)['202'] = {}), [`readers: ${PUT} → 202 is a success that readers do not know`]],
    ['a code that is gone', ({ get }) => delete (content(answer(get, '404'))['application/problem+json']['examples'] as Json)['stay.gone'], [`readers: ${GET} → 404 no longer has the code stay.gone`]],
    ['an answer that is not given as a table', ({ get }) => delete content(answer(get, '200'))['text/csv'], [`readers: ${GET} → 200 no longer comes as text/csv`]],
    ['a header that is gone', ({ get }) => (answer(get, '200')['headers'] = {}), [`readers: ${GET} → 200 comes without the header ETag`]],
    ['a schema made of others', ({ StayView }) => (StayView['oneOf'] = [{}]), ['readers: StayView is composed of other schemas, differently than before']],
  ])('breaks by %s', (_what, change, said) => {
    expect(broken(change)).toEqual(said);
  });

  it.each<[string, (parts: Parts) => void]>([
    ['a new operation', ({ item, get }) => (item['delete'] = { ...get, operationId: 'deleteStay' })],
    ['a parameter that may be left out', ({ get }) => (get['parameters'] as Json[]).push({ in: 'query', name: 'day', schema: { type: 'string' } })],
    ['wider limits and types of what is sent', ({ NewStay, get }) => { field(NewStay, 'title')['maxLength'] = 200; field(NewStay, 'title')['minLength'] = 0; delete field(NewStay, 'kind')['enum']; parameter(get, 'limit')['schema'] = { type: 'number', minimum: 0, maximum: 500 }; }],
    ['fields that may be sent, and null where it was refused', ({ NewStay }) => { NewStay['properties'] = { ...(NewStay['properties'] as Json), colour: { type: 'string' } }; NewStay['required'] = []; field(NewStay, 'title')['nullable'] = true; field(NewStay, 'kind')['enum'] = ['room', 'house', 'boat']; }],
    ['fields that are answered as well, and narrower ones', ({ StayView }) => { StayView['properties'] = { ...(StayView['properties'] as Json), colour: { type: 'string' } }; field(StayView, 'status')['enum'] = ['open']; field(StayView, 'nights')['minimum'] = 1; }],
    ['another way in, error, code, type of answer and name of a type', ({ put, get, schemas }) => {
      (put['security'] as Json[]).push({ apiKey: [] });
      (put['responses'] as Json)['409'] = {};
      (content(answer(get, '404'))['application/problem+json']['examples'] as Json)['stay.hidden'] = {};
      content(answer(get, '200'))['application/pdf'] = {};
      schemas['Colour'] = { type: 'string' };
    }],
  ])('breaks nothing by %s', (_what, change) => {
    expect(broken(change)).toEqual([]);
  });

  it('breaks the SDK alone by the name of a part of the path, which the wire does not know', () => {
    const current = published();
    const item = current.paths['/stays/{id}'];
    current.paths = { '/stays/{stay_id}': { ...item, get: { ...item['get'], parameters: item['get'].parameters!.map((one) => (one.in === 'path' ? { ...one, name: 'stay_id' } : one)) } } };
    expect(breaksOf(published(), current).map(({ whom, place, what }) => `${whom}: ${place} ${what}`)).toEqual([`SDK users: ${GET} path id is gone`]);
  });
});

describe('the verdict', () => {
  const lost = (version: string) => {
    const current = published();
    current.info.version = version;
    without(current.components.schemas['StayView'], 'nights');
    return verdictOn(published(), current, breaksOf(published(), current), false);
  };

  it('refuses a break, and says what it is, whom it hits and what to do', () => {
    const { holds, text } = lost('1.5.0');
    expect(holds).toBe(false);
    expect(text).toContain('The document breaks clients of 1.4.0, and 1.5.0 may not:');
    expect(text).toContain('  Who reads the answers:\n  - StayView.nights is gone (getStay, changeStay)');
    expect(text).toContain('CHANGELOG.md');
  });

  it('lets a major version break, and tells what', () => {
    const { holds, text } = lost('2.0.0');
    expect([holds, text.includes('StayView.nights is gone')]).toEqual([true, true]);
  });

  it('lets pass what adds, and reminds of the file', () => {
    expect(verdictOn(published(), published(), [], false)).toEqual({ holds: true, text: expect.stringContaining('npm run contract') });
    expect(verdictOn(published(), published(), [], true).text).toBe('The document is the one of 1.4.0.');
  });
});

describe('what is kept of a document', () => {
  it('is what it promises: no words, but every name, code and limit', () => {
    const wordy = published();
    Object.assign(wordy.components.schemas['GuestView'], { description: 'words', example: { name: 'Afi' } });
    (wordy.components.schemas['GuestView']['properties'] as Json)['description'] = { type: 'string', description: 'words', example: 'x' };
    const kept = slim(wordy);
    expect(kept.components.schemas['GuestView']).toEqual({ type: 'object', required: ['name'], properties: { name: { type: 'string' }, description: { type: 'string' } } });
    expect(breaksOf(published(), slim(published()))).toEqual([]);
    expect(breaksOf(slim(published()), published())).toEqual([]);
  });

  it('does not depend on the order in which things are written', () => {
    const turned = published();
    turned.components = { schemas: Object.fromEntries(Object.entries(turned.components.schemas).reverse()) };
    expect(documentText(slim(turned))).toBe(documentText(slim(published())));
    expect(JSON.parse(documentText(slim(published())))).toEqual(JSON.parse(JSON.stringify(slim(published()))));
  });
});
