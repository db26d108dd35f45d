import { Injectable } from '@nestjs/common';
import { createHmac, hkdfSync } from 'node:crypto';
import { Config } from '../../config/index.js';

/** Which secrets an endpoint has now. */
export interface SecretIdentity {
  readonly id: string;
  readonly secret_generation: number;
  readonly previous_secret_until: Date | null;
}

/** One message to one endpoint. `id` stays the same however often it is sent. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly sent_at: Date;
}

/**
 * Signatures after Standard Webhooks 1.0: HMAC-SHA-256 of `id.timestamp.body`. The secrets are derived, never stored (ADR 3): an endpoint's
 * n-th one is computed whenever it is needed.
 */
@Injectable()
export class WebhookSecrets {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome webhooks', 32));
  }

  /** As its owner enters it elsewhere: `whsec_` and 32 bytes in base64. */
  secretOf({ id, secret_generation }: Omit<SecretIdentity, 'previous_secret_until'>): string {
    return `whsec_${this.bytesOf(id, secret_generation).toString('base64')}`;
  }

  /** For a while after an exchange both secrets sign, so that the other side can change over in between. */
  headersFor({ id, secret_generation, previous_secret_until }: SecretIdentity, message: Message): Record<string, string> {
    const timestamp = String(Math.floor(message.sent_at.getTime() / 1000));
    const generations = previous_secret_until !== null && previous_secret_until > message.sent_at ? [secret_generation, secret_generation - 1] : [secret_generation];
    const signatures = generations.map((generation) => {
      const hmac = createHmac('sha256', this.bytesOf(id, generation)).update(`${message.id}.${timestamp}.${message.body}`);
      return `v1,${hmac.digest('base64')}`;
    });
    return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
  }

  private bytesOf(id: string, generation: number): Buffer {
    return createHmac('sha256', this.key).update(`${id} ${String(generation)}`).digest();
  }
}
