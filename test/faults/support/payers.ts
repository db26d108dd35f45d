import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestActor } from '../../support/actors.js';
import { OPEN } from '../../support/simulators/fedapay-things.js';
import { until } from '../../support/wait.js';
import { askFor } from './load.js';
import type { PaymentProviders } from './payment-providers.js';
import type { Stack, Town } from './stack.js';

/** How people pay, each with what it takes: FedaPay's page, FedaPay's push to a number that pays, MTN, Stripe's page. */
export const WAYS = {
  page: { payment_method: 'fedapay' },
  push: { payment_method: 'moov_money', phone_number: '+2290164000001' },
  mtn: { payment_method: 'mtn_momo' },
  card: { payment_method: 'card' },
} as const;
export type Way = (typeof WAYS)[keyof typeof WAYS];
export const EVERY_WAY: readonly Way[] = Object.values(WAYS);

/** A stay that the owner has accepted: its rent is owed. */
export interface Stay {
  readonly booking_id: string;
  readonly tenant: TestActor;
}

export interface Reply {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly body: { readonly id: string; readonly status: string };
  readonly ms: number;
}

/** Who loses patience on a page: one in so many at FedaPay. */
const DECLINES_EVERY = 4;
const GLANCE_MS = 100;

/** Tenants who owe rent: they start payments, and pay on every page that they are shown. */
export class Payers {
  private readonly pages = new Set<string>();
  private readonly ending = new AbortController();
  private readonly browsing: Promise<void>;

  constructor(
    private readonly stack: Stack,
    private readonly town: Town,
    private readonly providers: PaymentProviders,
    private readonly url: () => string,
  ) {
    this.browsing = this.browse();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.browsing;
  }

  /** Stays that the owner has accepted; they are not what is tried here. */
  stays(count: number): Promise<Stay[]> {
    return Promise.all(Array.from({ length: count }, async (_, n) => {
      const tenant = this.town.tenants[n % this.town.tenants.length];
      const { key, body } = askFor(this.town, tenant.token);
      const booked = await this.patiently('POST', '/bookings', tenant, body, key);
      const accepted = await this.patiently('PUT', `/bookings/${booked.body.id}/accept`, this.town.landlord, {});
      if (accepted.status !== 200) throw new Error(`a stay was not accepted: ${String(booked.status)}, ${String(accepted.status)}`);
      return { booking_id: booked.body.id, tenant };
    }));
  }

  initialize({ booking_id, tenant }: Stay, way: Way, key: string = randomUUID()): Promise<Reply> {
    return this.call('POST', '/payments/initialize', tenant, { booking_id, ...way }, key);
  }

  /** Sends it again under its key until it is answered. */
  insist(stay: Stay, way: Way): Promise<Reply> {
    const key = randomUUID();
    return until(async () => {
      const reply = await this.initialize(stay, way, key);
      return reply.status === 201 && reply;
    }, 'a payment to be started', 60_000);
  }

  refund(payment_id: string, amount?: number): Promise<Reply> {
    return this.call('POST', '/payments/refund', this.town.landlord, { payment_id, amount, reason: 'Geste commercial' });
  }

  /** Asks again where the house says that it is busy. */
  private patiently(...request: Parameters<Payers['call']>): Promise<Reply> {
    return until(async () => {
      const reply = await this.call(...request);
      return reply.status !== 503 && reply;
    }, `${request[0]} ${request[1]}`, 60_000);
  }

  private async call(method: string, path: string, as: TestActor, body: object, key?: string): Promise<Reply> {
    const started = Date.now();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${as.token}`, ...(key === undefined ? {} : { 'idempotency-key': key }) };
    try {
      const answer = await fetch(`${this.url()}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Reply['body'], ms: Date.now() - started };
    } catch {
      return { status: 0, body: { id: '', status: 'no answer' }, ms: Date.now() - started };
    }
  }

  /** Whoever is shown a page, pays there: if two were shown for one payment, twice. */
  private async browse(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const rows = await this.stack.sql<{ payment_url: string }>(`SELECT payment_url FROM payments WHERE payment_url IS NOT NULL AND status IN ('pending', 'processing')`).catch(() => []);
      for (const { payment_url } of rows) if (!this.pages.has(payment_url)) this.visit(payment_url);
      await pause(GLANCE_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private visit(page: string): void {
    this.pages.add(page);
    const { fedapay, stripe } = this.providers;
    if (page.startsWith(stripe.url)) {
      stripe.approve(page.split('/').at(-1) ?? '');
      return;
    }
    const claims = /\/pay\/[\w-]+\.([\w-]+)\./.exec(page)?.[1] ?? '';
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string };
    if (!OPEN.includes(fedapay.find(sub).status)) return;
    if (this.pages.size % DECLINES_EVERY === 0) fedapay.decline(sub);
    else fedapay.approve(sub);
  }
}
