import { Injectable } from '@nestjs/common';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { Gathered, gatheredById } from '../../platform/database/gathered.js';
import type { DeliveryChannel } from './announcements.js';
import type { Delivery, DeliveryFacts } from './delivery.entity.js';

export interface NewDelivery {
  readonly id: string;
  readonly event_id: string;
  readonly user_id: string;
  readonly channel: DeliveryChannel;
  readonly template: string;
  readonly recipient: string;
  readonly facts: DeliveryFacts;
}

const BATCH = 5000;

export type WaitingDelivery = Pick<Delivery, 'id' | 'user_id' | 'channel' | 'template' | 'recipient' | 'facts' | 'created_at'>;

/** A message that has left. */
interface Sent {
  readonly id: string;
  readonly provider_id: string;
}

const ADD = {
  name: 'deliveries.add',
  text: `INSERT INTO deliveries (id, event_id, user_id, channel, template, recipient, facts)
         SELECT * FROM jsonb_to_recordset($1) AS row (id uuid, event_id uuid, user_id uuid, channel text, template text, recipient text, facts jsonb)
         ON CONFLICT ON CONSTRAINT deliveries_once DO NOTHING RETURNING id`,
};
const WAITING = {
  name: 'deliveries.waiting',
  text: `SELECT id, user_id, channel, template, recipient, facts, created_at FROM deliveries WHERE id = ANY ($1::uuid[]) AND status = 'waiting'`,
};
const SENT = {
  name: 'deliveries.sent',
  text: `UPDATE deliveries SET status = 'sent', provider_id = sent.provider_id, sent_at = now(), last_error = NULL
         FROM unnest($1::uuid[], $2::text[]) AS sent (id, provider_id) WHERE deliveries.id = sent.id AND status = 'waiting'`,
};

@Injectable()
export class DeliveriesRepository {
  private readonly reading = gatheredById((ids) => this.database.write<WaitingDelivery>(WAITING, [ids]), { inTurn: true });
  private readonly noting = new Gathered<Sent, undefined>(async (sent) => {
    await this.database.write(SENT, [sent.map(({ id }) => id), sent.map(({ provider_id }) => provider_id.slice(0, 255))]);
    return sent.map(() => undefined);
  }, { inTurn: true });

  constructor(private readonly database: Database) {}

  /** Answers the ids of those that are new: the others are being told of that event over that channel already. */
  async add(tx: Tx, deliveries: readonly NewDelivery[]): Promise<ReadonlySet<string>> {
    if (deliveries.length === 0) return new Set();
    const rows = await query<{ id: string }>(tx, ADD, [JSON.stringify(deliveries)]);
    return new Set(rows.map(({ id }) => id));
  }

  /** From the primary: a replica that lags behind would say that there is nothing to send. */
  findWaiting(id: string): Promise<WaitingDelivery | null> {
    return this.reading.ask(id);
  }

  async markSent(id: string, provider_id: string): Promise<void> {
    await this.noting.ask({ id, provider_id });
  }

  async end(id: string, status: 'skipped' | 'failed', why: string): Promise<void> {
    await this.database.write(`UPDATE deliveries SET status = $2, last_error = $3 WHERE id = $1 AND status = 'waiting'`, [id, status, why.slice(0, 500)]);
  }

  /** What the latest attempt ran into; it will be tried again. */
  async keepError(id: string, why: string): Promise<void> {
    await this.database.write(`UPDATE deliveries SET last_error = $2 WHERE id = $1 AND status = 'waiting'`, [id, why.slice(0, 500)]);
  }

  /** Throws away those that were sent or skipped before `instant`; answers how many. In batches, found by their ids. */
  async forgetBefore(instant: Date): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const rows = await this.database.write<{ count: number }>(
        `WITH old AS (DELETE FROM deliveries WHERE id IN (
           SELECT id FROM deliveries WHERE id < $1 AND status IN ('sent', 'skipped') ORDER BY id LIMIT $2) RETURNING 1)
         SELECT count(*) AS count FROM old`,
        [firstIdOf(instant), BATCH],
      );
      const count = rows[0]?.count ?? 0;
      forgotten += count;
      if (count < BATCH) return forgotten;
    }
  }
}

/** Ids begin with the milliseconds of their making (UUID version 7), so the primary key knows which are older. */
function firstIdOf(instant: Date): string {
  const millis = instant.getTime().toString(16).padStart(12, '0');
  return `${millis.slice(0, 8)}-${millis.slice(8)}-7000-8000-000000000000`;
}
