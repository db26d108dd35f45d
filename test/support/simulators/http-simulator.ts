import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inbox } from './inbox.js';

export interface SimulatedRequest {
  method: string;
  /** Without the query, as it was sent (not decoded). */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body read as a form; null when the content type says it is none. */
  form(): URLSearchParams | null;
}

export interface SimulatedAnswer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Buffer | object;
}

/**
 * What goes wrong with a request. `hang`: never an answer. `cut`: the line is closed instead of one. `stall`: the answer's
 * head and first byte, then silence. `trickle`: the same, then a byte every 20 ms without end. With `when: 'after'` the simulator has done the work first: the message is sent, the
 * money taken, and only the answer is lost. `pass`: nothing goes wrong, so that the fault meets the request after it.
 */
export type Fault =
  | { kind: 'pass' }
  | { kind: 'answer'; answer: SimulatedAnswer }
  | { kind: 'hang' | 'cut' | 'stall' | 'trickle'; when?: 'before' | 'after' };

export type SimulatedHandler = (request: SimulatedRequest) => SimulatedAnswer | Promise<SimulatedAnswer>;

/** A provider's HTTP server, in this process on a free port of 127.0.0.1. */
export class HttpSimulator {
  readonly requests = new Inbox<SimulatedRequest>('request');
  private readonly faults: Fault[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor(private readonly handler: SimulatedHandler) {}

  /** `port` 0 is a free one; naming one lets a stopped simulator come back at its address. */
  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The next `times` requests meet this fault, after those asked for before. */
  fault(fault: Fault, times = 1): void {
    for (let n = 0; n < times; n += 1) this.faults.push(fault);
  }

  failNext(times: number, status: number, body: string | object = 'simulated fault', headers?: Record<string, string>): void {
    this.fault({ kind: 'answer', answer: { status, body, headers } }, times);
  }

  hangNext(times = 1, when: 'before' | 'after' = 'before'): void {
    this.fault({ kind: 'hang', when }, times);
  }

  cutNext(times = 1, when: 'before' | 'after' = 'before'): void {
    this.fault({ kind: 'cut', when }, times);
  }

  /** The next `times` requests are served as usual, before the faults asked for after this. */
  passNext(times = 1): void {
    this.fault({ kind: 'pass' }, times);
  }

  /** Whether no fault waits for a request any more. */
  get healthy(): boolean {
    return this.faults.length === 0;
  }

  /** Forgets the faults not met yet. */
  heal(): void {
    this.faults.length = 0;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // A caller that gives up is part of the play, not an error of the simulator.
    incoming.on('error', () => undefined);
    response.on('error', () => undefined);
    const request = await readRequest(incoming).catch(() => null);
    if (request === null) return;
    const next = this.faults.shift();
    const fault = next?.kind === 'pass' ? undefined : next;
    this.requests.add(request);
    if (fault?.kind === 'answer') {
      write(response, fault.answer);
    } else if (fault !== undefined && fault.when !== 'after') {
      breakOff(fault.kind, response);
    } else {
      const answer = await this.work(request);
      if (fault === undefined) write(response, answer);
      else breakOff(fault.kind, response);
    }
  }

  private async work(request: SimulatedRequest): Promise<SimulatedAnswer> {
    try {
      return await this.handler(request);
    } catch (error) {
      return { status: 500, body: `the simulator itself failed: ${String(error)}` };
    }
  }
}

export async function startHttpSimulator(handler: SimulatedHandler, port = 0): Promise<HttpSimulator> {
  return new HttpSimulator(handler).start(port);
}

async function readRequest(incoming: IncomingMessage): Promise<SimulatedRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  const type = incoming.headers['content-type'] ?? '';
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body,
    form: () => (type.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body.toString()) : null),
  };
}

function write(response: ServerResponse, { status, headers = {}, body = '' }: SimulatedAnswer): void {
  const plain = typeof body === 'string' || Buffer.isBuffer(body);
  const type = plain ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(plain ? body : JSON.stringify(body));
}

function breakOff(kind: 'hang' | 'cut' | 'stall' | 'trickle', response: ServerResponse): void {
  if (kind === 'cut') response.destroy();
  if (kind !== 'stall' && kind !== 'trickle') return;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
  response.write('{');
  if (kind === 'stall') return;
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}
