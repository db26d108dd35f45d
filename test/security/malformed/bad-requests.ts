import type { OutgoingHttpHeaders } from 'node:http';
import { Random } from '../../../src/seeding/random.js';
import type { Document, Operation } from './document.js';
import { Members, nested, Raw, toText, type Json } from './json-text.js';
import type { RawRequest } from './raw-client.js';
import { CANARY, KEYS, strangePart, strangeValue, TEXTS } from './strange-values.js';

/** Ids that exist: by the segment of the path that they stand behind (`bookings`), or by field (`property_id`). */
export type KnownIds = Readonly<Record<string, string>>;

interface Draft {
  method: string;
  path: string;
  query: [string, string][];
  headers: OutgoingHttpHeaders;
  json: Json | undefined;
  body: Buffer | undefined;
}

type Spoil = (draft: Draft, operation: Operation, random: Random, document: Document) => void;

/** The index-th bad request of a seed: the same one each time. `tokens` are access tokens to choose from. */
export function badRequest(document: Document, ids: KnownIds, seed: number, index: number): { operation: Operation; actor: number; request: (token: string | undefined) => RawRequest } {
  const random = new Random(seed, 0, 0, index);
  const operation = document.operations[index % document.operations.length];
  const draft = soundDraft(document, operation, ids, random);
  const ways = waysToSpoil(operation);
  const times = random.pick([1, 1, 1, 2, 3]);
  for (let time = 0; time < times; time += 1) random.pick(ways)(draft, operation, random, document);
  return { operation, actor: random.int(0, 5), request: (token) => finished(draft, operation, token) };
}

function soundDraft(document: Document, operation: Operation, ids: KnownIds, random: Random): Draft {
  const path = operation.path.replace(/([\w-]+)\/\{\w+\}/g, (_, kind: string) => `${kind}/${(random.chance(0.7) ? ids[kind] : undefined) ?? '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f'}`);
  const query = operation.parameters
    .filter((one) => one.in === 'query' && (one.required === true || random.chance(0.3)))
    .map((one): [string, string] => [one.name, textOf(one.schema ? document.sampleOf(one.schema) : 'x')]);
  let json = operation.schema ? document.sampleOf(operation.schema) : undefined;
  if (json instanceof Members) for (const [name] of json.entries) if (ids[name] !== undefined) json = json.with(name, ids[name]);
  return { method: operation.method, path, query, headers: {}, json, body: undefined };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : toText(value);
}

function finished(draft: Draft, operation: Operation, token: string | undefined): RawRequest {
  const headers: OutgoingHttpHeaders = { ...draft.headers };
  if (token !== undefined) headers['authorization'] ??= `Bearer ${token}`;
  let body = draft.body;
  if (body === undefined && draft.json !== undefined) {
    const type = operation.types[0] ?? 'application/json';
    if (type === 'multipart/form-data') {
      headers['content-type'] ??= 'multipart/form-data; boundary=b';
      body = Buffer.from(`--b\r\nContent-Disposition: form-data; name="${operation.schema?.properties ? (Object.keys(operation.schema.properties)[0] ?? 'x') : 'x'}"; filename="a.jpg"\r\n\r\nnot a picture\r\n--b--\r\n`);
    } else {
      headers['content-type'] ??= 'application/json';
      body = Buffer.from(toText(draft.json));
    }
  }
  const query = draft.query.map(([name, value]) => `${name}=${value}`).join('&');
  const target = `${draft.path}${query === '' ? '' : `?${query}`}`.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
  // Node leaves the length out of a GET with a body, and the body would be taken for the next request.
  if (body !== undefined) headers['content-length'] = body.length;
  return { method: draft.method, target, headers, body };
}

function waysToSpoil(operation: Operation): readonly Spoil[] {
  const ways: Spoil[] = [...everywhere];
  if (operation.parameters.some((one) => one.in === 'query')) ways.push(...queries, ...queries);
  if (operation.path.includes('{')) ways.push(spoilPath);
  if (operation.schema) ways.push(...bodies, ...bodies, ...encodings);
  if (operation.types.includes('multipart/form-data')) ways.push(...forms, ...forms, ...forms);
  return ways;
}

