import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database } from '../database/database.js';
import { Gathered } from '../database/gathered.js';
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
  hand_count: number;
}

/** One job that Bull has brought: a row, and the how-manieth time it was handed. */
interface Hand {
  readonly outbox_id: string;
  readonly hand: number;
}

/** Where less of a lease is left, a start renews it. A queue has so little room that this is rarely needed. */
const FRESH = 0.95;

/** Only the latest hand may work its row. */
const TAKE = {
  name: 'outbox.take',
  text: `WITH given AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS given (id, hand)),
         renewed AS (
           UPDATE outbox SET available_at = now() + make_interval(secs => $3) FROM given
           WHERE outbox.id = given.id AND hand_count = hand AND done_at IS NULL AND dead_at IS NULL AND available_at < now() + make_interval(secs => $3 * ${String(FRESH)})
           RETURNING outbox.id)
         SELECT o.id, o.event_id, o.type, o.consumer, o.payload, o.occurred_at, o.attempts, o.traceparent, o.hand_count
         FROM given JOIN outbox o ON o.id = given.id AND o.hand_count = given.hand
         WHERE o.done_at IS NULL AND o.dead_at IS NULL AND (o.available_at >= now() + make_interval(secs => $3 * ${String(FRESH)}) OR o.id IN (SELECT id FROM renewed))`,
};
const DONE = { name: 'outbox.done', text: `UPDATE outbox SET done_at = now(), payload = '{}', attempts = attempts + 1, last_error = NULL WHERE id = ANY ($1::uuid[])` };

type Delivery = 'done' | 'skipped' | 'waiting' | 'failed' | 'dead';

/** Works one outbox row that Bull has brought. */
@Injectable()
export class Deliverer {
  private readonly taking = new Gathered<Hand, OutboxRow | undefined>(async (hands) => {
    const rows = await this.database.write<OutboxRow>(TAKE, [hands.map((one) => one.outbox_id), hands.map((one) => one.hand), this.config.OUTBOX_LEASE_SECONDS]);
    return hands.map(({ outbox_id, hand }) => rows.find((row) => row.id === outbox_id && row.hand_count === hand));
  }, { inTurn: true });
  private readonly ending = new Gathered<string, undefined>(async (ids) => {
    await this.database.write(DONE, [ids]);
    return ids.map(() => undefined);
  }, { inTurn: true });

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
    const row = await this.taking.ask({ outbox_id, hand });
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
    await this.ending.ask(row.id);
    this.metrics.jobEnded(queue, 'completed');
    return 'done';
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
