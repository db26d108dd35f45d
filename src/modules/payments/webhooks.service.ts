import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { isUuid, newId } from '../../kernel/id.js';
import { Clock } from '../../platform/clock.js';
import { Database, query } from '../../platform/database/database.js';
import { Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Collections } from './collections.js';
import { InvalidSignature } from './payment.errors.js';
import type { ProviderName } from './payment.values.js';
import { BadSignature, type WebhookEvent } from './providers/payment-provider.js';
import { Providers } from './providers/providers.js';
import { Reimbursements } from './reimbursements.js';

interface StoredEvent {
  provider: ProviderName;
  reference: string | null;
  transaction_id: string | null;
}

/** The inbox of what providers tell us: verified, kept as it came, answered at once, looked into by the queue. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly collections: Collections,
    private readonly reimbursements: Reimbursements,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidSignature; a repeat is received like the first, and does nothing */
  async receive(provider: string, raw: Buffer | undefined, headers: IncomingHttpHeaders, path_secret: string | null): Promise<{ status: 'received' }> {
    const client = this.providers.find(provider);
    if (!client) throw new InvalidSignature();
    let event: WebhookEvent;
    try {
      event = client.readWebhook({ raw: raw ?? Buffer.alloc(0), headers, path_secret, now: this.clock.now() });
    } catch (error) {
      if (error instanceof BadSignature) throw new InvalidSignature();
      throw error;
    }
    const { reference = null, transaction_id = null } = event.about ?? {};
    await this.database.transaction(async (tx) => {
      const payment_event_id = newId();
      const rows = await query(
        tx,
        `INSERT INTO payment_events (id, provider, event_id, type, reference, transaction_id, body, processed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN now() END) ON CONFLICT ON CONSTRAINT payment_events_once DO NOTHING RETURNING id`,
        [
          payment_event_id, client.name, event.event_id.slice(0, 255), event.type.slice(0, 80), isUuid(reference) ? reference : null,
          transaction_id?.slice(0, 255) ?? null, raw ?? null, event.about === null,
        ],
      );
      if (rows.length === 1 && event.about !== null) await this.outbox.publish(tx, 'payment.notified', { payment_event_id }, payment_event_id);
    });
    return { status: 'received' };
  }

  /** The call is only a hint: the provider is asked what is true. One about nothing of ours is done. */
  @Consumes('payment.notified', { consumer: 'payment-webhooks', queue: 'payments' })
  async lookInto({ payload: { payment_event_id } }: EventEnvelope<'payment.notified'>): Promise<void> {
    const [event] = await this.database.write<StoredEvent>('SELECT provider, reference, transaction_id FROM payment_events WHERE id = $1', [payment_event_id]);
    if (!event) return;
    const payment_id = await this.findBy('payments', event, 'AND payment_provider = $3');
    if (payment_id !== null) await this.collections.check(payment_id);
    // A provider may number both alike, and asking about one more costs nothing.
    const refund_id = await this.findBy('refunds', event, 'AND EXISTS (SELECT 1 FROM payments p WHERE p.id = payment_id AND p.payment_provider = $3)');
    if (refund_id !== null) await this.reimbursements.check(refund_id);
    await this.database.write('UPDATE payment_events SET processed_at = now() WHERE id = $1', [payment_event_id]);
  }

  private async findBy(table: 'payments' | 'refunds', { provider, reference, transaction_id }: StoredEvent, ofProvider: string): Promise<string | null> {
    const rows = await this.database.write<{ id: string }>(
      `SELECT id FROM ${table} WHERE (reference = $1 OR transaction_id = $2) ${ofProvider} LIMIT 1`,
      [reference, transaction_id, provider],
    );
    return rows[0]?.id ?? null;
  }
}
