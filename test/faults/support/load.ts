import { randomUUID } from 'node:crypto';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, todayIn } from '../../../src/kernel/calendar-date.js';
import type { Town } from './stack.js';

/** What became of one request. */
export interface Outcome {
  readonly what: 'book' | 'list' | 'read' | 'look';
  /** 0 where there was no answer; then `error` says why. */
  readonly status: number;
  readonly error: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number;
  /** Of bookings: what was asked, to ask it again. */
  readonly ask: Ask | undefined;
}

export interface Ask {
  readonly token: string;
  readonly key: string;
  readonly body: { readonly property_id: string; readonly start_date: string; readonly end_date: string };
}

export interface LoadOptions {
  readonly users?: number;
  /** Between two requests of one user. */
  readonly pause_ms?: number;
  /** After a refusal they come back when they were told to. */
  readonly patient?: boolean;
  /** They only book; left out, they read as well. */
  readonly only?: 'book';
  /** Whom to ask; where that one refuses the connection, the next is asked. */
  readonly urls: () => readonly string[];
}

const PATIENCE_MS = 25_000;
let serial = 0;

/** People who book and read, each one request after the other over a connection kept alive, until they are stopped. */
export class Load {
  readonly outcomes: Outcome[] = [];
  private going = true;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly users: Promise<void>[];
  private readonly pause_ms: number;

  constructor(
    private readonly town: Town,
    private readonly options: LoadOptions,
  ) {
    this.pause_ms = options.pause_ms ?? 50;
    this.users = Array.from({ length: options.users ?? 10 }, (_, n) => this.live(n));
  }

  /** Ends it; every request that is out is waited for. */
  async stop(): Promise<readonly Outcome[]> {
    this.going = false;
    await Promise.all(this.users);
    this.agent.destroy();
    return this.outcomes;
  }

  /** Ends it without waiting: a test has failed. */
  abandon(): void {
    this.going = false;
    this.agent.destroy();
  }

  get booked(): readonly Outcome[] {
    return this.outcomes.filter((one) => one.what === 'book' && one.status === 201);
  }

  /** Sends a booking; `ask` given again is a retry under its key. */
  book(url: string, ask: Ask): Promise<Outcome> {
    return this.send('book', url, 'POST', '/bookings', ask.token, ask);
  }

  private async live(n: number): Promise<void> {
    const tenant = this.town.tenants[n % this.town.tenants.length];
    while (this.going) {
      const ask = askFor(this.town, tenant.token);
      const booked = await this.anywhere((url) => this.book(url, ask));
      if (this.options.only === 'book') continue;
      const id = booked.status === 201 ? (JSON.parse(booked.text) as { id: string }).id : undefined;
      await this.anywhere((url) => this.send('list', url, 'GET', '/bookings/my-bookings?per_page=5', tenant.token));
      await this.anywhere((url) => this.send('look', url, 'GET', `/properties/${ask.body.property_id}/availability`));
      if (id !== undefined) await this.anywhere((url) => this.send('read', url, 'GET', `/bookings/${id}`, tenant.token));
    }
  }

  /** Asks the first that takes the connection, and keeps what became of it. */
  private async anywhere(ask: (url: string) => Promise<Outcome>): Promise<Outcome> {
    const [first = '', ...others] = this.options.urls();
    let outcome = await ask(first);
    for (const other of others) if (isRefused(outcome)) outcome = await ask(other);
    this.outcomes.push(outcome);
    const told = this.options.patient === true ? Number(outcome.headers['retry-after'] ?? 0) * 1000 : 0;
    if (this.going) await pause(this.pause_ms + told);
    return outcome;
  }

  private send(what: Outcome['what'], url: string, method: string, path: string, token?: string, ask?: Ask): Promise<Outcome> {
    const started = Date.now();
    const body = ask ? JSON.stringify(ask.body) : undefined;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(ask ? { 'idempotency-key': ask.key } : {}),
    };
    return new Promise((resolve) => {
      const end = (status: number, text: string, more: { headers?: IncomingHttpHeaders; error?: string }): void => {
        clearTimeout(timer);
        resolve({ what, status, text, headers: more.headers ?? {}, error: more.error, started, ended: Date.now(), ask });
      };
      const sent = request(`${url}/api/v1${path}`, { method, headers, agent: this.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => end(response.statusCode ?? 0, Buffer.concat(parts).toString(), { headers: response.headers }));
        response.on('error', (error: NodeJS.ErrnoException) => end(0, '', { error: `cut: ${error.code ?? error.message}` }));
      });
      const timer = setTimeout(() => sent.destroy(Object.assign(new Error('no answer'), { code: 'NO ANSWER' })), PATIENCE_MS);
      sent.on('error', (error: NodeJS.ErrnoException) => end(0, '', { error: error.code ?? error.message }));
      sent.end(body);
    });
  }
}

/** Two nights that nobody else asks for. */
export function askFor(town: Town, token: string): Ask {
  const n = serial++;
  const start_date = addDays(todayIn('Africa/Porto-Novo', new Date()), 30 + 2 * Math.floor(n / town.homes.length));
  const property_id = town.homes[n % town.homes.length].id;
  return { token, key: randomUUID(), body: { property_id, start_date, end_date: addDays(start_date, 2) } };
}

export function slowest(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((most, one) => Math.max(most, one.ended - one.started), 0);
}

/** What was answered, with how often, where it was none of what is `fine`. */
export function failuresAmong(outcomes: readonly Outcome[], ...fine: ((one: Outcome) => boolean)[]): Record<string, number> {
  const failures: Record<string, number> = {};
  for (const one of outcomes.filter((outcome) => !fine.some((is) => is(outcome)))) {
    const answer = one.text.replace(/"(instance|request_id)":"[^"]*",?/g, '').slice(0, 200);
    const name = `${one.what} ${one.error ?? String(one.status)} ${answer}`;
    failures[name] = (failures[name] ?? 0) + 1;
  }
  return failures;
}

export function isGood({ status }: Outcome): boolean {
  return status >= 200 && status < 300;
}

export function isHonest503({ status, headers, text }: Outcome): boolean {
  if (status !== 503 || !/^application\/problem\+json/.test(headers['content-type'] ?? '')) return false;
  return Number(headers['retry-after']) > 0 && (JSON.parse(text) as { code?: string }).code === 'dependency.down';
}

/** Nobody was there. */
export function isRefused({ error }: Outcome): boolean {
  return error === 'ECONNREFUSED';
}
