import { Injectable } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { newId } from '../../kernel/id.js';
import { query, type Tx } from '../database/database.js';
import { Consumers } from './consumers.js';
import type { Events, EventType } from './events.js';

/** Where everything that happens is written, in the transaction that does it. */
@Injectable()
export class Outbox {
  /** Tells the relay of this process, if it has one, that there may be something to do. */
  readonly nudges = new EventEmitter();

  constructor(private readonly consumers: Consumers) {}

  /** Writes one row per consumer. They are handed to the queues after the commit, whatever dies. */
  async publish<T extends EventType>(tx: Tx, type: T, payload: Events[T], event_id: string = newId()): Promise<string> {
    const consumers = this.consumers.of(type);
    if (consumers.length === 0) throw new Error(`nobody consumes ${type}`);
    await query(
      tx,
      `INSERT INTO outbox (id, event_id, type, consumer, payload)
       SELECT id, $2, $3, consumer, $4 FROM unnest($1::uuid[], $5::text[]) AS row (id, consumer)
       ON CONFLICT (event_id, consumer) DO NOTHING`,
      [consumers.map(() => newId()), event_id, type, payload, consumers.map((one) => one.consumer)],
    );
    // Slightly after the commit; the relay's own clock catches what is missed.
    setTimeout(() => this.nudges.emit('nudge'), 5).unref();
    return event_id;
  }
}
