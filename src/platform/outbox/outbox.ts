import { Injectable } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { newId } from '../../kernel/id.js';
import { query, type Tx } from '../database/database.js';
import { inSpan, traceparent } from '../observability/tracing.js';
import { Consumers } from './consumers.js';
import type { Events, EventType } from './events.js';

const WRITE = {
  name: 'outbox.write',
  text: `INSERT INTO outbox (id, event_id, type, consumer, queue, payload, traceparent)
         SELECT id, event_id, $2, consumer, queue, payload, $3 FROM jsonb_to_recordset($1) AS row (id uuid, event_id uuid, consumer text, queue text, payload jsonb)
         ON CONFLICT (event_id, consumer) DO NOTHING`,
};

interface NewEvent<T extends EventType> {
  readonly payload: Events[T];
  readonly event_id?: string;
  /** The trace that it belongs to, where that is not the running code's. */
  readonly asked_by?: string | null;
}

/** Where everything that happens is written, in the transaction that does it. */
@Injectable()
export class Outbox {
  /** Tells the relay of this process, if it has one, that there may be something to do. */
  readonly nudges = new EventEmitter();

  constructor(private readonly consumers: Consumers) {}

  /** Writes one row per consumer. They are handed to the queues after the commit, whatever dies. */
  async publish<T extends EventType>(tx: Tx, type: T, payload: Events[T], event_id: string = newId()): Promise<string> {
    await this.publishAll(tx, type, [{ event_id, payload }]);
    return event_id;
  }

  /** The same for many events of one type, in one statement; with traces on, in one for each trace that they belong to. */
  async publishAll<T extends EventType>(tx: Tx, type: T, events: readonly NewEvent<T>[]): Promise<void> {
    const consumers = this.consumers.of(type);
    if (consumers.length === 0) throw new Error(`nobody consumes ${type}`);
    if (events.length === 0) return;
    for (const [parent, those] of Map.groupBy(events, ({ asked_by }) => asked_by ?? undefined)) {
      const rows = those.flatMap(({ payload, event_id = newId() }) => consumers.map(({ consumer, queue }) => ({ id: newId(), event_id, consumer, queue, payload })));
      await inSpan({ name: `publish ${type}`, kind: 'producer', parent, facts: { 'messaging.operation.type': 'send', 'messaging.batch.message_count': rows.length } }, () =>
        query(tx, WRITE, [JSON.stringify(rows), type, traceparent()]));
    }
    // Slightly after the commit; the relay's own clock catches what is missed.
    setTimeout(() => this.nudges.emit('nudge'), 5).unref();
  }
}