const spoilPath: Spoil = (draft, operation, random) => {
  draft.path = operation.path.replace(/\{\w+\}/g, () => strangePart(random));
};

const everywhere: readonly Spoil[] = [
  (draft, _operation, random) => { draft.query.push([random.pick([...KEYS.map(encodeURIComponentSafely), 'page', 'page[]', 'page[a]', 'filter[$ne]']), strangePart(random)]); },
  (draft, _operation, random) => { draft.method = random.pick(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'LINK']); },
  (draft, _operation, random) => { draft.path += random.pick(['/', '//', '/x', '/..', '/%2e%2e/%2e%2e', '%00', '/.', '.json', ';a=b', '/%ff', `/${'y'.repeat(4000)}`]); },
  (draft, _operation, random) => {
    const [name, values] = random.pick(HEADERS);
    draft.headers[name] = random.pick(values);
  },
  (draft, _operation, random) => { draft.headers['authorization'] = random.pick(AUTHORIZATIONS); },
  (draft, _operation, random) => {
    draft.headers['content-type'] = random.pick(['application/json', 'text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=utf-16', 'application/json;', 'x', ';', '*/*', 'application/x-www-form-urlencoded', 'application/problem+json']);
    draft.body = Buffer.from(random.pick(['', '{}', 'null', '<a/>', 'a=1&a=2&__proto__=3', 'a[b][c]=1', `%${CANARY}`, '\u0000']));
  },
];

const queries: readonly Spoil[] = [
  (draft, operation, random) => {
    const one = random.pick(operation.parameters.filter(({ in: place }) => place === 'query'));
    draft.query = [...draft.query.filter(([name]) => name !== one.name), [one.name, strangePart(random)]];
  },
  (draft, operation, random) => {
    const one = random.pick(operation.parameters.filter(({ in: place }) => place === 'query'));
    draft.query = [...draft.query.filter(([name]) => name !== one.name), [one.name, encodeURIComponentSafely(random.pick(TEXTS))]];
  },
  (draft, operation, random) => {
    const one = random.pick(operation.parameters.filter(({ in: place }) => place === 'query'));
    draft.query.push([one.name, '1'], [one.name, strangePart(random)]);
  },
  (draft, _operation, random) => { draft.query.push(['page', random.pick(['0', '-1', '1.5', '99999999999', '1e3', '+1', '501', 'Infinity', ''])], ['per_page', random.pick(['0', '-5', '101', '100', 'x', '1e2'])]); },
];

const bodies: readonly Spoil[] = [
  changeField((_, random) => strangeValue(random)),
  changeField((value) => [value]),
  changeField((value) => new Members([['value', value]])),
  changeField((value) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? (Number(value) || 7) : null)),
  (draft, _operation, random) => {
    if (!(draft.json instanceof Members) || draft.json.entries.length === 0) return;
    draft.json = draft.json.without(random.pick(draft.json.entries)[0]);
  },
  (draft, _operation, random) => {
    if (draft.json instanceof Members) draft.json = new Members([...draft.json.entries, [random.pick(KEYS), strangeValue(random)]]);
  },
  (draft, _operation, random) => {
    if (draft.json instanceof Members && draft.json.entries.length > 0) draft.json = new Members([...draft.json.entries, [random.pick(draft.json.entries)[0], strangeValue(random)]]);
  },
  (draft, _operation, random) => { draft.json = strangeValue(random); },
];

const encodings: readonly Spoil[] = [
  withText((text, random) => Buffer.from(text.slice(0, random.int(0, Math.max(0, text.length - 1))))),
  withText((text, random) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(random.pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x00], [0xf8, 0x88]])), Buffer.from(text.slice(-1))])),
  withText((text) => Buffer.from(`\ufeff${text}`)),
  withText((text) => Buffer.from(text, 'utf16le')),
  withText((text, random) => Buffer.from(text + random.pick([' x', '}', text, '\u0000', '\n\n']))),
  (draft, _operation, random) => { draft.json = random.pick(HUGE); },
];

