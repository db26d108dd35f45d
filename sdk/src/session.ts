import { isProblem, type ProblemError } from './errors.js';
import type { Tokens, TokenStore } from './tokens.js';

/** Runs work alone among everybody who uses the same name, in other tabs as well. */
export type Lock = (name: string, work: () => Promise<string | null>) => Promise<string | null>;

export interface SessionOptions {
  readonly store: TokenStore;
  /** Asks for a new pair; a ProblemError is a refusal or a bad moment, by its status. */
  readonly refresh: (refresh_token: string) => Promise<Tokens>;
  readonly lock: Lock;
  readonly name: string;
  /** The session has ended without anybody signing out here. */
  readonly onSignedOut: ((reason: ProblemError) => void) | undefined;
}

/** A token that ends within this time is renewed first: an upload must not arrive a second too late. */
const SOON = 10_000;

/** One session: hands out access tokens and renews them, once for all who need a new one. */
export class Session {
  #renewing: Promise<string | null> | undefined;

  constructor(private readonly options: SessionOptions) {}

  /** The token to call with; null while nobody is signed in. */
  async accessToken(): Promise<string | null> {
    const tokens = await this.options.store.load();
    if (!tokens) return null;
    return tokens.expires_at - Date.now() > SOON ? tokens.access_token : this.renew(tokens.access_token);
  }

  /**
   * A token that is newer than the refused one; null when there is none any more. Using a refresh token twice ends the
   * session, so everybody waits for the one who asks, and looks at the store again before asking.
   */
  renew(refused: string): Promise<string | null> {
    this.#renewing ??= this.options.lock(this.options.name, () => this.#renew(refused)).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(refused: string): Promise<string | null> {
    const { store, refresh, onSignedOut } = this.options;
    const tokens = await store.load();
    if (!tokens) return null;
    if (tokens.access_token !== refused) return tokens.access_token;
    try {
      const renewed = await refresh(tokens.refresh_token);
      await store.save(renewed);
      return renewed.access_token;
    } catch (error) {
      // Anything but a refusal may go better the next time; the tokens stay.
      if (!isProblem(error) || ![401, 403, 422].includes(error.status)) throw error;
      await store.clear();
      onSignedOut?.(error);
      return null;
    }
  }

  async start(tokens: Tokens): Promise<void> {
    await this.options.store.save(tokens);
  }

  async end(): Promise<void> {
    await this.options.store.clear();
  }
}

interface Locks {
  request(name: string, work: () => Promise<string | null>): Promise<string | null>;
}

const queues = new Map<string, Promise<unknown>>();

/** Between tabs where the platform has Web Locks; elsewhere at least within this process. */
export const webLock: Lock = (name, work) => {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: Locks };
  if (locks) return locks.request(name, work);
  const done = (queues.get(name) ?? Promise.resolve()).then(work);
  queues.set(name, done.catch(() => undefined));
  return done;
};
