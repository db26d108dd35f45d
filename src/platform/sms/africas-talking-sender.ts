import { DeliveryError } from '../delivery-error.js';
import { jsonObject } from '../json-object.js';
import { assertSendable, postForm, type Sms, type SmsSender } from './sms-sender.js';

export interface AfricasTalkingOptions {
  /** Literally `sandbox` for the sandbox. */
  username: string;
  api_key: string;
  /** Sender id or shortcode; Africa's Talking's own when left out. */
  sender_id?: string;
  /** Default `https://api.africastalking.com`, or the sandbox's address when the user is `sandbox`. */
  base_url?: string;
  /** Milliseconds for one call. Default 10 000. */
  timeout_ms?: number;
}

/** 100 processed, 101 sent, 102 queued. */
const TAKEN = new Set([100, 101, 102]);
/**
 * 403 bad number, 404 unsupported number, 406 blacklisted, 407 could not be routed: no retry changes them.
 * Not here: 401 risk hold, 402 bad sender id, 405 empty balance (ours to repair) and 500–502 (theirs). [3P + MEM]
 */
const ABOUT_THE_RECIPIENT = new Set([403, 404, 406, 407]);

interface Recipient {
  statusCode: number;
  messageId: string;
}

/**
 * Text messages through Africa's Talking (version1/messaging), by plain `fetch`.
 * Source: shared/spec/providers.md §8. HTTP 201 only says that the request was read: what counts is the recipient's
 * `statusCode`.
 */
export class AfricasTalkingSender implements SmsSender {
  private readonly url: URL;

  constructor(private readonly options: AfricasTalkingOptions) {
    const host = options.username === 'sandbox' ? 'api.sandbox.africastalking.com' : 'api.africastalking.com';
    this.url = new URL('/version1/messaging', options.base_url ?? `https://${host}`);
  }

  /** `provider_id` is the recipient's messageId (`ATXid_…`). @throws DeliveryError */
  async send(sms: Sms): Promise<{ provider_id: string }> {
    assertSendable(sms);
    const { username, api_key, sender_id, timeout_ms } = this.options;
    const form = new URLSearchParams({ username, to: sms.to, message: sms.text, bulkSMSMode: '1' });
    if (sender_id) form.set('from', sender_id);
    const answer = await postForm("Africa's Talking", this.url, {
      headers: { apiKey: api_key, accept: 'application/json' },
      body: form,
      timeout_ms,
    });
    if (answer.status < 200 || answer.status >= 300) {
      // 401 is our key. Any other 4xx is a request that would be refused again; 3xx is somebody else answering.
      throw new DeliveryError(`Africa's Talking answered ${answer.status}`, {
        permanent: answer.status >= 400 && ![401, 403, 404].includes(answer.status),
        provider_code: String(answer.status),
      });
    }
    return { provider_id: takenMessage(answer.text) };
  }
}

/** The messageId of the one recipient there is, if it was taken. */
function takenMessage(text: string): string {
  const data = jsonObject(text)?.SMSMessageData as { Message?: unknown; Recipients?: unknown } | undefined;
  const recipients = Array.isArray(data?.Recipients) ? (data.Recipients as (Partial<Recipient> | null)[]) : null;
  if (recipients === null) {
    throw new DeliveryError("Africa's Talking gave an answer without recipients", { permanent: false, maybe_sent: true });
  }
  if (recipients.length === 0) {
    // [MEM] A refusal of the whole request (e.g. `InvalidSenderId`): nobody in the list, a word in Message.
    const word = /^\w{1,40}$/.exec(String(data?.Message))?.[0] ?? 'no reason given';
    throw new DeliveryError(`Africa's Talking took no recipient: ${word}`, { permanent: false, provider_code: word });
  }
  const { statusCode, messageId } = recipients[0] ?? {};
  const code = Number(statusCode);
  if (TAKEN.has(code) && typeof messageId === 'string') return messageId;
  throw new DeliveryError(`Africa's Talking refused the recipient with ${code}`, {
    permanent: ABOUT_THE_RECIPIENT.has(code),
    maybe_sent: TAKEN.has(code) || Number.isNaN(code),
    provider_code: String(code),
  });
}
