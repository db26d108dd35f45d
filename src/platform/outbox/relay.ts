import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database } from '../database/database.js';
import { logger } from '../observability/logger.js';
import { Queues } from '../queue/queues.js';
import { Consumers } from './consumers.js';
import { QUEUES, type QueueName } from './events.js';
import { Outbox } from './outbox.js';

/**
 * Jobs that wait in one queue at most, or a few more where several relays fill it at once. A row's lease runs while its job waits: what
 * is handed must be worked within it, or it is handed again for nothing. What there is no room for waits in PostgreSQL.
 */
const MOST_WAITING = 200;
/** A queue is filled up once half of them are worked, and not for every single one. */
const REFILLED_AT = MOST_WAITING / 2;
const IDLE_MS = 500;
/** While a queue has enough: until it is looked at again. */
const FULL_MS = 100;
/** After a nudge that came while rows were handed over; under load they would follow each other without end. */
const NUDGED_MS = 10;

const LEASE = {
  name: 'outbox.lease',
  text: `UPDATE outbox SET hand_count = hand_count + 1, available_at = now() + make_interval(secs => $3)
         WHERE id IN (
           SELECT waiting.id FROM unnest($1::text[], $2::int[]) AS room (queue, places) CROSS JOIN LATERAL (
             SELECT id FROM outbox WHERE queue = room.queue AND done_at IS NULL AND dead_at IS NULL AND available_at <= now()
             ORDER BY available_at, id LIMIT room.places FOR UPDATE SKIP LOCKED) AS waiting)
         RETURNING id, type, consumer, queue, hand_count`,
};

interface Waiting {
  id: string;
  type: string;
  consumer: string;
  queue: QueueName;
  hand_count: number;
}

/**
 * Moves outbox rows to Bull, to each queue as many as it has room for. PostgreSQL stays the truth: a row that Bull
 * loses, or whose worker dies, is handed again when its lease ends. Any number of relays may run; SKIP LOCKED shares
 * the rows out.
 */
@Injectable()
export class Relay implements OnModuleDestroy {
  private running = false;
  private nudged = false;
  private stopped: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  /** Hands of this process whose row could not be read or written: the latest one of each row. */
  private readonly returned = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly consumers: Consumers,
    private readonly queues: Queues,
    private readonly config: Config,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.outbox.nudges.on('nudge', this.nudge);
    this.stopped = this.loop();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.outbox.nudges.off('nudge', this.nudge);
    this.wake();
    await this.stopped;
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  /** For who could not reach the database: the row is handed again as soon as that answers, instead of when its lease ends. */
  takeBack(outbox_id: string, hand: number): void {
    this.returned.set(outbox_id, hand);
  }

  private readonly nudge = (): void => {
    this.nudged = true;
    this.wake();
  };

  private async loop(): Promise<void> {
    while (this.running) {
      let more = false;
      this.nudged = false;
      try {
        await this.endLeases();
        more = await this.handBatch();
      } catch (error) {
        logger.warn({ err: error }, 'outbox rows wait: the queue or the database is away');
      }
      if (this.running) await this.rest(more ? FULL_MS : IDLE_MS);
    }
  }

  /** The rows' second of rest is for a fault that is none of the database's: it must not become a tight loop. */
  private async endLeases(): Promise<void> {
    if (this.returned.size === 0) return;
    const hands = [...this.returned];
    await this.database.write(
      `UPDATE outbox SET available_at = now() + interval '1 second' FROM unnest($1::uuid[], $2::int[]) AS returned (id, hand)
       WHERE outbox.id = returned.id AND hand_count = hand AND done_at IS NULL AND dead_at IS NULL`,
      [hands.map(([id]) => id), hands.map(([, hand]) => hand)],
    );
    for (const [id, hand] of hands) if (this.returned.get(id) === hand) this.returned.delete(id);
  }

  /**
   * Leases rows, commits, then hands them over: a crash in between, or a Redis that loses them, only costs the lease.
   * Answers whether a queue has all that it may have, so that there may be more for it.
   */
  private async handBatch(): Promise<boolean> {
    if (!this.queues.ready()) return false;
    const waiting = await this.queues.waiting();
    const places = new Map(QUEUES.filter((name) => waiting[name] <= REFILLED_AT).map((name) => [name, MOST_WAITING - waiting[name]]));
    const rows = await this.database.write<Waiting>(LEASE, [[...places.keys()], [...places.values()], this.config.OUTBOX_LEASE_SECONDS]);
    if (rows.length > 0) await this.hand(rows);
    return QUEUES.some((name) => rows.filter((row) => row.queue === name).length === (places.get(name) ?? 0));
  }

  private async hand(rows: readonly Waiting[]): Promise<void> {
    try {
      await this.queues.hand(rows.map((row) => ({
        // Rows of the version before do not say their queue.
        queue: this.consumers.handlerOf(row.type, row.consumer)?.queue ?? 'events',
        outbox_id: row.id,
        hand: row.hand_count,
      })));
    } catch (error) {
      await this.database.write(
        `UPDATE outbox SET available_at = now() + interval '1 second' WHERE id = ANY ($1) AND done_at IS NULL AND dead_at IS NULL`,
        [rows.map((row) => row.id)],
      );
      throw error;
    }
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.nudged ? NUDGED_MS : ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
