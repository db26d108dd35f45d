import { Contract } from './contract.js';

export interface CallOptions {
  /** Who calls: an access token, or whoever holds one. */
  as?: string | { readonly token: string };
  json?: unknown;
  form?: Record<string, string>;
  /** Files of a multipart form: field → contents. */
  files?: Record<string, readonly (Buffer | Uint8Array)[]>;
  /** Texts of a multipart form, beside its files. */
  texts?: Record<string, string>;
  headers?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
}

export interface Reply<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

const PREFIX = '/api/v1';

/** A client that holds every answer against the OpenAPI document before a test sees it. */
export class Api {
  private contract: Promise<Contract> | undefined;

  constructor(readonly url: string) {}

  // The type of a body is for the test to say: the contract has checked it.
  get<T = never>(path: string, options?: CallOptions): Promise<Reply<T>> {
    return this.call<T>('GET', path, options);
  }
  post<T = never>(path: string, json?: unknown, options: CallOptions = {}): Promise<Reply<T>> {
    return this.call<T>('POST', path, json === undefined ? options : { json, ...options });
  }
  put<T = never>(path: string, json?: unknown, options: CallOptions = {}): Promise<Reply<T>> {
    return this.call<T>('PUT', path, json === undefined ? options : { json, ...options });
  }
  delete<T = never>(path: string, options?: CallOptions): Promise<Reply<T>> {
    return this.call<T>('DELETE', path, options);
  }

  /** `path` is below /api/v1 unless it starts with `//`, which means the root. */
  async call<T = never>(method: string, path: string, options: CallOptions = {}): Promise<Reply<T>> {
    const address = new URL(this.url + (path.startsWith('//') ? path.slice(1) : PREFIX + path));
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { ...options.headers };
    const token = typeof options.as === 'string' ? options.as : options.as?.token;
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    const response = await fetch(address, { method, headers: contentType(headers, options), body: bodyOf(options), redirect: 'manual' });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const body = (type.includes('json') && text !== '' ? JSON.parse(text) : text) as T;
    this.contract ??= Contract.load(`${this.url}${PREFIX}/openapi.json`);
    (await this.contract).check(method, address.pathname, response.status, type, body);
    return { status: response.status, headers: response.headers, text, body };
  }
}

function contentType(headers: Record<string, string>, options: CallOptions): Record<string, string> {
  if (options.json !== undefined) return { 'content-type': 'application/json', ...headers };
  return headers;
}

function bodyOf(options: CallOptions): string | URLSearchParams | FormData | undefined {
  if (options.json !== undefined) return JSON.stringify(options.json);
  if (options.form) return new URLSearchParams(options.form);
  if (!options.files) return undefined;
  const form = new FormData();
  for (const [field, text] of Object.entries(options.texts ?? {})) form.append(field, text);
  for (const [field, files] of Object.entries(options.files)) {
    for (const file of files) form.append(field, new Blob([new Uint8Array(file)]), 'photo.jpg');
  }
  return form;
}
