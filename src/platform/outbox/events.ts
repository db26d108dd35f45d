/**
 * Every event of the house and what it carries: ids and facts, never a secret, never a person's data.
 * Features extend it by declaration: `declare module '../../platform/outbox/events.js'`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the features
export interface Events {}

export type EventType = keyof Events & string;

export interface EventEnvelope<T extends EventType = EventType> {
  /** The same for every consumer and every repetition: the key of what a handler does. */
  readonly event_id: string;
  readonly type: T;
  readonly occurred_at: Date;
  readonly payload: Events[T];
}

/** The Bull queues; one consumer works one queue. */
export const QUEUES = ['events', 'payments', 'mail', 'sms', 'push', 'background', 'webhooks'] as const;
export type QueueName = (typeof QUEUES)[number];
