import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { Forbidden, NotFound } from '../../platform/authz/authz.errors.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { BookingsService } from '../bookings/index.js';
import { PaymentsService } from '../payments/index.js';
import { UNTOLD_OF_BOOKINGS, UNTOLD_OF_PAYMENTS, type WebhookDataView, type WebhookMessageView } from './dto/webhook-message.view.js';
import { WebhookDeliveries } from './webhook-deliveries.repository.js';
import './webhook.events.js';
import { subjectOf, WEBHOOK_EVENTS, type WebhookEvent } from './webhook.topics.js';

/** What the payloads of the events hold, each some of it. */
interface Payload {
  readonly booking_id?: string;
  readonly payment_id?: string;
  readonly refund_id?: string;
}

const VERSION = 1;

/** Turns what happened into deliveries: one for each endpoint of a party that wants it and may read it, once however often the event comes. */
@Injectable()
export class WebhookTeller {
  constructor(
    private readonly database: Database,
    private readonly deliveries: WebhookDeliveries,
    private readonly bookings: BookingsService,
    private readonly payments: PaymentsService,
    private readonly outbox: Outbox,
  ) {}

  @Consumes(WEBHOOK_EVENTS, { consumer: 'webhooks', queue: 'events' })
  async tell(event: EventEnvelope<WebhookEvent>): Promise<void> {
    const payload: Payload = event.payload;
    const subject = subjectOf(event.type);
    const id = subject === 'Booking' ? payload.booking_id : payload.payment_id;
    if (id === undefined) throw new Error(`${event.type} is about nothing`);
    const listeners = await this.deliveries.listeners(event.type, subject, id);
    if (listeners.length === 0) return;
    await this.database.transaction(async (tx) => {
      for (const { endpoint_id, user_id, role } of listeners) {
        const data = await this.dataFor(tx, { id: user_id, role, session_id: '' }, payload);
        if (data === null) continue;
        const message: WebhookMessageView = { type: event.type, timestamp: event.occurred_at.toISOString(), version: VERSION, data };
        await this.deliveries.add(tx, { endpoint_id, event_id: event.event_id, type: event.type, payload: JSON.stringify(message) });
        await this.outbox.publish(tx, 'webhook.due', { endpoint_id });
      }
    });
  }

  /** As the reader's own GET would show it at this moment; null where it would not. */
  private async dataFor(tx: Tx, reader: SignedIn, { booking_id, payment_id, refund_id }: Payload): Promise<WebhookDataView | null> {
    try {
      if (payment_id === undefined) return { booking: without(await this.bookings.get(reader, booking_id ?? '', tx), UNTOLD_OF_BOOKINGS) };
      return { payment: without(await this.payments.get(reader, payment_id, tx), UNTOLD_OF_PAYMENTS), ...(refund_id !== undefined && { refund_id }) };
    } catch (error) {
      if (error instanceof NotFound || error instanceof Forbidden) return null;
      throw error;
    }
  }
}

function without<T extends object, K extends keyof T>(view: T, untold: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(view).filter(([name]) => !untold.some((one) => one === name))) as Omit<T, K>;
}
