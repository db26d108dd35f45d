import { AuthSecrets } from '../../src/modules/auth/index.js';
import type { TestApp } from './app.js';
import { until } from './wait.js';

/** What only the owner of a mailbox or a phone sees: the tokens and codes of messages, computed as their sender does. */
export class Proofs {
  constructor(private readonly house: TestApp) {}

  /** The token of the latest link for this address. */
  async linkToken(email: string, purpose: 'verify_email' | 'reset_password'): Promise<string> {
    const link = await until(() => this.latest<{ id: string }>('SELECT id FROM auth_links WHERE email = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1', [email, purpose]), `a ${purpose} link`);
    return this.secrets.linkToken({ id: link.id, purpose });
  }

  /** The digits of the latest code for this number. */
  async code(phone: string): Promise<string> {
    const code = await until(() => this.latest<{ id: string }>('SELECT id FROM auth_codes WHERE phone = $1 ORDER BY id DESC LIMIT 1', [phone]), 'a code');
    return this.secrets.codeDigits(code);
  }

  /** Six digits that are not those of the latest code. */
  async wrongCode(phone: string): Promise<string> {
    const right = await this.code(phone);
    return right === '111111' ? '222222' : '111111';
  }

  /** As if that much time had gone by since the messages to anybody. */
  async letPass(interval: string): Promise<void> {
    await this.house.database.client.query('UPDATE auth_sends SET sent_at = sent_at - $1::interval', [interval]);
  }

  private get secrets(): AuthSecrets {
    return this.house.app.get(AuthSecrets);
  }

  private async latest<T>(text: string, values: unknown[]): Promise<T | undefined> {
    const { rows } = await this.house.database.client.query(text, values);
    return rows[0] as T | undefined;
  }
}
