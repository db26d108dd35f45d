import { type BoundedAnswer, type BoundedCall, boundedFetch, NoAnswer, retryAfterSeconds } from '../bounded-fetch.js';
import { DeliveryError } from '../delivery-error.js';

export interface Sms {
  /** E.164, one number: `+2290197808080`. */
  to: string;
  /** 1 to 1 600 characters. */
  text: string;
}

/** A way to send a text message. `send` throws DeliveryError; that it resolves means taken by the provider, not delivered. */
export interface SmsSender {
  send(sms: Sms): Promise<{ provider_id: string }>;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const LONGEST = 1_600;

/** Refused before any call: a list of numbers in `to` would be a list of recipients to Africa's Talking. */
export function assertSendable(sms: Sms): void {
  if (!E164.test(sms.to)) throw new DeliveryError('the recipient is not an E.164 number', { permanent: true });
  if (sms.text.trim() === '' || sms.text.length > LONGEST) {
    throw new DeliveryError(`the text must have 1 to ${LONGEST} characters`, { permanent: true });
  }
}

/** The POST of both providers. No answer and 429/5xx are the same trouble for both, and temporary. */
export async function postForm(provider: string, url: URL, call: BoundedCall): Promise<BoundedAnswer> {
  let answer: BoundedAnswer;
  try {
    answer = await boundedFetch(url, { ...call, method: 'POST' });
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new DeliveryError(`${provider}: ${error.message}`, { permanent: false, maybe_sent: error.maybe_sent });
  }
  if (answer.status === 429 || answer.status >= 500) {
    throw new DeliveryError(`${provider} answered ${answer.status}`, {
      permanent: false,
      // A 429 is refused at the door; behind a 5xx the message may have been queued before the fault.
      maybe_sent: answer.status >= 500,
      provider_code: String(answer.status),
      retry_after_seconds: retryAfterSeconds(answer.headers),
    });
  }
  return answer;
}
