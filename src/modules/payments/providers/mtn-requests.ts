import { boundedFetch, NoAnswer } from '../../../platform/bounded-fetch.js';

export interface MtnOptions {
  /** The API user, a UUID. */
  readonly api_user: string;
  readonly api_key: string;
  readonly subscription_key: string;
  readonly disbursement_subscription_key: string;
  /** `X-Target-Environment`: `sandbox`, `mtnbenin`, `mtnivorycoast` … */
  readonly environment: string;
  readonly base_url: string;
  /** In full, with the secret at its end. Not sent in the sandbox, which does not want one. */
  readonly callback_url: string;
  readonly callback_secret: string;
  /** Numbers of Benin as MTN takes them: ten digits (`new`) or the eight of before (`legacy`). */
  readonly phone_plan: 'new' | 'legacy';
  /** Milliseconds for one call. Default 10 000. */
  readonly timeout_ms?: number;
}

export type MtnProduct = 'collection' | 'disbursement';

/** What MTN said, or why there is nothing to go by. `body` is null where it is no JSON object. */
export type MtnAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Record<string, unknown> | null }
  | { readonly kind: 'none'; readonly detail: string };

interface Token {
  readonly value: string;
  /** Milliseconds of the epoch. */
  readonly until: number;
}

/** A token is not used in its last minute: it could end on its way. */
const MARGIN_SECONDS = 60;

/**
 * MTN's HTTP: one token for each product, kept until it ends, and calls that carry it.
 * Source: shared/spec/providers.md §3. A token MTN no longer takes (401) is dropped and the call made once more: it was
 * not let in, and would carry the same reference anyhow.
 */
export class MtnRequests {
  private readonly tokens = new Map<MtnProduct, Token>();
  private readonly fetching = new Map<MtnProduct, Promise<Token | MtnAnswer>>();

  constructor(private readonly options: MtnOptions) {}

  get(product: MtnProduct, path: string): Promise<MtnAnswer> {
    return this.call(product, path, {});
  }

  /** Creates the resource that `reference` (UUID version 4) names. */
  post(product: MtnProduct, path: string, reference: string, body: object): Promise<MtnAnswer> {
    const { environment, callback_url } = this.options;
    return this.call(product, path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-reference-id': reference,
        ...(environment !== 'sandbox' && { 'x-callback-url': callback_url }),
      },
      body: JSON.stringify(body),
    });
  }

  private async call(product: MtnProduct, path: string, request: { method?: 'POST'; headers?: Record<string, string>; body?: string }): Promise<MtnAnswer> {
    for (let second = false; ; second = true) {
      const token = await this.token(product);
      if (!('value' in token)) return token;
      const answer = await this.send(product, path, {
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${token.value}`, 'x-target-environment': this.options.environment },
      });
      if (answer.kind === 'none' || answer.status !== 401) return answer;
      if (this.tokens.get(product) === token) this.tokens.delete(product);
      if (second) return answer;
    }
  }

  private async token(product: MtnProduct): Promise<Token | MtnAnswer> {
    const kept = this.tokens.get(product);
    if (kept !== undefined && kept.until > Date.now()) return kept;
    let fetching = this.fetching.get(product);
    if (fetching === undefined) {
      fetching = this.fetchToken(product).finally(() => this.fetching.delete(product));
      this.fetching.set(product, fetching);
    }
    return fetching;
  }

  private async fetchToken(product: MtnProduct): Promise<Token | MtnAnswer> {
    const { api_user, api_key } = this.options;
    const asked_at = Date.now();
    const answer = await this.send(product, 'token/', {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${api_user}:${api_key}`).toString('base64')}` },
    });
    if (answer.kind === 'none') return answer;
    const { access_token, expires_in } = answer.body ?? {};
    const seconds = Number(expires_in);
    if (answer.status === 200 && typeof access_token === 'string' && access_token !== '' && seconds > 0) {
      const token = { value: access_token, until: asked_at + (seconds - MARGIN_SECONDS) * 1000 };
      this.tokens.set(product, token);
      return token;
    }
    // MTN does not let us in: for the call that wanted the token it is what a bad token is.
    if ([400, 401, 403].includes(answer.status)) return { kind: 'answer', status: 401, body: null };
    return { kind: 'none', detail: `MTN gave no token: HTTP ${answer.status}` };
  }

  private async send(
    product: MtnProduct,
    path: string,
    { method, headers, body }: { method?: 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<MtnAnswer> {
    const { base_url, subscription_key, disbursement_subscription_key, timeout_ms } = this.options;
    const key = product === 'collection' ? subscription_key : disbursement_subscription_key;
    try {
      const answer = await boundedFetch(new URL(`/${product}/${path}`, base_url), {
        method,
        headers: { accept: 'application/json', 'ocp-apim-subscription-key': key, ...headers },
        body,
        timeout_ms,
      });
      return { kind: 'answer', status: answer.status, body: jsonObject(answer.text) };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { kind: 'none', detail: `MTN: ${error.message}` };
    }
  }
}

/** The object a JSON text holds, or null: a gateway in between may answer anything. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
