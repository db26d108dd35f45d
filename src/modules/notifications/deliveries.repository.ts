import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import type { DeliveryChannel } from './announcements.js';
import type { Delivery, DeliveryFacts } from './delivery.entity.js';

export interface NewDelivery {
  readonly event_id: string;
  readonly user_id: string;
  readonly channel: DeliveryChannel;
  readonly template: string;
  readonly recipient: string;
  readonly facts: DeliveryFacts;
}

export type WaitingDelivery = Pick<Delivery, 'id' | 'user_id' | 'channel' | 'template' | 'recipient' | 'facts' | 'created_at'>;

@Injectable()
export class DeliveriesRepository {
  constructor(private readonly database: Database) {}

  /** The new delivery's id; null when this person is already being told of this event over this channel. */
  async add(tx: Tx, delivery: NewDelivery): Promise<string | null> {
    const rows = await query<{ id: string }>(
      tx,
      `INSERT INTO deliveries (id, event_id, user_id, channel, template, recipient, facts) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT ON CONSTRAINT deliveries_once DO NOTHING RETURNING id`,
      [newId(), delivery.event_id, delivery.user_id, delivery.channel, delivery.template, delivery.recipient, delivery.facts],
    );
    return rows[0]?.id ?? null;
  }

  /** From the primary: a replica that lags behind would say that there is nothing to send. */
  async findWaiting(id: string): Promise<WaitingDelivery | null> {
    const rows = await this.database.write<WaitingDelivery>(
      `SELECT id, user_id, channel, template, recipient, facts, created_at FROM deliveries WHERE id = $1 AND status = 'waiting'`,
      [id],
    );
    return rows[0] ?? null;
  }

  async markSent(id: string, provider_id: string): Promise<void> {
    await this.database.write(
      `UPDATE deliveries SET status = 'sent', provider_id = $2, sent_at = now(), last_error = NULL WHERE id = $1 AND status = 'waiting'`,
      [id, provider_id.slice(0, 255)],
    );
  }

  async end(id: string, status: 'skipped' | 'failed', why: string): Promise<void> {
    await this.database.write(`UPDATE deliveries SET status = $2, last_error = $3 WHERE id = $1 AND status = 'waiting'`, [id, status, why.slice(0, 500)]);
  }

  /** What the latest attempt ran into; it will be tried again. */
  async keepError(id: string, why: string): Promise<void> {
    await this.database.write(`UPDATE deliveries SET last_error = $2 WHERE id = $1 AND status = 'waiting'`, [id, why.slice(0, 500)]);
  }
}
