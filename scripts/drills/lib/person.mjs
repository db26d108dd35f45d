/** Someone who uses the house: one connection kept alive, an address of their own, and every answer written down. */
import { Agent, request } from 'node:http';

const PATIENCE_MS = 20_000;

export class Person {
  /** What was not answered as it should be: `{ what, status, error, text, at }`. */
  errors = [];
  asked = 0;
  slowest_ms = 0;
  atTheEnd = [];

  /** @param {{ url: string, address?: string }} options `address`: one of 127.0.0.0/8 */
  constructor({ url, address = '127.0.0.1' }) {
    this.url = url;
    this.address = address;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: address });
  }

  /**
   * Asks once, and takes no second try: what a client sees is what counts.
   * @param {{ token?: string, json?: unknown, key?: string, expect?: number, headers?: object, url?: string }} options
   * @returns `{ status, headers, text, body, error }`
   */
  async ask(method, path, { token, json, key, expect = method === 'POST' ? 201 : 200, headers = {}, url = this.url, agent = this.agent } = {}) {
    const began = performance.now();
    const content = json === undefined ? undefined : JSON.stringify(json);
    const answer = await exchange(`${url}${path.startsWith('//') ? path.slice(1) : `/api/v1${path}`}`, {
      method,
      agent,
      content,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(content ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...headers,
      },
    });
    this.asked += 1;
    this.slowest_ms = Math.max(this.slowest_ms, performance.now() - began);
    if (expect !== null && answer.status !== expect) this.complain(`${method} ${path}`, answer);
    return answer;
  }

  /** Something was not as it should be. */
  complain(what, { status = 0, error = '', text = '' } = {}) {
    this.errors.push({ what, status, error, text: text.slice(0, 300), at: new Date().toISOString() });
  }

  leave() {
    for (const step of this.atTheEnd) step();
    this.agent.destroy();
  }
}

function exchange(url, { method, agent, headers, content }) {
  return new Promise((resolve) => {
    const end = (answer) => {
      clearTimeout(timer);
      resolve({ status: 0, headers: {}, text: '', body: undefined, ...answer });
    };
    const sent = request(url, { method, agent, headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', (error) => end({ error: `cut: ${error.code ?? error.message}` }));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const isJson = /json/.test(response.headers['content-type'] ?? '') && !response.headers['content-encoding'];
        const body = isJson && text ? JSON.parse(text) : undefined;
        end({ status: response.statusCode, headers: response.headers, text, body });
      });
    });
    const timer = setTimeout(() => sent.destroy(Object.assign(new Error('no answer'), { code: 'NO ANSWER' })), PATIENCE_MS);
    sent.on('error', (error) => end({ error: error.code ?? error.message }));
    sent.end(content);
  });
}
