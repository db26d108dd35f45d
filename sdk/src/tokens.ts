/** What a signed-in app keeps. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  /** When the access token ends, by this device's clock: milliseconds since 1970. */
  readonly expires_at: number;
}

/**
 * Where tokens are kept: in memory, a keychain, a cookie of your server. `save` must have happened when its promise
 * resolves, since the refresh token before is dead by then.
 */
export interface TokenStore {
  load(): Tokens | null | Promise<Tokens | null>;
  save(tokens: Tokens): void | Promise<void>;
  clear(): void | Promise<void>;
}

/** Signed in until the page or the process ends. */
export function memoryStore(tokens: Tokens | null = null): TokenStore {
  let kept = tokens;
  return {
    load: () => kept,
    save: (given) => void (kept = given),
    clear: () => void (kept = null),
  };
}

/** The part of the browser's `Storage` that is needed; it may be asynchronous. */
export interface KeyValueStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

/** Tokens in `localStorage`, `sessionStorage` or anything that looks like them. What cannot be read counts as signed out. */
export function storageStore(storage: KeyValueStorage, key = 'lokahome.tokens'): TokenStore {
  return {
    async load() {
      const text = await storage.getItem(key);
      try {
        const kept = JSON.parse(text ?? 'null') as Partial<Tokens> | null;
        if (typeof kept?.access_token !== 'string' || typeof kept.refresh_token !== 'string') return null;
        return { access_token: kept.access_token, refresh_token: kept.refresh_token, expires_at: Number(kept.expires_at) || 0 };
      } catch {
        return null;
      }
    },
    async save(tokens) {
      await storage.setItem(key, JSON.stringify(tokens));
    },
    async clear() {
      await storage.removeItem(key);
    },
  };
}

export function tokensOf(pair: { access_token: string; refresh_token: string; expires_in: number }): Tokens {
  return { access_token: pair.access_token, refresh_token: pair.refresh_token, expires_at: Date.now() + pair.expires_in * 1000 };
}
