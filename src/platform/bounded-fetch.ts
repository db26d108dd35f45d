import { outcomeOfStatus, watchedCall } from './observability/outside-calls.js';

/** One HTTP call to the outside, with an end in time and in size. */
export interface BoundedCall {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
  /** Milliseconds for the whole exchange, body included. Default 10 000. */
  timeout_ms?: number;
  /** Bytes of answer read at most. Default 1 MiB. */
  max_bytes?: number;
}

export interface BoundedAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** No complete answer: network, timeout, or an answer without end. HTTP errors are answers, not this. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    /** True unless the connection was never made: the other side may have acted on the request. */
    readonly maybe_sent: boolean,
  ) {
    super(message);
    this.name = 'NoAnswer';
  }
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Plain `fetch` plus what it lacks: the deadline also covers the body, the body has a size limit, and a redirect is an
 * answer like another (following one would send credentials to an address nobody configured).
 */
export function boundedFetch(url: URL, call: BoundedCall = {}): Promise<BoundedAnswer> {
  const { method = 'GET' } = call;
  return watchedCall(
    { target: url.host, method, facts: { 'http.request.method': method } },
    () => exchange(url, call),
    ({ status }) => outcomeOfStatus(status),
    ({ status }) => ({ 'http.response.status_code': status }),
  );
}

async function exchange(url: URL, call: BoundedCall): Promise<BoundedAnswer> {
  const { method = 'GET', headers, body, timeout_ms = 10_000, max_bytes = 1_048_576 } = call;
  const signal = AbortSignal.timeout(timeout_ms);
  try {
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    return { status: response.status, headers: response.headers, text: await readText(response, max_bytes) };
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (signal.aborted) throw new NoAnswer(`no complete answer from ${url.host} within ${timeout_ms} ms`, true);
    const code = networkCode(error);
    throw new NoAnswer(`no answer from ${url.host}: ${code}`, !NEVER_CONNECTED.has(code));
  }
}

/** Seconds from a `Retry-After` header (RFC 9110: seconds or an HTTP date), if it has one worth heeding. */
export function retryAfterSeconds(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

async function readText(response: Response, max_bytes: number): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > max_bytes) throw new NoAnswer(`the answer is larger than ${max_bytes} bytes`, true);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** undici wraps the reason: the useful code sits on `cause`, or on the first of an AggregateError (IPv6 then IPv4). */
function networkCode(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause as { code?: string; errors?: { code?: string }[] } | undefined;
  return cause?.code ?? cause?.errors?.[0]?.code ?? (error as Error).name ?? 'unknown';
}
