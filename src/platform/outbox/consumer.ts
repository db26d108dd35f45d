import { SetMetadata } from '@nestjs/common';
import type { EventType, QueueName } from './events.js';

export interface ConsumerSpec {
  /** Names the consumer in the outbox; two consumers of one event are retried apart. */
  readonly consumer: string;
  readonly queue: QueueName;
  readonly event: EventType;
}

const CONSUMES = Symbol('consumes');

/**
 * `@Consumes('booking.requested', { consumer: 'notifications', queue: 'events' })` on a method that
 * takes the envelope. It may run twice for one event: what it does is keyed by `event_id`, and it
 * re-reads its row.
 */
export function Consumes(event: EventType | readonly EventType[], spec: Omit<ConsumerSpec, 'event'>): MethodDecorator {
  const events = typeof event === 'string' ? [event] : event;
  return SetMetadata(CONSUMES, events.map((one): ConsumerSpec => ({ ...spec, event: one })));
}

export function consumptionsOf(handler: object): readonly ConsumerSpec[] {
  return (Reflect.getMetadata(CONSUMES, handler) ?? []) as readonly ConsumerSpec[];
}

/** Thrown by a handler: trying again cannot help, so the row is kept where an admin sees it. */
export class GiveUp extends Error {
  override name = 'GiveUp';
}

/** Thrown by a handler: nothing is wrong, there is only nothing to know yet. It is called again after so many seconds. */
export class AskAgain extends Error {
  override name = 'AskAgain';

  constructor(readonly after_seconds: number) {
    super(`ask again in ${String(after_seconds)} s`);
  }
}
