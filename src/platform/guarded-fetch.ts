import { lookup } from 'node:dns/promises';
import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { outcomeOfStatus, watchedCall } from './observability/outside-calls.js';
import type { Facts } from './observability/tracing.js';

/** The addresses of a name, as texts. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface GuardedCall {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for the whole exchange, redirects and body included. Default 10 000. */
  readonly timeout_ms?: number;
  /** Bytes of answer read at most. Default 1 MiB. */
  readonly max_bytes?: number;
  /** For tests and laptops: addresses that need be neither public nor https. */
  readonly exempt?: (url: URL) => boolean;
  readonly resolve?: Resolve;
}

export interface GuardedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The address, or one that it leads to, is none that we call. */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
}

export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge';
}

/** The whole exchange did not end within its time. */
export class TimedOut extends Error {
  override name = 'TimedOut';
}

const MOST_REDIRECTS = 3;
/** There is no end of their hosts, and some are private. */
const STRANGERS = 'strangers';

const special4 = new BlockList();
for (const range of [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24',
  '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
]) addTo(special4, range, 'ipv4');
/** Of IPv6 only global unicast is public; parts of it carry an IPv4 address inside, or are for documents. */
const global6 = new BlockList();
addTo(global6, '2000::/3', 'ipv6');
const special6 = new BlockList();
for (const range of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) addTo(special6, range, 'ipv6');

function addTo(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [net = '', bits] = range.split('/');
  list.addSubnet(net, Number(bits), family);
}

/** Whether an IP address is one of the open internet: no loopback, private network, link, metadata service or multicast group. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special4.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

/**
 * GET of an address that a stranger gave (OWASP ASVS 1.3.6): https on its own port, to public addresses only. The name is resolved once and the
 * connection goes to what was checked, so that a second answer of the name server changes nothing; each redirect is checked like the first address.
 * @throws AddressRefused, AnswerTooLarge; any other error means that no answer came.
 */
export function guardedGet(address: string | URL, call: GuardedCall = {}): Promise<GuardedAnswer> {
  return watchedCall(
    { target: STRANGERS, method: 'GET', facts: { 'http.request.method': 'GET' } },
    () => follow(address, call),
    // Strangers' servers are no care of ours.
    ({ status }) => (outcomeOfStatus(status) === 'ok' ? 'ok' : 'refused'),
    ({ status }) => ({ 'http.response.status_code': status }),
  );
}

async function follow(address: string | URL, call: GuardedCall): Promise<GuardedAnswer> {
  const signal = AbortSignal.timeout(call.timeout_ms ?? 10_000);
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    checkForm(url, call);
    const response = await answerOf(url, call, signal);
    const next = redirectOf(response, url);
    if (next === null) return { status: response.statusCode ?? 0, headers: response.headers, text: await textOf(response, call.max_bytes ?? 1_048_576) };
    response.destroy();
    url = next;
  }
  throw new AddressRefused('too many redirects');
}

/**
 * POST of a text, to the same addresses only. A redirect is an answer like another: the body is for whom the address was given. Of the answer
 * the first `max_bytes` are read.
 * @throws AddressRefused, TimedOut; any other error means that no answer came.
 */
export async function guardedPost(address: string | URL, body: string, call: GuardedCall = {}): Promise<GuardedAnswer> {
  const result = await watchedCall(
    { target: STRANGERS, method: 'POST', facts: { 'http.request.method': 'POST' } },
    () => post(address, body, call).catch((error: unknown) => error as Error),
    // Strangers' servers are no care of ours, not even when they are down.
    (answer) => (!(answer instanceof Error) && outcomeOfStatus(answer.status) === 'ok' ? 'ok' : 'refused'),
    (answer): Facts => (answer instanceof Error ? {} : { 'http.response.status_code': answer.status }),
  );
  if (result instanceof Error) throw result;
  return result;
}

async function post(address: string | URL, body: string, call: GuardedCall): Promise<GuardedAnswer> {
  const signal = AbortSignal.timeout(call.timeout_ms ?? 10_000);
  const url = new URL(address);
  checkForm(url, call);
  try {
    const response = await answerOf(url, { ...call, headers: { ...call.headers, 'content-length': String(Buffer.byteLength(body)) } }, signal, body);
    return { status: response.statusCode ?? 0, headers: response.headers, text: await beginningOf(response, call.max_bytes ?? 1_048_576) };
  } catch (error) {
    if (signal.aborted) throw new TimedOut(`no complete answer within ${String(call.timeout_ms)} ms`);
    throw error;
  }
}

/** Whether we would call an address of this form; what its name leads to is looked at with each call. @throws AddressRefused */
export function checkForm(url: URL, { exempt }: Pick<GuardedCall, 'exempt'>): void {
  if (url.username !== '' || url.password !== '') throw new AddressRefused('the address carries credentials');
  if (/^https?:$/.test(url.protocol) && exempt?.(url) === true) return;
  if (url.protocol !== 'https:') throw new AddressRefused('not https');
  if (url.port !== '') throw new AddressRefused('not the port of https');
  // A literal is never looked up. The URL parser has made decimal, octal and short forms into the usual one.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw new AddressRefused('not a public address');
}

function answerOf(url: URL, call: GuardedCall, signal: AbortSignal, body?: string): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    request(url, { method, headers: { ...call.headers }, signal, agent: false, lookup: checkedLookup(url, call) }, (response) => { resolve(response); })
      .on('error', reject)
      .end(body);
  });
}

/** What the socket connects to is what was checked. */
function checkedLookup(url: URL, { resolve = addressesOf, exempt }: GuardedCall): LookupFunction {
  return (host, options, callback) => {
    resolve(host)
      .then((found) => {
        const first = found[0];
        if (first === undefined) throw new Error(`${host} has no address`);
        if (exempt?.(url) !== true && !found.every(isPublicAddress)) throw new AddressRefused('not a public address');
        if (options.all === true) callback(null, found.map((one) => ({ address: one, family: isIP(one) })));
        else callback(null, first, isIP(first));
      })
      .catch((error: unknown) => { callback(error as NodeJS.ErrnoException, ''); });
  };
}

async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return null;
  if (!URL.canParse(headers.location, from.href)) throw new AddressRefused('a redirect to nowhere');
  return new URL(headers.location, from);
}

async function textOf(response: IncomingMessage, max_bytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > max_bytes) throw new AnswerTooLarge(`larger than ${String(max_bytes)} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function beginningOf(response: IncomingMessage, max_bytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.byteLength;
    // Leaving the loop ends the connection.
    if (size >= max_bytes) break;
  }
  return Buffer.concat(parts).subarray(0, max_bytes).toString('utf8');
}
