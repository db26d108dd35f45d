import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database } from '../database/database.js';
import { logger } from '../observability/logger.js';
import { Metrics } from '../observability/metrics.js';
import { reportError } from '../observability/error-reports.js';
import { inSpan } from '../observability/tracing.js';
import { AskAgain, GiveUp } from './consumer.js';
import { Consumers } from './consumers.js';
import { Relay } from './relay.js';

/** With pauses of at most 40 s: a little over two hours. */
const MAX_ATTEMPTS = 200;
const LONGEST_PAUSE_SECONDS = 40;

interface OutboxRow {
  id: string;
  event_id: string;
  type: string;
  consumer: string;
  payload: never;
  occurred_at: Date;
  attempts: number;
  traceparent: string | null;
}

type Delivery = 'done' | 'skipped' | 'waiting' | 'failed' | 'dead';

/** Works one outbox row that Bull has brought. */
@Injectable()
export class Deliverer {
  constructor(
    private readonly database: Database,
    private readonly consumers: Consumers,
    private readonly metrics: Metrics,
    private readonly config: Config,
    private readonly relay: Relay,
  ) {}

  async deliver(outbox_id: string, hand: number): Promise<Delivery> {
    try {
      return await this.attempt(outbox_id, hand);
    } catch (error) {
      this.relay.takeBack(outbox_id, hand);
      throw error;
    }
  }

  private async attempt(outbox_id: string, hand: number): Promise<Delivery> {
    const row = await this.take(outbox_id, hand);
    if (!row) return 'skipped';
    const queue = this.consumers.handlerOf(row.type, row.consumer)?.queue ?? 'events';
    return inSpan(
      {
        name: `deliver ${row.type} to ${row.consumer}`, kind: 'consumer', parent: row.traceparent,
        facts: { 'messaging.system': 'bull', 'messaging.destination.name': queue, 'messaging.operation.type': 'process', 'lokahome.event_id': row.event_id, 'lokahome.attempt': row.attempts + 1 },
      },
      () => this.work(row, queue),
      (outcome) => ({ 'lokahome.outcome': outcome }),
    );
  }

  private async work(row: OutboxRow, queue: string): Promise<Delivery> {
    const handler = this.consumers.handlerOf(row.type, row.consumer);
    try {
      // A newer version may have written it, and be about to take over: it waits for that one's workers.
      if (!handler) throw new Error(`nobody here consumes ${row.type} as ${row.consumer}`);
      await handler.handle({ event_id: row.event_id, type: row.type as never, occurred_at: row.occurred_at, payload: row.payload });
    } catch (error) {
      if (error instanceof AskAgain) {
        await this.database.write('UPDATE outbox SET available_at = now() + make_interval(secs => $2), due_at = now() + make_interval(secs => $2) WHERE id = $1', [row.id, error.after_seconds]);
        return 'waiting';
      }
      const dead = await this.postpone(row, error);
      this.metrics.jobEnded(queue, dead ? 'dead' : 'failed');
      return dead ? 'dead' : 'failed';
    }
    await this.database.write(
      { name: 'outbox.done', text: `UPDATE outbox SET done_at = now(), payload = '{}', attempts = attempts + 1, last_error = NULL WHERE id = $1` },
      [row.id],
    );
    this.metrics.jobEnded(queue, 'completed');
    return 'done';
  }

  /** Only the latest hand may work the row, and each start renews its lease. */
  private async take(outbox_id: string, hand: number): Promise<OutboxRow | undefined> {
    const rows = await this.database.write<OutboxRow>(
      {
        name: 'outbox.take',
        text: `UPDATE outbox SET available_at = now() + make_interval(secs => $3)
               WHERE id = $1 AND hand_count = $2 AND done_at IS NULL AND dead_at IS NULL
               RETURNING id, event_id, type, consumer, payload, occurred_at, attempts, traceparent`,
      },
      [outbox_id, hand, this.config.OUTBOX_LEASE_SECONDS],
    );
    return rows[0];
  }

  /** Growing pauses, short enough that everything is told within a minute of the fault's end. */
  private async postpone(row: OutboxRow, error: unknown): Promise<boolean> {
    const attempts = row.attempts + 1;
    const dead = error instanceof GiveUp || attempts >= MAX_ATTEMPTS;
    const pause = Math.min(2 ** attempts, LONGEST_PAUSE_SECONDS) * (0.8 + Math.random() * 0.4);
    logger[dead ? 'error' : 'warn']({ err: error, type: row.type, consumer: row.consumer, event_id: row.event_id, attempts }, dead ? 'gave up on an event' : 'an event will be tried again');
    await this.database.write(
      `UPDATE outbox SET attempts = $2, last_error = $3, dead_at = CASE WHEN $4 THEN now() END,
         available_at = now() + make_interval(secs => $5), due_at = now() + make_interval(secs => $5) WHERE id = $1`,
      [row.id, attempts, messageOf(error), dead, pause],
    );
    if (dead) reportError(error, { what: 'delivery', event: row.type, consumer: row.consumer });
    return dead;
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : 'unknown').replaceAll('\u0000', '').slice(0, 500);
}
