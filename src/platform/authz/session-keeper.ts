import type { SignedIn } from './actor.js';

/** What a connection that stays open asks of sessions. Provided by the feature that knows them. */
export abstract class SessionKeeper {
  /** Whose access token it is. @throws Unauthenticated when it is not, or no longer, valid. */
  abstract admit(access_token: string): Promise<SignedIn>;

  /** Those of them that still live. */
  abstract living(session_ids: readonly string[]): Promise<ReadonlySet<string>>;
}
