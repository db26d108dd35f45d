import { DeliveryError } from '../delivery-error.js';
import { jsonObject } from '../json-object.js';
import { assertSendable, postForm, type Sms, type SmsSender } from './sms-sender.js';

export interface TwilioOptions {
  account_sid: string;
  auth_token: string;
  /** A number in E.164, an alphanumeric sender id, or a messaging service (`MG…`). */
  from: string;
  /** Default `https://api.twilio.com`. */
  base_url?: string;
  /** Milliseconds for one call. Default 10 000. */
  timeout_ms?: number;
}

/**
 * What no retry will change: 21211 not a number, 21408 its country is closed to us, 21610 opted out, 21614 no mobile.
 * 21602 (no text) and 21617 (too long) are [MEM].
 */
const ABOUT_THE_MESSAGE = new Set(['21211', '21408', '21610', '21614', '21602', '21617']);
/** Limits Twilio reports with a 4xx: [3P] 20429 too many requests, 63038 daily limit of the account. */
const LIMITS = new Set(['20429', '63038']);
/** Our account: key, rights, address. Repaired by an operator, see DeliveryError. */
const ABOUT_US = new Set([401, 403, 404]);

/**
 * Text messages through Twilio's REST API 2010-04-01, by plain `fetch`.
 * Source: shared/spec/providers.md §8. It knows no idempotency key: after `maybe_sent` a retry may send twice.
 */
export class TwilioSender implements SmsSender {
  private readonly url: URL;
  private readonly authorization: string;

  constructor(private readonly options: TwilioOptions) {
    const account = encodeURIComponent(options.account_sid);
    this.url = new URL(`/2010-04-01/Accounts/${account}/Messages.json`, options.base_url ?? 'https://api.twilio.com');
    this.authorization = `Basic ${Buffer.from(`${options.account_sid}:${options.auth_token}`).toString('base64')}`;
  }

  /** `provider_id` is the message's sid (`SM…`). @throws DeliveryError */
  async send(sms: Sms): Promise<{ provider_id: string }> {
    assertSendable(sms);
    const { from, timeout_ms } = this.options;
    const sender = /^MG[0-9a-f]{32}$/i.test(from) ? 'MessagingServiceSid' : 'From';
    const answer = await postForm('Twilio', this.url, {
      headers: { authorization: this.authorization, accept: 'application/json' },
      body: new URLSearchParams({ To: sms.to, [sender]: from, Body: sms.text }),
      timeout_ms,
    });
    const body = jsonObject(answer.text);
    if (answer.status >= 200 && answer.status < 300) {
      if (typeof body?.sid === 'string') return { provider_id: body.sid };
      throw new DeliveryError('Twilio accepted without a sid', { permanent: false, maybe_sent: true });
    }
    const code = typeof body?.code === 'number' ? String(body.code) : undefined;
    // The text of the answer quotes the number, so only its code is kept.
    throw new DeliveryError(`Twilio answered ${answer.status}, code ${code ?? 'none'}`, {
      permanent: isPermanent(answer.status, code),
      provider_code: code ?? String(answer.status),
    });
  }
}

/** A 4xx without a known code is a request Twilio will refuse again; a redirect is somebody else answering. */
function isPermanent(status: number, code: string | undefined): boolean {
  if (code !== undefined && ABOUT_THE_MESSAGE.has(code)) return true;
  if (code !== undefined && LIMITS.has(code)) return false;
  return status >= 400 && !ABOUT_US.has(status);
}
