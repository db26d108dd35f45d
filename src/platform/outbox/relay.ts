import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database } from '../database/database.js';
import { logger } from '../observability/logger.js';
import { Queues } from '../queue/queues.js';
import { Consumers } from './consumers.js';
import { Outbox } from './outbox.js';

const BATCH = 200;
const IDLE_MS = 500;

interface Waiting {
  id: string;
  type: string;
  consumer: string;
  hand_count: number;
}

/**
 * Moves outbox rows to Bull. PostgreSQL stays the truth: a row that Bull loses, or whose worker dies,
 * is handed again when its lease ends. Any number of relays may run; SKIP LOCKED shares the rows out.
 */
@Injectable()
export class Relay implements OnModuleDestroy {
  private running = false;
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
    this.wake();
  };

  private async loop(): Promise<void> {
    while (this.running) {
      let handed = 0;
      try {
        await this.endLeases();
        handed = await this.handBatch();
      } catch (error) {
        logger.warn({ err: error }, 'outbox rows wait: the queue or the database is away');
      }
      if (handed < BATCH && this.running) await this.rest();
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

  /** Leases rows, commits, then hands them over: a crash in between, or a Redis that loses them, only costs the lease. */
  private async handBatch(): Promise<number> {
    if (!this.queues.ready()) return 0;
    const rows = await this.database.write<Waiting>(
      `UPDATE outbox SET hand_count = hand_count + 1, available_at = now() + make_interval(secs => $2)
       WHERE id IN (
         SELECT id FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND available_at <= now()
         ORDER BY available_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, type, consumer, hand_count`,
      [BATCH, this.config.OUTBOX_LEASE_SECONDS],
    );
    if (rows.length === 0) return 0;
    try {
      await this.queues.hand(rows.map((row) => ({
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
    return rows.length;
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
