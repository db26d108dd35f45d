import type { RawReply } from './raw-client.js';

/** What only our own insides could know or say. */
const INSIDES: readonly RegExp[] = [
  /\bat [\w.<>]+ \(|\n\s+at /, /node_modules|node:internal|file:\/\//, /\.(ts|js|mjs)[:)]\d*/, /(^|[\s"'(])\/(work|home|tmp|usr|src|app|var)\//,
  /\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WHERE)\b/, /\b(relation|column|constraint|syntax error|duplicate key|violates|SQLSTATE)\b/i,
  /\b(QueryFailed|TypeORM|typeorm|postgres|ioredis|redis|fastify|nestjs|class-validator|bull)\b/i, /\b(TypeError|RangeError|SyntaxError|ReferenceError|ECONN\w+|FST_\w+)\b/,
  /\b(property_images|auth_sessions|auth_links|auth_codes|guess_counters|idempotency_keys|user_addresses|user_devices|password_hash)\b/, /\[object Object\]|\bundefined\b|\bNaN\b/,
];

const ALWAYS = ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'];
// Twenty at once beside other test files on two shared cores: this tells a hang, not speed, which the benchmark measures.
export const SLOWEST_MS = 10_000;

/** What is wrong with the answer to a bad request; empty where nothing is. `canary` stood in the input. */
export function complaintsAbout(reply: RawReply, { method, canary }: { method: string; canary: string }): string[] {
  const found: string[] = [];
  if (reply.ms > SLOWEST_MS) found.push(`took ${String(Math.round(reply.ms))} ms`);
  if (reply.status >= 500) found.push(`answered ${String(reply.status)}`);
  if (reply.status < 200) found.push(`answered ${String(reply.status)}`);
  if (reply.status < 400 || method === 'HEAD') return found;
  // A page for people, of a receipt that is not: that the document promises it is checked beside this.
  if (reply.status === 404 && (reply.headers['content-type'] ?? '').startsWith('text/html')) {
    return [...found, ...(reply.text.includes(canary) ? ['echoes the input'] : []), ...INSIDES.filter((pattern) => pattern.test(reply.text)).map((pattern) => `leaks ${String(pattern)}`)];
  }
  if (!(reply.headers['content-type'] ?? '').startsWith('application/problem+json')) found.push(`is ${String(reply.headers['content-type'])}`);
  const problem = parsed(reply.text);
  const insides = INSIDES.filter((pattern) => pattern.test(problem ? wordsOf(problem) : reply.text));
  if (insides.length > 0) found.push(`leaks ${insides.join(' ')}`);
  return problem ? [...found, ...complaintsAboutProblem(problem, reply, canary)] : [...found, 'is not JSON'];
}

function complaintsAboutProblem(problem: Record<string, unknown>, reply: RawReply, canary: string): string[] {
  const found: string[] = [];
  const names = [...ALWAYS, ...(reply.status === 422 ? ['errors'] : [])].sort();
  if (Object.keys(problem).sort().join() !== names.join()) found.push(`has the members ${Object.keys(problem).join()}`);
  if (problem['status'] !== reply.status) found.push('names another status');
  if (problem['type'] !== `urn:lokahome:problem:${String(problem['code'])}`) found.push('names another type than code');
  if (problem['request_id'] !== reply.headers['x-request-id']) found.push('names another request');
  if (typeof problem['instance'] !== 'string' || /[?#]/.test(problem['instance'])) found.push('shows the query');
  for (const text of [problem['title'], problem['detail'], problem['code']]) if (typeof text !== 'string' || text === '' || text.includes('{')) found.push('has no words');
  const errors = problem['errors'];
  if (reply.status !== 422) return found;
  if (!Array.isArray(errors) || errors.length === 0) return [...found, 'says no field'];
  for (const error of errors as Record<string, unknown>[]) {
    if (Object.keys(error).sort().join() !== 'code,field,message') found.push(`has an error of ${Object.keys(error).join()}`);
    if (Object.values(error).some((text) => typeof text !== 'string') || error['code'] === '' || error['message'] === '') found.push('has an error without words');
    // The name of a field that does not exist must be named; what was in it must not.
    if (String(error['message']).includes(canary) || String(error['code']).includes(canary)) found.push('echoes the input');
  }
  return found;
}

/** All that we say; the path and the names of fields are the caller's own words. */
function wordsOf({ instance: _path, errors, ...rest }: Record<string, unknown>): string {
  const messages = Array.isArray(errors) ? (errors as Record<string, unknown>[]).map(({ field: _name, ...words }) => words) : [];
  return JSON.stringify([rest, messages]);
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
