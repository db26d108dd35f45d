import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** What there is to tell about an endpoint that was switched off. */
export interface WebhookFactsRow {
  readonly id: string;
  /** Of its address no more than the host: the rest may hold a token. */
  readonly host: string;
  readonly disabled_reason: 'failing' | 'gone' | null;
}

/** The face that whoever tells people about webhooks reads. */
@Injectable()
export class WebhookFacts {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<WebhookFactsRow | null> {
    const [row] = await this.database.write<{ id: string; url: string; disabled_reason: WebhookFactsRow['disabled_reason'] }>('SELECT id, url, disabled_reason FROM webhook_endpoints WHERE id = $1', [id]);
    return row ? { id: row.id, host: new URL(row.url).host, disabled_reason: row.disabled_reason } : null;
  }
}
