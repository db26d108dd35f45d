import { Injectable } from '@nestjs/common';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Config } from '../../../config/index.js';
import { newId } from '../../../kernel/id.js';
import { Money, type Currency } from '../../../kernel/money.js';
import { Database } from '../../../platform/database/database.js';
import {
  BadSignature, type Collection, type CollectionState, type IncomingWebhook, type Keep, type PaymentProvider, type Reimbursement,
  type ReimbursementState, type Started, type WebhookEvent,
} from '../providers/payment-provider.js';

export interface SandboxTransaction {
  readonly id: string;
  readonly kind: 'collection' | 'refund';
  readonly reference: string;
  readonly amount: string;
  readonly currency: Currency;
  readonly method: string;
  readonly description: string;
  readonly return_url: string | null;
  readonly status: 'pending' | 'approved' | 'declined';
}

const TOLERANCE_MS = 300_000;
const SIGNATURE = /^t=(\d{1,12}),s=([0-9a-f]{64})$/;

/**
 * A payment provider in which no money moves, for development, demos and tests: with books and a pay page of its own,
 * and a webhook signed as FedaPay's. Everything else treats it like a real one.
 */
@Injectable()
export class SandboxProvider implements PaymentProvider {
  readonly name = 'sandbox';
  readonly enabled: boolean;
  private readonly secret: Buffer;
  private readonly page: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.enabled = config.PAYMENTS_SANDBOX ?? config.NODE_ENV !== 'production';
    this.secret = Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome payment sandbox', 32));
    this.page = `${config.API_URL.replace(/\/+$/, '')}${config.API_V1_STR}/sandbox/pay`;
  }

  takes(): boolean {
    return true;
  }

  async start(collection: Collection, keep: Keep): Promise<Started> {
    const { reference, amount, method, description, return_url } = collection;
    const id = await this.open('collection', { reference, amount, method, description, return_url }, 'pending');
    await keep(id);
    return { kind: 'waiting', payment_url: `${this.page}/${id}` };
  }

  async ask({ reference }: Collection): Promise<CollectionState> {
    const transaction = await this.findBy('reference', reference);
    if (!transaction) return { kind: 'absent' };
    if (transaction.status === 'approved') return { kind: 'paid', collected: Money.of(transaction.amount, transaction.currency), fee: null };
    return transaction.status === 'pending' ? { kind: 'open' } : { kind: 'failed', code: 'declined', detail: 'declined on the sandbox page' };
  }

  async refund({ reference, amount, reason, collection }: Reimbursement, keep: Keep): Promise<ReimbursementState> {
    await keep(await this.open('refund', { reference, amount, method: collection.method, description: reason, return_url: null }, 'approved'));
    return { kind: 'done' };
  }

  async askRefund({ reference }: Reimbursement): Promise<ReimbursementState> {
    return (await this.findBy('reference', reference)) ? { kind: 'done' } : { kind: 'absent' };
  }

  readWebhook({ raw, headers, now }: IncomingWebhook): WebhookEvent {
    const [, seconds = '', signature = ''] = SIGNATURE.exec(String(headers['x-sandbox-signature'] ?? '')) ?? [];
    const fresh = Math.abs(now.getTime() - Number(seconds) * 1000) <= TOLERANCE_MS;
    if (signature === '' || !fresh || !timingSafeEqual(Buffer.from(signature), Buffer.from(this.digest(seconds, raw)))) throw new BadSignature();
    const event = JSON.parse(raw.toString('utf8')) as { id: string; name: string; entity: { id: string; reference: string } };
    return { event_id: event.id, type: event.name, about: { reference: event.entity.reference, transaction_id: event.entity.id } };
  }

  /** A transaction as its page shows it; null where there is none, or where the sandbox is off. */
  async find(id: string): Promise<SandboxTransaction | null> {
    const transaction = this.enabled ? await this.findBy('id', id) : null;
    return transaction?.kind === 'collection' ? transaction : null;
  }

  /** The payer's word. The first one to approve stands; after a refusal one may still change one's mind. */
  async decide(id: string, decision: 'approved' | 'declined'): Promise<void> {
    await this.database.write(`UPDATE sandbox_transactions SET status = $2, decided_at = now() WHERE id = $1 AND status <> 'approved'`, [id, decision]);
  }

  /** What our own webhook is called with. */
  webhookOf({ id, reference, status }: SandboxTransaction, now: Date): { body: string; headers: Record<string, string> } {
    const body = JSON.stringify({ id: newId(), name: `transaction.${status}`, entity: { id, reference, status } });
    const seconds = String(Math.floor(now.getTime() / 1000));
    return { body, headers: { 'content-type': 'application/json', 'x-sandbox-signature': `t=${seconds},s=${this.digest(seconds, Buffer.from(body))}` } };
  }

  private async open(
    kind: SandboxTransaction['kind'],
    { reference, amount, method, description, return_url }: { reference: string; amount: Money; method: string; description: string; return_url: string | null },
    status: SandboxTransaction['status'],
  ): Promise<string> {
    const rows = await this.database.write<{ id: string }>(
      `INSERT INTO sandbox_transactions (id, kind, reference, amount, currency, method, description, return_url, status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (reference) DO UPDATE SET reference = excluded.reference RETURNING id`,
      [newId(), kind, reference, amount.toDecimal(), amount.currency, method, description, return_url, status],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('a sandbox transaction was not written');
    return id;
  }

  private async findBy(column: 'id' | 'reference', value: string): Promise<SandboxTransaction | null> {
    const rows = await this.database.write<SandboxTransaction>(`SELECT * FROM sandbox_transactions WHERE ${column} = $1`, [value]);
    return rows[0] ?? null;
  }

  private digest(seconds: string, raw: Buffer): string {
    return createHmac('sha256', this.secret).update(`${seconds}.`).update(raw).digest('hex');
  }
}
