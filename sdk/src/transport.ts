import { ConnectionError, TimeoutError } from './errors.js';
import { abortable, codeOf, pause, pauseBefore, type Outcome, type RetryOptions } from './retry.js';
import type { Session } from './session.js';

/** What the document says about an operation. */
export interface OperationFacts {
  /** Takes an `Idempotency-Key`. */
  readonly keyed: boolean;
  readonly auth: 'required' | 'optional' | 'none';
}

export interface TransportOptions extends RetryOptions {
  readonly fetch: typeof fetch;
  /** Of one try, in milliseconds. */
  readonly timeout: number;
  readonly language: () => string;
}

/** A request that can be sent as often as need be: its body is held, not streamed. */
interface Parcel {
  readonly request: Request;
  readonly headers: Headers;
  readonly body: ArrayBuffer | undefined;
}

/** Carries requests: with who asks, in which language, under a key, in time, and again where that is safe. */
export class Transport {
  constructor(private readonly options: TransportOptions) {}

  /** The answer, whatever its status. Throws ConnectionError, or the reason of the request's signal. */
  async send(request: Request, facts: OperationFacts, session?: Session): Promise<Response> {
    const parcel = await this.#pack(request, facts);
    const { signal } = request;
    // Reads may be repeated, and so may what carries a key: this one stays the same over all tries.
    const repeatable = request.method === 'GET' || (facts.keyed && parcel.headers.has('idempotency-key'));
    let renewed = false;
    for (let tries = 1; ;) {
      const token = session && facts.auth !== 'none' ? await abortable(session.accessToken(), signal) : null;
      const outcome = await this.#try(parcel, token);
      if (token !== null && session && !renewed && outcome.response?.status === 401 && (await codeOf(outcome.response)) === 'auth.unauthorized') {
        renewed = true;
        const next = await abortable(session.renew(token), signal);
        // Signed out meanwhile: what is open to everybody is asked for as anybody.
        if (next !== null || facts.auth === 'optional') continue;
        return outcome.response;
      }
      const wait = await pauseBefore(outcome, tries++, repeatable, this.options);
      if (wait !== null) await pause(wait, signal);
      else if (outcome.response) return outcome.response;
      else throw outcome.failure;
    }
  }

  async #pack(request: Request, { keyed }: OperationFacts): Promise<Parcel> {
    const headers = new Headers(request.headers);
    if (!headers.has('accept-language')) headers.set('accept-language', this.options.language());
    if (keyed && !headers.has('idempotency-key')) headers.set('idempotency-key', newKey());
    const body = request.method === 'GET' ? undefined : await request.arrayBuffer();
    return { request, headers, body: body?.byteLength ? body : undefined };
  }

  async #try({ request, headers, body }: Parcel, token: string | null): Promise<Outcome> {
    const { signal } = request;
    signal.throwIfAborted();
    const own = new AbortController();
    const abort = (): void => own.abort(signal.reason);
    const timer = setTimeout(() => own.abort(new TimeoutError(`no answer within ${this.options.timeout} ms`)), this.options.timeout);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const sent = new Headers(headers);
      if (token !== null) sent.set('authorization', `Bearer ${token}`);
      const response = await this.options.fetch(
        new Request(request.url, { method: request.method, headers: sent, signal: own.signal, credentials: request.credentials, cache: request.cache, redirect: request.redirect, ...(body ? { body } : {}) }),
      );
      // Read to the end here, so that a line cut in the middle is a try that failed.
      const content = await response.arrayBuffer();
      return { response: new Response(content.byteLength > 0 ? content : null, { status: response.status, statusText: response.statusText, headers: response.headers }) };
    } catch (error) {
      signal.throwIfAborted();
      const reason: unknown = own.signal.aborted ? own.signal.reason : error;
      return { failure: reason instanceof TimeoutError ? reason : new ConnectionError(`no answer from ${new URL(request.url).origin}`, { cause: error }) };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}

/** Random, and without `crypto.randomUUID`, which pages without HTTPS do not have. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