const forms: readonly Spoil[] = [
  (draft, _operation, random) => {
    const head = `--b\r\nContent-Disposition: form-data; name="${random.pick(['file', 'files', CANARY, '', '__proto__', 'x'.repeat(300)])}"${random.pick(['', '; filename="a.jpg"', '; filename="../../a.sh"', '; filename=""', '; filename="a\u0000.png"'])}\r\n`;
    const part = `${head}${random.pick(['', 'Content-Type: image/svg+xml\r\n', 'Content-Transfer-Encoding: base64\r\n'])}\r\n${random.pick(['', 'x', '<svg/>', '\u00ff\u00d8\u00ff', 'GIF89a'])}\r\n`;
    draft.headers['content-type'] = random.pick(['multipart/form-data; boundary=b', 'multipart/form-data; boundary=c', 'multipart/form-data; boundary=', 'multipart/form-data', 'multipart/mixed; boundary=b', `multipart/form-data; boundary=${'b'.repeat(300)}`]);
    draft.body = Buffer.from(part.repeat(random.pick([0, 1, 1, 2, 12, 40])) + random.pick(['--b--\r\n', '', '--b--', '--b\r\n', '\r\n--b-']), 'latin1');
  },
];

/** Up to what is read at all, and beyond. */
const HUGE: readonly Json[] = [
  ...([20_000, 150_000] as const).flatMap((depth) => [nested(depth, 'list'), nested(depth, 'object')]),
  new Members([['x', new Raw(`"${'x'.repeat(1_100_000)}"`)]]),
  new Members(Array.from({ length: 20_000 }, (_, index) => [`${KEYS[index % 14] ?? ''}${String(index)}`, 1] as const)),
  new Members(Array.from({ length: 1500 }, (_, index) => [`field${String(index)}`, null] as const)),
];

/** One field of the body, chosen by chance, becomes what `change` makes of it. */
function changeField(change: (value: Json, random: Random) => Json): Spoil {
  return (draft, _operation, random) => {
    if (!(draft.json instanceof Members) || draft.json.entries.length === 0) return;
    const [name, value] = random.pick(draft.json.entries);
    draft.json = draft.json.with(name, change(value, random));
  };
}

function withText(change: (text: string, random: Random) => Buffer): Spoil {
  return (draft, _operation, random) => {
    draft.headers['content-type'] ??= 'application/json';
    draft.body = change(draft.json === undefined ? '{}' : toText(draft.json), random);
  };
}

function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const HEADERS: readonly (readonly [string, readonly (string | string[])[]])[] = [
  ['accept-language', ['xx', '*', ',,,', 'en;q=', 'en;q=NaN', 'é'.repeat(100), 'fr,'.repeat(2000)]],
  ['x-request-id', ['short', 'has spaces in it', 'x'.repeat(200), `${CANARY}<script>`, '../../etc/passwd', `{${CANARY}}`]],
  ['idempotency-key', ['', ' ', 'x'.repeat(256), `é${CANARY}`, 'a b', '\t', "';--"]],
  ['if-none-match', ['*', '"', 'W/', '""', ','.repeat(3000)]],
  ['accept', ['application/xml', 'nonsense', '*/*;q=0', 'text/html']],
  ['content-encoding', ['gzip', 'br', 'nonsense']],
  ['host', ['evil.example', '', '[', 'a:b:c', '127.0.0.1:99999']],
  ['origin', ['null', 'https://evil.example', 'not an origin']],
  ['x-forwarded-for', ['nonsense', '1.2.3.4, 5.6.7.8', "'; DROP TABLE users", '::ffff:1.2.3.4', 'x'.repeat(3000)]],
  ['user-agent', ['', 'é\u00ff', 'x'.repeat(5000), `<${CANARY}>`]],
  ['range', ['bytes=0-', 'bytes=9-1', 'x']],
  ['expect', ['nonsense']],
  ['cookie', ['a=b; __proto__=c', '='.repeat(2000)]],
  ['x-big', ['x'.repeat(20_000)]],
];

const AUTHORIZATIONS: readonly string[] = [
  '', 'Bearer', 'Bearer ', 'bearer x', 'Basic YTpi', 'Bearer a.b.c', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', `Bearer ${CANARY}`, `Bearer ${'x'.repeat(9000)}`, 'Bearer null', 'Bearer é', 'Digest x', 'Bearer a b', ...TEXTS.filter((text) => /^[\x20-\x7e]+$/.test(text)).map((text) => `Bearer ${text}`),
];
