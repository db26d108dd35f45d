import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { AskAgain, Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Presence } from '../../platform/realtime/presence.js';
import './message.events.js';
import { NoticesRepository, type Side } from './notices.repository.js';

/** Long enough for a phone that has lost its net for a moment, or for somebody who opens the app at the first of five messages. */
const LOOK_AFTER_SECONDS = 4;
/** A line that was cut is noticed 35 s later; what came meanwhile may be lost on it. */
const MAYBE_LOST_SECONDS = 150;

/** Who is not connected is told of messages, once for as many as come in a few seconds. */
@Injectable()
export class Notices {
  constructor(
    private readonly database: Database,
    private readonly notices: NoticesRepository,
    private readonly presence: Presence,
    private readonly outbox: Outbox,
  ) {}

  /** Something came for people who do not seem to be connected. */
  async raise(tx: Tx, sides: readonly Side[]): Promise<void> {
    if (sides.length === 0) return;
    const claimed = await this.notices.claim(tx, sides);
    await this.outbox.publishAll(tx, 'message.waiting', claimed.map((side) => ({ payload: side })));
  }

  /** A connection broke: what came last, above that number of the feed, may never have arrived. */
  async raiseUnseen(user_id: string, above: number): Promise<void> {
    const sides = await this.notices.unseen(user_id, above, MAYBE_LOST_SECONDS);
    if (sides.length > 0) await this.database.transaction((tx) => this.raise(tx, sides));
  }

  /** In the meantime they may have come, or read it: then there is nothing to tell. */
  @Consumes('message.waiting', { consumer: 'message-notices', queue: 'events' })
  async look({ payload, occurred_at, event_id }: EventEnvelope<'message.waiting'>): Promise<void> {
    const age = (Date.now() - occurred_at.getTime()) / 1000;
    if (age < LOOK_AFTER_SECONDS) throw new AskAgain(LOOK_AFTER_SECONDS - age);
    const connected = await this.presence.connected([payload.user_id]);
    await this.database.transaction(async (tx) => {
      const message_id = await this.notices.settle(tx, payload);
      if (message_id !== null && connected.size === 0) await this.outbox.publish(tx, 'message.received', { message_id, sender_id: payload.partner_id }, event_id);
    });
  }
}
