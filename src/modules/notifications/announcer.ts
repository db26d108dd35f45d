import { Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import { newId } from '../../kernel/id.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Gathered } from '../../platform/database/gathered.js';
import { traceparent } from '../../platform/observability/tracing.js';
import { Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { AuthCodes, AuthLinks } from '../auth/index.js';
import { PushDevices, UsersRepository, type UserContact } from '../users/index.js';
import {
  ANNOUNCED_EVENTS, ANNOUNCEMENTS, tellingsOf, type AnnouncedEvent, type Announcement, type Channel, type DeliveryChannel, type Party, type Telling,
} from './announcements.js';
import { DeliveriesRepository, type NewDelivery } from './deliveries.repository.js';
import type { DeliveryFacts } from './delivery.entity.js';
import './notification.events.js';
import { NotificationsRepository, type AddedNote, type NewNote } from './notifications.repository.js';
import { composeNote } from './rendering/compose.js';
import { relatedId, Subjects, type Subject } from './subjects.js';
import { TEMPLATES } from './templates/templates.js';

/** What the payloads of the announced events hold, each some of it. */
interface Payload {
  readonly user_id?: string;
  readonly booking_id?: string;
  readonly payment_id?: string;
  readonly refund_id?: string;
  readonly installment_id?: string;
  readonly offset_days?: number;
  readonly service_request_id?: string;
  readonly quote_id?: string;
  readonly review_id?: string;
  readonly message_id?: string;
  readonly sender_id?: string;
  readonly verification_id?: string;
  readonly property_id?: string;
  readonly webhook_id?: string;
  readonly link_id?: string;
  readonly code_id?: string | null;
  readonly previous_email?: string;
  readonly by?: Party;
}

interface Told {
  readonly telling: Telling;
  readonly person: UserContact;
}

type UnsentDelivery = Omit<NewDelivery, 'id'>;

/** All there is to write of one event. */
interface Announced {
  readonly announcement: Announcement;
  readonly notes: readonly NewNote[];
  readonly deliveries: readonly UnsentDelivery[];
  readonly asked_by: string | null;
}

const SENDERS = { email: 'delivery.mail', sms: 'delivery.sms', push: 'delivery.push' } as const satisfies Record<DeliveryChannel, string>;

/** Turns what happened into notes and deliveries, each written once however often the event comes. */
@Injectable()
export class Announcer {
  private readonly writing = new Gathered<Announced, readonly AddedNote[]>((all) => this.database.transaction((tx) => this.write(tx, all)), { inTurn: true });

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly notifications: NotificationsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly subjects: Subjects,
    private readonly users: UsersRepository,
    private readonly devices: PushDevices,
    private readonly links: AuthLinks,
    private readonly codes: AuthCodes,
    private readonly realtime: Realtime,
  ) {}

  @Consumes(ANNOUNCED_EVENTS, { consumer: 'notifications', queue: 'events' })
  async announce(event: EventEnvelope<AnnouncedEvent>): Promise<void> {
    const announcement: Announcement = ANNOUNCEMENTS[event.type];
    const payload: Payload = event.payload;
    const subject = await this.subjects.of(subjectIn(payload));
    const told = await this.audience(announcement, payload, subject);
    const notes = told.flatMap((one) => this.noteFor(one, announcement, event.event_id, payload, subject));
    const deliveries = (await Promise.all(told.map((one) => this.deliveriesFor(one, payload, event.event_id)))).flat();
    if (notes.length + deliveries.length === 0) return;
    const noted = await this.writing.ask({ announcement, notes, deliveries, asked_by: traceparent() });
    for (const { user_id, is_new, view } of noted) if (is_new) this.realtime.toUsers([user_id], 'notification:new', view);
  }

  /** What is announced at the same time, in one transaction. Answers the notes of each. */
  private async write(tx: Tx, all: readonly Announced[]): Promise<AddedNote[][]> {
    const there = await this.notifications.stillThere(tx, all.flatMap(({ notes, deliveries }) => [...notes, ...deliveries].map(({ user_id }) => user_id)));
    const added = await this.notifications.add(tx, all.flatMap(({ notes }) => notes).filter(({ user_id }) => there.has(user_id)));
    const notesOf = ({ notes }: Announced): AddedNote[] => notes.flatMap(({ user_id, event_id }) => added.filter((one) => one.user_id === user_id && one.event_id === event_id));
    const wants = await this.notifications.choicesOf(tx, [...there]);
    await this.post(tx, all.flatMap((one) => one.deliveries
      .filter(({ user_id, channel }) => there.has(user_id) && (one.announcement.security || wants(user_id, one.announcement.type, channel)))
      .map((delivery) => ({ ...withNote(delivery, notesOf(one)), id: newId(), asked_by: one.asked_by }))));
    return all.map(notesOf);
  }

  /** Nobody is left behind an erased account, and one that is switched off hears only of itself. */
  private async audience(announcement: Announcement, payload: Payload, subject: Subject): Promise<Told[]> {
    const told: Told[] = [];
    for (const telling of tellingsOf(announcement, payload)) {
      if (subject.over(telling.template) !== null) continue;
      for (const person of await this.peopleOf(telling, payload, subject)) {
        if (person.erased_at === null && (person.is_active || announcement.about === 'account')) told.push({ telling, person });
      }
    }
    return told;
  }

  private async peopleOf({ to }: Telling, { user_id }: Payload, subject: Subject): Promise<UserContact[]> {
    if (to === 'admins') return this.users.findActiveAdmins();
    const id = to === 'user' ? user_id : subject.people[to];
    const person = id === undefined ? null : await this.users.findContact(id);
    if (!person) throw new Error(`the ${to} to tell cannot be read`);
    return [person];
  }

  private noteFor({ telling, person }: Told, { type }: Announcement, event_id: string, payload: Payload, subject: Subject): NewNote[] {
    const { note } = TEMPLATES[telling.template];
    if (!telling.channels.includes('in_app') || !note) return [];
    return [{ user_id: person.id, event_id, type, related_id: relatedId(subjectIn(payload)), ...composeNote(note, subject.values(person.locale), person.locale) }];
  }

  private async deliveriesFor({ telling, person }: Told, payload: Payload, event_id: string): Promise<UnsentDelivery[]> {
    const deliveries: UnsentDelivery[] = [];
    const to = { user_id: person.id, template: telling.template, facts: factsOf(telling, payload) };
    for (const channel of telling.channels.filter(isDelivered)) {
      if (channel === 'push') {
        const devices = await this.devices.idsOf(person.id);
        deliveries.push(...devices.map((device) => ({ ...to, channel, event_id: v5(device, event_id), recipient: device })));
        continue;
      }
      const recipient = await this.recipientOf(telling, person, payload, channel);
      if (recipient === null) continue;
      // One event may mail a person at two addresses; `deliveries_once` takes the second under an id of its own.
      deliveries.push({ ...to, channel, event_id: telling.recipient === undefined ? event_id : v5(telling.recipient, event_id), recipient });
    }
    return deliveries;
  }

  /** A link or a code goes where it was made for: the present address may be another one by now. */
  private async recipientOf(telling: Telling, person: UserContact, payload: Payload, channel: 'email' | 'sms'): Promise<string | null> {
    if (telling.recipient !== undefined) return payload[telling.recipient] ?? null;
    if (telling.secret === 'link') return (payload.link_id && (await this.links.findLink(payload.link_id))?.email) ?? null;
    // Without a code the number has had its share of SMS.
    if (telling.secret === 'code') return (payload.code_id && (await this.codes.findCode(payload.code_id))?.phone) ?? null;
    return channel === 'email' ? person.email : person.phone;
  }

  private async post(tx: Tx, deliveries: readonly (NewDelivery & { asked_by: string | null })[]): Promise<void> {
    const added = await this.deliveries.add(tx, deliveries);
    for (const [channel, type] of Object.entries(SENDERS)) {
      const events = deliveries.filter((one) => one.channel === channel && added.has(one.id)).map(({ id, asked_by }) => ({ payload: { delivery_id: id }, event_id: id, asked_by }));
      await this.outbox.publishAll(tx, type, events);
    }
  }
}

function isDelivered(channel: Channel): channel is DeliveryChannel {
  return channel !== 'in_app';
}

/** A push opens the note that says the same. */
function withNote(delivery: UnsentDelivery, notes: readonly AddedNote[]): UnsentDelivery {
  const notification_id = notes.find(({ user_id }) => user_id === delivery.user_id)?.view.id;
  return delivery.channel === 'push' && notification_id !== undefined ? { ...delivery, facts: { ...delivery.facts, notification_id } } : delivery;
}

function factsOf(telling: Telling, payload: Payload): DeliveryFacts {
  const { link_id, code_id } = payload;
  if (telling.secret === 'link' && link_id !== undefined) return { link_id };
  if (telling.secret === 'code' && code_id) return { code_id };
  return subjectIn(payload);
}

/** Of what the event carries, what it is about; what is not there stays away. */
function subjectIn({ booking_id, payment_id, refund_id, installment_id, offset_days, service_request_id, quote_id, review_id, message_id, sender_id, verification_id, property_id, webhook_id }: Payload): DeliveryFacts {
  const facts = { booking_id, payment_id, refund_id, installment_id, offset_days, service_request_id, quote_id, review_id, message_id, sender_id, verification_id, property_id, webhook_id };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
