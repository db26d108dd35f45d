import { SignJWT } from 'jose';
import { boundedFetch, NoAnswer, retryAfterSeconds, type BoundedAnswer } from '../bounded-fetch.js';
import { DeliveryError } from '../delivery-error.js';
import { jsonObject } from '../json-object.js';
import type { ServiceAccount } from './service-account.js';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const ASSERTION_SECONDS = 3600;
/** A token this close to its end is not used any more: the call it is for takes time, and clocks differ. */
const MARGIN_MS = 60_000;

interface AccessToken {
  readonly value: string;
  readonly good_until: number;
}

/** Access tokens of a service account by a signed assertion (RFC 7523). Source: shared/spec/providers.md §9. */
export class AccessTokens {
  private current: AccessToken | null = null;
  private pending: Promise<string> | null = null;

  constructor(
    private readonly account: ServiceAccount,
    private readonly timeout_ms: number,
  ) {}

  /** One that is good now. However many ask at once, one call is made. @throws DeliveryError, always temporary */
  get(): Promise<string> {
    if (this.current && Date.now() < this.current.good_until) return Promise.resolve(this.current.value);
    this.pending ??= this.fetch().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  /** It was refused. Another that has taken its place meanwhile stays. */
  drop(value: string): void {
    if (this.current?.value === value) this.current = null;
  }

  private async fetch(): Promise<string> {
    const assertion = await this.signed();
    const asked_at = Date.now();
    const answer = await this.post(new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }));
    const { access_token, expires_in, error } = jsonObject(answer.text) ?? {};
    if (answer.status !== 200 || typeof access_token !== 'string' || access_token === '') {
      // A refusal is about our key or our clock: an operator repairs it, and the messages wait.
      const word = /^\w{1,40}$/.exec(String(error))?.[0] ?? 'no reason given';
      throw new DeliveryError(`the sign-in at the push service was answered ${answer.status}: ${word}`, {
        permanent: false,
        provider_code: String(answer.status),
        retry_after_seconds: retryAfterSeconds(answer.headers),
      });
    }
    const lives_ms = typeof expires_in === 'number' ? expires_in * 1000 : 0;
    this.current = { value: access_token, good_until: asked_at + lives_ms - MARGIN_MS };
    return access_token;
  }

  private async post(body: URLSearchParams): Promise<BoundedAnswer> {
    try {
      return await boundedFetch(new URL(this.account.token_uri), { method: 'POST', body, timeout_ms: this.timeout_ms });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new DeliveryError(`the sign-in at the push service: ${error.message}`, { permanent: false });
    }
  }

  private signed(): Promise<string> {
    const { client_email, private_key, private_key_id, token_uri } = this.account;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: private_key_id })
      .setIssuer(client_email)
      .setAudience(token_uri)
      .setIssuedAt(now)
      .setExpirationTime(now + ASSERTION_SECONDS)
      .sign(private_key);
  }
}
