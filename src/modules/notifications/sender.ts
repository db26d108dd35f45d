import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Config } from '../../config/index.js';
import { DeliveryError } from '../../platform/delivery-error.js';
import { Mailer } from '../../platform/mail/mail.module.js';
import { logger } from '../../platform/observability/logger.js';
import { Consumes, GiveUp } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { PushGateway } from '../../platform/push/push.module.js';
import { DeadToken } from '../../platform/push/push-sender.js';
import { SmsGateway } from '../../platform/sms/sms.module.js';
import { PushDevices, UsersRepository, type UserContact } from '../users/index.js';
import { Receipts } from '../payments/index.js';
import { DeliveriesRepository, type WaitingDelivery } from './deliveries.repository.js';
import { DeliveryValues, Pointless } from './delivery.values.js';
import './notification.events.js';
import { composeMail, composeNote, composeSms } from './rendering/compose.js';
import { relatedId } from './subjects.js';
import type { MailWords, Template, Values } from './templates/template.js';
import { isAboutAccount, templateOf, typeOf } from './templates/templates.js';

/** How long the database may be away between sending and noting it; together with sending less than a row's lease. */
const NOTE_WITHIN_MS = 15_000;
const NOTE_PAUSE_MS = 250;

type Sent = { readonly provider_id: string };

/** Sends what the announcer has written. Rendered now, in the reader's language of now; nothing of it is kept. */
@Injectable()
export class Sender {
  /** Sent by this process, and the database could not be told: sent again, people would be told twice. */
  private readonly unnoted = new Map<string, string>();
  private readonly mailHost: string;
  private readonly appUrl: string;

  constructor(
    config: Config,
    private readonly deliveries: DeliveriesRepository,
    private readonly values: DeliveryValues,
    private readonly users: UsersRepository,
    private readonly mailer: Mailer,
    private readonly sms: SmsGateway,
    private readonly push: PushGateway,
    private readonly devices: PushDevices,
    private readonly receipts: Receipts,
  ) {
    this.mailHost = /@([a-z0-9.-]+)>?\s*$/i.exec(config.MAIL_FROM)?.[1] ?? new URL(config.API_URL).hostname;
    this.appUrl = config.APP_URL.replace(/\/+$/, '');
  }

  @Consumes('delivery.mail', { consumer: 'mail-sender', queue: 'mail' })
  sendMail({ payload }: EventEnvelope<'delivery.mail'>): Promise<void> {
    return this.deliver(payload.delivery_id, async ({ mail }, values, delivery, reader) => {
      if (!mail) throw new GiveUp(`${delivery.template} has no mail`);
      // The same id at every attempt: a mail server that took the first one drops the second.
      const message_id = `${delivery.id}@${this.mailHost}`;
      const receipt = await this.receiptFor(mail, delivery);
      const words = composeMail(mail, { ...values, receipt: receipt?.filename ?? null }, reader, this.appUrl);
      return this.mailer.send({ to: delivery.recipient, message_id, ...words, attachments: receipt ? [{ ...receipt, content_type: 'application/pdf' }] : [] });
    });
  }

  @Consumes('delivery.sms', { consumer: 'sms-sender', queue: 'sms' })
  sendSms({ payload }: EventEnvelope<'delivery.sms'>): Promise<void> {
    return this.deliver(payload.delivery_id, ({ sms }, values, delivery, reader) => {
      if (!sms) throw new GiveUp(`${delivery.template} has no SMS`);
      return this.sms.send({ to: delivery.recipient, text: composeSms(sms, values, reader.locale) });
    });
  }

  /** The note, on a device of the reader. */
  @Consumes('delivery.push', { consumer: 'push-sender', queue: 'push' })
  sendPush({ payload }: EventEnvelope<'delivery.push'>): Promise<void> {
    return this.deliver(payload.delivery_id, async ({ note }, values, delivery, reader) => {
      if (!note) throw new GiveUp(`${delivery.template} has no note`);
      const token = await this.devices.tokenOf(delivery.recipient, reader.id);
      if (token === null) return new Pointless('the device is gone');
      const { title, content } = composeNote(note, values, reader.locale);
      try {
        // The same key at every attempt: one that was taken twice is shown once.
        return await this.push.send({ token, title, body: content, data: dataOf(delivery), collapse_key: delivery.id });
      } catch (error) {
        if (!(error instanceof DeadToken)) throw error;
        await this.devices.forget(delivery.recipient);
        return new Pointless(error.message);
      }
    });
  }

  private async receiptFor({ attaches }: MailWords, { facts }: WaitingDelivery): Promise<{ filename: string; content: Buffer } | null> {
    return attaches === 'receipt' && facts.payment_id !== undefined ? this.receipts.pdfOf(facts.payment_id) : null;
  }

  private async deliver(
    id: string,
    send: (template: Template, values: Values, delivery: WaitingDelivery, reader: UserContact) => Promise<Sent | Pointless>,
  ): Promise<void> {
    const sentBefore = this.unnoted.get(id);
    if (sentBefore !== undefined) return this.note(id, sentBefore);
    const delivery = await this.deliveries.findWaiting(id);
    if (!delivery) return;
    const reader = await this.users.findContact(delivery.user_id);
    if (!reader) throw new Error('the reader cannot be read');
    const values = await this.wordsFor(delivery, reader);
    if (values instanceof Pointless) return this.deliveries.end(id, 'skipped', values.why);
    const outcome = await this.attempt(delivery, () => {
      const template = templateOf(delivery.template);
      if (!template) throw new GiveUp(`there is no template ${delivery.template}`);
      return send(template, values, delivery, reader);
    });
    if (outcome instanceof Pointless) return this.deliveries.end(id, 'skipped', outcome.why);
    this.unnoted.set(id, outcome.provider_id);
    await this.note(id, outcome.provider_id);
  }

  private async wordsFor(delivery: WaitingDelivery, reader: UserContact): Promise<Values | Pointless> {
    if (reader.erased_at !== null) return new Pointless('the account is erased');
    if (!reader.is_active && !isAboutAccount(delivery.template)) return new Pointless('the account is inactive');
    return this.values.valuesFor(delivery, reader.locale);
  }

  /** What is refused for good is kept as failed; the rest is thrown on, and the platform tries again after a pause. */
  private async attempt(delivery: WaitingDelivery, send: () => Promise<Sent | Pointless>): Promise<Sent | Pointless> {
    try {
      return await send();
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown';
      const hopeless = error instanceof GiveUp || (error instanceof DeliveryError && error.permanent);
      if (!hopeless) {
        await this.deliveries.keepError(delivery.id, why);
        throw error;
      }
      await this.deliveries.end(delivery.id, 'failed', why);
      throw new GiveUp(why);
    }
  }

  /** The message has left: whatever the database does now, it must not leave again. */
  private async note(id: string, provider_id: string): Promise<void> {
    const end = Date.now() + NOTE_WITHIN_MS;
    for (;;) {
      try {
        await this.deliveries.markSent(id, provider_id);
        this.unnoted.delete(id);
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        logger.warn({ err: error, delivery_id: id }, 'a message has left and cannot be noted yet');
        await pause(NOTE_PAUSE_MS);
      }
    }
  }
}

/** What the app opens: the note, and what it is about. */
function dataOf({ template, facts }: WaitingDelivery): Record<string, string> {
  const { notification_id } = facts;
  const related_id = relatedId(facts);
  return {
    type: typeOf(template),
    ...(related_id !== null && { related_id }),
    ...(notification_id !== undefined && { notification_id }),
  };
}
