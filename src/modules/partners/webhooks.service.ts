import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { newId } from '../../kernel/id.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { AddressRefused, checkForm } from '../../platform/guarded-fetch.js';
import { Page, type Feed } from '../../platform/http/answer.js';
import { feedOf, feedWindow, pageOf, type PageQuery } from '../../platform/http/page-query.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { UsersRepository } from '../users/index.js';
import type { NewWebhook, SecretRotation, WebhookChange, WebhookDeliveriesQuery, WebhookDeliveryView, WebhookSecretView, WebhookView } from './dto/webhook.dto.js';
import { WebhookDeliveries } from './webhook-deliveries.repository.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { TooManyWebhooks, WebhookInactive, WebhookUrlRefused } from './webhook.errors.js';
import { PING, subjectOf, type WebhookEvent } from './webhook.topics.js';
import { WebhooksRepository, type WebhookRow } from './webhooks.repository.js';

const MOST = 10;

/** Where a person's programs are told, as that person keeps it. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveries,
    private readonly secrets: WebhookSecrets,
    private readonly users: UsersRepository,
    private readonly abilities: Abilities,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws WebhookUrlRefused, TooManyWebhooks, WebhookUrlTaken; ScopeMissing where a key asks for more than it may read */
  create(actor: SignedIn, { url, events, description = null, active = true }: NewWebhook): Promise<WebhookSecretView> {
    const id = newId();
    const address = this.addressOf(url);
    this.refuseBlindKey(actor, events);
    return this.database.transaction(async (tx) => {
      // The owner's row serialises an account's webhooks: their number.
      await this.users.lockById(tx, actor.id);
      if ((await this.webhooks.count(tx, actor.id)) >= MOST) throw new TooManyWebhooks({ max: MOST });
      await this.webhooks.add(tx, { id, user_id: actor.id, url: address, events, description, active });
      return { ...(await this.webhooks.view(tx, id)), secret: this.secrets.secretOf({ id, secret_generation: 1 }) };
    });
  }

  async list(actor: SignedIn, query: PageQuery): Promise<Page> {
    const page = pageOf(query);
    const values: unknown[] = [];
    const { rows, total } = await this.webhooks.page(this.abilities.condition(actor, 'read', 'Webhook', 'e', values), values, page);
    return new Page(rows, page, total);
  }

  /** @throws NotFound */
  async get(actor: SignedIn, id: string): Promise<WebhookView> {
    const found = await this.webhooks.find(id);
    if (!found) throw new NotFound();
    this.abilities.authorize(actor, 'read', 'Webhook', found);
    const { user_id: _owner, ...view } = found;
    return view;
  }

  /** @throws NotFound, WebhookUrlRefused, WebhookUrlTaken; ScopeMissing as `create` */
  change(actor: SignedIn, id: string, change: WebhookChange): Promise<WebhookView> {
    return this.database.transaction(async (tx) => {
      const before = await this.lock(tx, actor, id, 'update');
      const url = change.url === undefined ? undefined : this.addressOf(change.url);
      // What leads elsewhere from now on must be the key's to read, whoever asked for it first.
      this.refuseBlindKey(actor, change.events ?? (before.events as WebhookEvent[]));
      const is_on = change.active ?? before.active;
      const begins_anew = is_on && (!before.active || (url !== undefined && url !== before.url));
      if (begins_anew) await this.webhooks.forgive(tx, id);
      const { events, description, active } = change;
      await this.webhooks.update(tx, id, { url, events, description, active });
      if (begins_anew) {
        await this.deliveries.wake(tx, id);
        await this.outbox.publish(tx, 'webhook.due', { endpoint_id: id });
      } else if (!is_on) {
        await this.deliveries.hold(tx, id);
      }
      return this.webhooks.view(tx, id);
    });
  }

  /** With everything that was sent there, and what waits. @throws NotFound */
  async remove(actor: SignedIn, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lock(tx, actor, id, 'delete');
      await this.webhooks.remove(tx, id);
    });
  }

  /** A new secret; the old one signs as well for a while. @throws NotFound */
  rotateSecret(actor: SignedIn, id: string, { previous_valid_hours = 24 }: SecretRotation): Promise<WebhookSecretView> {
    return this.database.transaction(async (tx) => {
      await this.lock(tx, actor, id, 'update');
      const secret_generation = await this.webhooks.rotateSecret(tx, id, previous_valid_hours);
      return { ...(await this.webhooks.view(tx, id)), secret: this.secrets.secretOf({ id, secret_generation }) };
    });
  }

  /** Sends an event that means nothing. @throws NotFound, WebhookInactive */
  ping(actor: SignedIn, id: string): Promise<WebhookDeliveryView> {
    return this.database.transaction(async (tx) => {
      await this.lockActive(tx, actor, id);
      const payload = JSON.stringify({ type: PING, timestamp: this.clock.now().toISOString(), version: 1, data: {} });
      const delivery_id = await this.deliveries.add(tx, { endpoint_id: id, event_id: newId(), type: PING, payload });
      if (delivery_id === null) throw new Error('a ping was not written');
      await this.outbox.publish(tx, 'webhook.due', { endpoint_id: id });
      return this.deliveries.view(tx, delivery_id);
    });
  }

  /** @throws NotFound; ValidationFailed for a cursor that is none of ours */
  async listDeliveries(actor: SignedIn, id: string, query: WebhookDeliveriesQuery): Promise<Feed> {
    await this.get(actor, id);
    const window = feedWindow(query);
    const { rows, total } = await this.deliveries.list(id, query.status ?? null, window);
    return feedOf(rows, window, total);
  }

  /** Sends it again, as it was and under the same id. @throws NotFound, WebhookInactive */
  replay(actor: SignedIn, id: string, delivery_id: string): Promise<WebhookDeliveryView> {
    return this.database.transaction(async (tx) => {
      await this.lockActive(tx, actor, id);
      if (!(await this.deliveries.replay(tx, id, delivery_id))) throw new NotFound();
      await this.outbox.publish(tx, 'webhook.due', { endpoint_id: id });
      return this.deliveries.view(tx, delivery_id);
    });
  }

  private async lock(tx: Tx, actor: SignedIn, id: string, action: 'update' | 'delete'): Promise<WebhookRow> {
    const row = await this.webhooks.lock(tx, id);
    if (!row) throw new NotFound();
    this.abilities.authorize(actor, action, 'Webhook', row);
    return row;
  }

  private async lockActive(tx: Tx, actor: SignedIn, id: string): Promise<void> {
    const { active } = await this.lock(tx, actor, id, 'update');
    if (!active) throw new WebhookInactive();
  }

  /** Where a name leads is looked at with each call; what can be told from the address alone is said at once. */
  private addressOf(given: string): string {
    const url = URL.parse(given);
    if (url === null) throw new WebhookUrlRefused();
    url.hash = '';
    try {
      checkForm(url, { exempt: () => this.config.WEBHOOKS_ALLOW_PRIVATE });
    } catch (error) {
      if (error instanceof AddressRefused) throw new WebhookUrlRefused();
      throw error;
    }
    if (url.href.length > 2000) throw new WebhookUrlRefused();
    return url.href;
  }

  /** A key has nobody told of what it may not read itself. */
  private refuseBlindKey(actor: SignedIn, events: readonly WebhookEvent[]): void {
    if (actor.api_key === undefined) return;
    for (const subject of new Set(events.map(subjectOf))) this.abilities.authorizeRole(actor, 'read', subject);
  }
}
