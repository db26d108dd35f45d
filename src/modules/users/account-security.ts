import type { Tx } from '../../platform/database/database.js';

/**
 * What a change of an account means for its proofs and sessions. Provided by the feature that keeps
 * those: accounts know nothing of it, as the platform knows nothing of who signs a request.
 */
export abstract class AccountSecurity {
  /**
   * The id of a link that proves the account's new address; links for the old one are dead.
   * @throws TooManyRequests when the address moves about: each new one gets a mail.
   */
  abstract linkForNewEmail(tx: Tx, user: { readonly id: string; readonly email: string }): Promise<string>;

  /** The id of a code that proves the account's new number; null where it has had its share of SMS. */
  abstract codeForNewPhone(tx: Tx, user: { readonly id: string; readonly phone: string }): Promise<string | null>;

  /** Ends every session and API key: the account was deactivated, or has another role from now on. */
  abstract endSessions(tx: Tx, user_id: string, reason: 'deactivated' | 'role_changed'): Promise<void>;

  /** Ends every session and API key, and removes every link, code and count: the account is being erased. */
  abstract forget(tx: Tx, user_id: string): Promise<void>;
}
