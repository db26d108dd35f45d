import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import { isUuid } from '../../../kernel/id.js';
import { BadSignature, type IncomingWebhook, type WebhookEvent } from './payment-provider.js';

/** What we read of the objects that events carry. */
interface EventObject {
  id?: unknown;
  client_reference_id?: unknown;
  metadata?: { reference?: unknown } | null;
  /** Of a charge; Stripe leaves it out unless asked. */
  refunds?: { data?: EventObject[] } | null;
}

/** Seconds: what is older is a replay. */
const TOLERANCE = 300;

/** Reads `Stripe-Signature` and the event it vouches for. @throws BadSignature */
export function readStripeWebhook(stripe: Stripe, secret: string, { raw, headers, now }: IncomingWebhook): WebhookEvent {
  const event = verified(stripe, secret, raw, headers['stripe-signature'], now);
  const { id, type, data } = event ?? {};
  return {
    event_id: typeof id === 'string' ? id : createHash('sha256').update(raw).digest('hex'),
    type: typeof type === 'string' ? type.slice(0, 100) : 'unreadable',
    about: typeof type === 'string' && data?.object ? aboutOf(type, data.object) : null,
  };
}

function verified(
  stripe: Stripe,
  secret: string,
  raw: Buffer,
  header: string | string[] | undefined,
  now: Date,
): { id?: unknown; type?: unknown; data?: { object?: EventObject | null } } | null {
  if (typeof header !== 'string') throw new BadSignature();
  try {
    return stripe.webhooks.constructEvent(raw, header, secret, TOLERANCE, undefined, now.getTime()) as unknown as ReturnType<typeof verified>;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw new BadSignature();
    // Signed, but no event that the library can read.
    return null;
  }
}

/** Our `transaction_id` is a session's for a collection and a refund's for a refund; other objects only carry our reference. */
function aboutOf(type: string, object: EventObject): WebhookEvent['about'] {
  if (type.startsWith('checkout.session.')) return about(object.client_reference_id ?? object.metadata?.reference, object.id);
  if (type.startsWith('refund.')) return about(object.metadata?.reference, object.id);
  if (type.startsWith('payment_intent.')) return about(object.metadata?.reference, null);
  if (type !== 'charge.refunded') return null;
  // A charge has the metadata of its payment intent; the latest refund comes first.
  const refund = object.refunds?.data?.[0];
  return isUuid(refund?.metadata?.reference) ? about(refund.metadata.reference, refund.id) : about(object.metadata?.reference, null);
}

function about(reference: unknown, id: unknown): WebhookEvent['about'] {
  const ours = isUuid(reference) ? reference.toLowerCase() : null;
  const transaction_id = typeof id === 'string' ? id : null;
  return ours === null && transaction_id === null ? null : { reference: ours, transaction_id };
}
