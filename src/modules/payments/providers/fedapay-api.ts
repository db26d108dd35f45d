import { type BoundedAnswer, boundedFetch, NoAnswer } from '../../../platform/bounded-fetch.js';

export type Json = Record<string, unknown>;

/**
 * What became of a call. `refused`: FedaPay said no (4xx), and `fields` are those it complains of. `unknown`: it may have
 * acted or not (no answer, 408, 429, 5xx, or an answer that is not FedaPay's). `detail` quotes no text of FedaPay's, which
 * may name the payer.
 */
export type FedapayAnswer =
  | { readonly kind: 'ok'; readonly body: Json }
  | { readonly kind: 'refused'; readonly status: number; readonly fields: readonly string[]; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface FedapayApiOptions {
  secret_key: string;
  base_url: string;
  /** Milliseconds for one call. Default 10 000. */
  timeout_ms?: number;
}

/** FedaPay's HTTP by plain `fetch`. Source: shared/spec/providers.md §1. Never throws for what a network does. */
export class FedapayApi {
  constructor(private readonly options: FedapayApiOptions) {}

  get(path: string): Promise<FedapayAnswer> {
    return this.call('GET', path);
  }

  post(path: string, body: Json): Promise<FedapayAnswer> {
    return this.call('POST', path, body);
  }

  put(path: string, body: Json): Promise<FedapayAnswer> {
    return this.call('PUT', path, body);
  }

  private async call(method: 'GET' | 'POST' | 'PUT', path: string, body?: Json): Promise<FedapayAnswer> {
    const { secret_key, base_url, timeout_ms } = this.options;
    const headers: Record<string, string> = { authorization: `Bearer ${secret_key}`, accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return read(await boundedFetch(new URL(path, base_url), { method, headers, body: body && JSON.stringify(body), timeout_ms }));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { kind: 'unknown', detail: `FedaPay: ${error.message}` };
    }
  }
}

function read({ status, text }: BoundedAnswer): FedapayAnswer {
  const body = objectIn(text);
  if (status >= 200 && status < 300) {
    return body === null ? { kind: 'unknown', detail: `FedaPay answered ${status} without JSON` } : { kind: 'ok', body };
  }
  const passing = status === 408 || status === 429;
  if (status < 400 || status >= 500 || passing) return { kind: 'unknown', detail: `FedaPay answered ${status}` };
  const fields = Object.keys(objectOf(body?.errors) ?? {}).filter((name) => /^[\w.]{1,40}$/.test(name));
  return { kind: 'refused', status, fields, detail: `FedaPay answered ${status}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}` };
}

/** The resource in its envelope (`{"v1/transaction": {…}}`), null when the answer holds none with an id. */
export function resourceIn(body: Json, name: 'transaction' | 'payout'): (Json & { readonly id: string }) | null {
  const resource = objectOf(body[`v1/${name}`]);
  const id = idOf(resource?.id);
  return resource && id !== null ? { ...resource, id } : null;
}

/** FedaPay's ids are whole numbers; in paths and in our columns they are text. */
export function idOf(value: unknown): string | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,20}$/.test(text) ? text : null;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

export function objectIn(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}
