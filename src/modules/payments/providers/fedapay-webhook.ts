import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BadSignature, type IncomingWebhook, type WebhookEvent } from './payment-provider.js';
import { idOf, type Json, objectIn, objectOf, textOf } from './fedapay-api.js';

const TOLERANCE_SECONDS = 300;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** A reference of ours, with the number of the try behind it; a UUID's own last group may be digits only. */
const OURS = new RegExp(`^(${UUID})(?:-\\d{1,2})?$`, 'i');

/** Source: shared/spec/providers.md §1 and §13. @throws BadSignature */
export function readFedapayWebhook({ raw, headers, now }: IncomingWebhook, secret: string): WebhookEvent {
  const signature = headers['x-fedapay-signature'];
  if (typeof signature !== 'string' || !isSigned(raw, signature, secret, now)) throw new BadSignature('not signed by FedaPay');
  const body = objectIn(raw.toString('utf8'));
  if (body === null) return { event_id: digest(raw), type: 'unreadable', about: null };
  const entity = objectOf(body.entity);
  const type = textOf(body.name).slice(0, 100) || 'unnamed';
  return { event_id: eventId(body, type, entity, raw), type, about: aboutOf(textOf(body.object), entity) };
}

/** `t=<unix seconds>,s=<hex>`, with as many `s=` as there are secrets in use. */
function isSigned(raw: Buffer, header: string, secret: string, now: Date): boolean {
  const parts = header.split(',').map((part) => part.trim().split('='));
  const time = parts.find(([key]) => key === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(time)) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(raw).digest();
  const signed = parts.some(
    ([key, value = '']) => key === 's' && /^[0-9a-f]{64}$/.test(value) && timingSafeEqual(Buffer.from(value, 'hex'), expected),
  );
  return signed && Math.abs(now.getTime() / 1000 - Number(time)) <= TOLERANCE_SECONDS;
}

/** That webhooks carry an id of the event is not certain: without one, what is told makes it the same event. */
function eventId(body: Json, type: string, entity: Json | null, raw: Buffer): string {
  const id = typeof body.id === 'number' ? String(body.id) : textOf(body.id);
  if (/^[\w.:-]{1,100}$/.test(id)) return id;
  if (entity === null) return digest(raw);
  return digest(JSON.stringify([type, entity.id ?? null, entity.status ?? null, entity.updated_at ?? null]));
}

function aboutOf(object: string, entity: Json | null): WebhookEvent['about'] {
  const transaction_id = idOf(entity?.id);
  if (object === 'payout') return transaction_id === null ? null : { reference: null, transaction_id };
  if (object !== 'transaction') return null;
  const reference = OURS.exec(textOf(entity?.merchant_reference))?.[1].toLowerCase() ?? null;
  return reference === null && transaction_id === null ? null : { reference, transaction_id };
}

function digest(of: string | Buffer): string {
  return createHash('sha256').update(of).digest('hex');
}
