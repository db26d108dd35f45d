import type { Random } from '../../../src/seeding/random.js';
import { Members, nested, Raw, type Json } from './json-text.js';

/** Stands in much of the input and must not come back in what is said about it. */
export const CANARY = 'kanarek7';

export const TEXTS: readonly string[] = [
  '', ' ', CANARY, `${CANARY}\u0000`, '\u0000', 'a\u0000b', '\ud800', 'x\udfff', '💥', '\u202e', '\ufeff', '\r\n', '\u2028', 'é'.repeat(130),
  `' OR 1=1 -- ${CANARY}`, `"; DROP TABLE users; -- ${CANARY}`, `1; SELECT pg_sleep(5) -- ${CANARY}`, '\\', "'", '%', '_', '%_%', '$1', '?', ':id', '(a+)+$', '[', '*', '.*', '\\d{1000000}',
  '<script>alert(1)</script>', '{{7*7}}', '${7*7}', '../../../../etc/passwd', 'file:///etc/passwd', 'http://169.254.169.254/', 'javascript:alert(1)', 'null', 'undefined', 'NaN', 'Infinity', '-Infinity', 'true',
  '1e400', '1e308', '-1', '0', '0x10', '01', '1.5', '٣', '２', '9'.repeat(400), '2147483648', '9223372036854775808', '-0',
  '2027-02-30', '2027-13-01', '0000-00-00', '0000-01-01', '9999-12-31', '99999-01-01', 'infinity', '-infinity', 'today', '2027-03-12T00:00:00Z', '2027-3-1',
  '00000000-0000-0000-0000-000000000000', '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5', '{0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f}', '0198C5C8-7A6B-7C3D-9E4F-0A1B2C3D4E5F', '0198c5c87a6b7c3d9e4f0a1b2c3d4e5f',
  'a@b', 'a@b.c@d.e', `${'a'.repeat(300)}@example.com`, '"><@example.com', '+229', '+2290197', '000', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'WyIyMDI3Il0', 'W10', 'bnVsbA', 'eyJhIjoxfQ',
  '1,2,3', '2.3,6.3,2.5,6.4', '2.5,6.4,2.3,6.3', 'NaN,NaN,NaN,NaN', '200,100,300,200', '180,90,-180,-90', '1e308,1e308,1e308,1e308', ',,,', 'wifi,wifi', 'wifi,,', `${CANARY},wifi`, 'wifi,'.repeat(70),
  '{"type":"Polygon"}', '{"type":"Polygon","coordinates":[]}', '{"type":"Polygon","coordinates":[[[2,6],[3,6]]]}', '{"type":"Polygon","coordinates":[[[2,6],[3,7],[3,6],[2,7],[2,6]]]}', '{"type":"Polygon","coordinates":[[[2,6],[2,6],[2,6],[2,6]]]}',
  '{"type":"Polygon","coordinates":[[[1e308,6],[3,6],[3,7],[1e308,6]]]}', '{"type":"Polygon","coordinates":[[["2","6"],[3,6],[3,7],["2","6"]]]}', '{"type":"Polygon","coordinates":[[[2,6,9],[3,6],[3,7],[2,6,9]]]}', '{"type":"Point","coordinates":[2,6]}',
  '{"type":"MultiPolygon","coordinates":[[[[2,6],[3,6],[3,7],[2,6]]],[[[2,6],[3,6],[3,7],[2,6]]]]}', '{"type":"GeometryCollection","geometries":[]}', `{"type":"Polygon","coordinates":${'['.repeat(2000)}${']'.repeat(2000)}}`, '{"type":"Polygon","coordinates":null}', '[]', '{"__proto__":{"type":"Polygon"}}',
  `("${CANARY}`, 'a & | ! b', "':*", 'a <-> b', '"unclosed', '- - -', 'or and not', 'é'.repeat(200), '\\', 'x'.repeat(199),
];

const NUMBERS: readonly Json[] = [
  0, -1, 1, 1.5, 0.1, -0.00001, 2147483647, 2147483648, 2 ** 53, 1e21, 1e308, -1e308,
  new Raw('-0'), new Raw('1e400'), new Raw('1E+2'), new Raw('123456789012345678901234567890'), new Raw('0.1e-400'),
];

/** Not JSON at all. */
const NONSENSE: readonly Raw[] = ['NaN', 'Infinity', 'undefined', '01', '+1', '.5', "'x'", '"\u0001"', '"\\x41"', '"\\u12"', '', ',', '/* */', '{,}', '[1,]'].map((text) => new Raw(text));

export const KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', ' ', '0', 'a.b', 'a[b]', '$where', CANARY, `${CANARY}\u0000`, '\ud800', 'x'.repeat(5000), 'é', 'id', 'owner_id', 'user_type'];

/** Any value but the one that is asked for. */
export function strangeValue(random: Random, depth = 0): Json {
  const kind = random.int(0, depth > 2 ? 4 : 11);
  if (kind <= 2) return random.pick(TEXTS);
  if (kind === 3) return random.pick(NUMBERS);
  if (kind === 4) return random.pick([null, true, false]);
  if (kind === 5) return Array.from({ length: random.int(0, 3) }, () => strangeValue(random, depth + 1));
  if (kind === 6) return strangeObject(random, depth);
  if (kind === 7) return nested(random.pick([3, 9, 40, 500, 3000]), random.pick(['list', 'object']));
  if (kind === 8) return random.pick(['x', 'é', '💥', ' ', '\u0000', '((', '%']).repeat(random.pick([256, 300, 5001, 10_001, 60_000]));
  if (kind === 9) return Array.from({ length: random.pick([11, 101, 2000]) }, () => random.pick(['x', 1, null]));
  if (kind === 10) return random.pick(NONSENSE);
  return new Raw(JSON.stringify(random.pick(TEXTS)));
}

function strangeObject(random: Random, depth: number): Members {
  return new Members(Array.from({ length: random.int(0, 4) }, () => [random.pick(KEYS), strangeValue(random, depth + 1)] as const));
}

/** A text as it could stand in an address: sometimes encoded as it should be, sometimes in no way at all. */
export function strangePart(random: Random): string {
  const kind = random.int(0, 9);
  if (kind === 0) return random.pick(['%', '%0', '%zz', '%00', '%ff', '%c0%af', '%ed%a0%80', '%2e%2e%2f', '%2F', '%5c', '..', '.', '%252e', '%u0041', ';', '~', '*', '+', '&', '=', '[]', '[0]', '%0d%0aX-Injected:1']);
  if (kind === 1) return 'x'.repeat(random.pick([201, 300, 3000, 9000]));
  return encodeURIComponent(random.pick(TEXTS).toWellFormed());
}
