import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../../kernel/page.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import type { WebhookSecretView } from './dto/webhook.dto.js';
import type { SecretIdentity } from './webhook-secrets.js';

/** What is decided by, of an endpoint that is locked. */
export interface WebhookRow extends SecretIdentity {
  readonly user_id: string;
  readonly url: string;
  readonly events: string[];
  readonly active: boolean;
}

/** As its owner sees it. */
export type WebhookRecord = Omit<WebhookSecretView, 'secret'>;

export type WebhookFields = Partial<Pick<WebhookRecord, 'url' | 'description' | 'events' | 'active'>>;

const VIEW = `e.id, e.url, e.description, e.events, e.active, e.disabled_reason, ${instantSql('e.disabled_at')} AS disabled_at, ${instantSql('e.failing_since')} AS failing_since,
  ${instantSql('CASE WHEN e.previous_secret_until > now() THEN e.previous_secret_until END')} AS previous_secret_until,
  ${instantSql('e.created_at')} AS created_at, ${instantSql('e.updated_at')} AS updated_at`;

/** Endpoints, as their owners keep them. */
@Injectable()
export class WebhooksRepository {
  constructor(private readonly database: Database) {}

  /** Those that `condition` (over `e`, with its `values`) lets through, newest first. From the primary: who has just made one looks at once. */
  async page(condition: string, values: readonly unknown[], { page, per_page }: PageRequest): Promise<{ rows: WebhookRecord[]; total: number }> {
    const from = `FROM webhook_endpoints e WHERE ${condition}`;
    const [size, skip] = [values.length + 1, values.length + 2];
    const [rows, counted] = await Promise.all([
      this.database.write<WebhookRecord & Record<string, unknown>>(`SELECT ${VIEW} ${from} ORDER BY e.id DESC LIMIT $${String(size)} OFFSET $${String(skip)}`, [...values, per_page, (page - 1) * per_page]),
      this.database.write<{ count: number }>(countSql(from), values),
    ]);
    return { rows, total: counted[0]?.count ?? 0 };
  }

  async find(id: string): Promise<(WebhookRecord & { user_id: string }) | null> {
    const [row] = await this.database.write<WebhookRecord & { user_id: string }>(`SELECT ${VIEW}, e.user_id FROM webhook_endpoints e WHERE e.id = $1`, [id]);
    return row ?? null;
  }

  async lock(tx: Tx, id: string): Promise<WebhookRow | null> {
    const [row] = await query<WebhookRow>(tx, 'SELECT id, user_id, url, events, active, secret_generation, previous_secret_until FROM webhook_endpoints WHERE id = $1 FOR UPDATE', [id]);
    return row ?? null;
  }

  async view(tx: Tx, id: string): Promise<WebhookRecord> {
    const [row] = await query<WebhookRecord>(tx, `SELECT ${VIEW} FROM webhook_endpoints e WHERE e.id = $1`, [id]);
    if (!row) throw new Error('the webhook just written is gone');
    return row;
  }

  async count(tx: Tx, user_id: string): Promise<number> {
    const [counted] = await query<{ count: number }>(tx, 'SELECT count(*) AS count FROM webhook_endpoints WHERE user_id = $1', [user_id]);
    return counted?.count ?? 0;
  }

  async add(tx: Tx, webhook: Required<WebhookFields> & { id: string; user_id: string }): Promise<void> {
    const { id, user_id, url, description, events, active } = webhook;
    await query(tx, 'INSERT INTO webhook_endpoints (id, user_id, url, description, events, active) VALUES ($1, $2, $3, $4, $5, $6)', [id, user_id, url, description, events, active]);
  }

  async update(tx: Tx, id: string, fields: WebhookFields): Promise<void> {
    const changes = Object.entries(fields).filter(([, value]) => value !== undefined);
    await query(
      tx,
      `UPDATE webhook_endpoints SET ${changes.map(([column], index) => `${column} = $${String(index + 2)}, `).join('')} updated_at = now() WHERE id = $1`,
      [id, ...changes.map(([, value]) => value)],
    );
  }

  /** Whatever was wrong with it is forgotten: it is another address, or its owner has seen to it. */
  async forgive(tx: Tx, id: string): Promise<void> {
    await query(tx, 'UPDATE webhook_endpoints SET disabled_reason = NULL, disabled_at = NULL, failing_since = NULL WHERE id = $1', [id]);
  }

  async rotateSecret(tx: Tx, id: string, hours: number): Promise<number> {
    const [row] = await query<{ secret_generation: number }>(
      tx,
      `UPDATE webhook_endpoints SET secret_generation = secret_generation + 1, previous_secret_until = CASE WHEN $2 > 0 THEN now() + make_interval(hours => $2) END, updated_at = now()
       WHERE id = $1 RETURNING secret_generation`,
      [id, hours],
    );
    if (!row) throw new Error('the webhook that was locked is gone');
    return row.secret_generation;
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await query(tx, 'DELETE FROM webhook_endpoints WHERE id = $1', [id]);
  }
}
