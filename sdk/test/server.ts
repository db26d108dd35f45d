/** A server that answers what a test has written down, and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Scripted {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** `cut`: the line breaks instead of an answer; `torn`: in the middle of one; `hang`: nothing comes, ever. */
export type Reply = Scripted | 'cut' | 'torn' | 'hang';

export async function startServer(reply: (asked: Asked, nth: number) => Reply): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const one = { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks) };
      asked.push(one);
      write(response, reply(one, asked.length));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function write(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'cut') return void response.destroy();
  if (reply === 'torn') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id":', () => response.destroy());
    return;
  }
  const { status, headers = {}, body } = reply;
  const type = status >= 400 ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8';
  const content = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  response.writeHead(status, { ...(content === undefined ? {} : { 'content-type': type }), ...headers });
  response.end(content);
}

export const good = (body: unknown = {}, headers: Record<string, string> = {}): Scripted => ({ status: 200, body, headers });

export const problem = (status: number, code: string, more: { headers?: Record<string, string>; errors?: object[] } = {}): Scripted => ({
  status,
  headers: more.headers ?? {},
  body: { type: `urn:lokahome:problem:${code}`, title: code, status, detail: 'Non.', instance: '/api/v1/…', code, request_id: 'r-1', ...(more.errors ? { errors: more.errors } : {}) },
});

export const pair = (nth: number, expires_in = 1800): object => ({ access_token: `access-${nth}`, refresh_token: `refresh-${nth}`, token_type: 'bearer', expires_in });
