import { boundedFetch, NoAnswer, retryAfterSeconds, type BoundedAnswer } from '../bounded-fetch.js';
import { DeliveryError } from '../delivery-error.js';
import { jsonObject } from '../json-object.js';
import { AccessTokens } from './access-tokens.js';
import { fitting } from './fcm-message.js';
import { assertSendable, DeadToken, type Push, type PushSender } from './push-sender.js';
import type { ServiceAccount } from './service-account.js';

export interface FcmOptions {
  account: ServiceAccount;
  /** `https://fcm.googleapis.com` */
  base_url: string;
  /** Milliseconds for one call, of which one message takes four at most. Default 5 000. */
  timeout_ms?: number;
}

/** Codes that end a token whatever the rest of the answer says. */
const DEAD = new Set(['UNREGISTERED', 'SENDER_ID_MISMATCH']);

interface Refusal {
  /** Ours to act on: `UNREGISTERED`, `QUOTA_EXCEEDED`; the status where FCM gives no code of its own. */
  readonly code: string;
  readonly about_token: boolean;
}

/** Push messages through Firebase Cloud Messaging, HTTP v1, by plain `fetch`. Source: shared/spec/providers.md §9. */
export class FcmSender implements PushSender {
  private readonly url: URL;
  private readonly timeout_ms: number;
  private readonly tokens: AccessTokens;

  constructor(options: FcmOptions) {
    this.timeout_ms = options.timeout_ms ?? 5_000;
    this.url = new URL(`/v1/projects/${options.account.project_id}/messages:send`, options.base_url);
    this.tokens = new AccessTokens(options.account, this.timeout_ms);
  }

  /** `provider_id` is the message's name (`projects/…/messages/…`). @throws DeadToken, DeliveryError */
  async send(push: Push): Promise<{ provider_id: string }> {
    assertSendable(push);
    const body = JSON.stringify({ message: fitting(push) });
    const access_token = await this.tokens.get();
    let answer = await this.post(body, access_token);
    if (answer.status === 401 && refusalIn(answer).code === 'UNAUTHENTICATED') {
      this.tokens.drop(access_token);
      answer = await this.post(body, await this.tokens.get());
    }
    if (answer.status !== 200) throw failureOf(answer);
    const name = jsonObject(answer.text)?.name;
    if (typeof name !== 'string') throw new DeliveryError('FCM gave an answer without a name', { permanent: false, maybe_sent: true });
    return { provider_id: name };
  }

  private async post(body: string, access_token: string): Promise<BoundedAnswer> {
    try {
      return await boundedFetch(this.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
        body,
        timeout_ms: this.timeout_ms,
      });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new DeliveryError(`FCM: ${error.message}`, { permanent: false, maybe_sent: error.maybe_sent });
    }
  }
}

function failureOf(answer: BoundedAnswer): DeliveryError {
  const { code, about_token } = refusalIn(answer);
  if (DEAD.has(code) || (code === 'INVALID_ARGUMENT' && about_token)) return new DeadToken(code);
  // Of 4xx only a message that is wrong in itself stays wrong; the others are our key, our project or our quota.
  return new DeliveryError(`FCM answered ${answer.status}, ${code}`, {
    permanent: answer.status === 400,
    maybe_sent: answer.status >= 500,
    provider_code: code,
    retry_after_seconds: retryAfterSeconds(answer.headers),
  });
}

function refusalIn(answer: BoundedAnswer): Refusal {
  const error = jsonObject(answer.text)?.error as { status?: unknown; message?: unknown; details?: unknown } | undefined;
  const details = (Array.isArray(error?.details) ? error.details : []) as ({ errorCode?: unknown; fieldViolations?: unknown } | null)[];
  const named = details.map((detail) => detail?.errorCode).find((one) => typeof one === 'string') ?? error?.status;
  const code = typeof named === 'string' && /^\w{1,40}$/.test(named) ? named : String(answer.status);
  return { code, about_token: aboutToken(error?.message) || details.some((detail) => violates(detail?.fieldViolations)) };
}

/** FCM's words: "The registration token is not a valid FCM registration token". */
function aboutToken(message: unknown): boolean {
  return typeof message === 'string' && /registration token/i.test(message);
}

function violates(violations: unknown): boolean {
  return Array.isArray(violations) && violations.some((one) => (one as { field?: unknown } | null)?.field === 'message.token');
}
