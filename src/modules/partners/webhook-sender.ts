import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { retryAfterSeconds } from '../../platform/bounded-fetch.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { AddressRefused, guardedPost, TimedOut, type GuardedAnswer } from '../../platform/guarded-fetch.js';
import { logger } from '../../platform/observability/logger.js';
import { Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { WebhookDeliveries, type DueDelivery } from './webhook-deliveries.repository.js';
import { WebhookSecrets } from './webhook-secrets.js';
import './webhook.events.js';
import { verdictOf, type Attempt, type AttemptError } from './webhook.schedule.js';

/** Calls to one endpoint at a time. */
const AT_ONCE = 5;
/** After this an endpoint with more to send goes to the back of the queue. Together with the longest call less than its lease, and than a row's. */
const RUN_MS = 10_000;
const EXCERPT_BYTES = 2000;
const EXCERPT_LENGTH = 500;

/**
 * Sends what is due at one endpoint. However many deliveries wait there, one run at a time works them: an endpoint that is slow or down
 * takes one place of the queue, for seconds. A run ends early where nothing gets through; the clock begins the next one.
 */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly deliveries: WebhookDeliveries,
    private readonly secrets: WebhookSecrets,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  @Consumes('webhook.due', { consumer: 'webhook-sender', queue: 'webhooks' })
  async send({ payload: { endpoint_id } }: EventEnvelope<'webhook.due'>): Promise<void> {
    // Whoever has it looks again once it has let go, so nothing is left lying.
    const lease = await this.deliveries.lease(endpoint_id);
    if (lease === null) return;
    let is_well: boolean;
    try {
      is_well = await this.run(endpoint_id);
    } finally {
      await this.deliveries.release(endpoint_id, lease);
    }
    if (is_well && (await this.deliveries.due(endpoint_id, 1)).length > 0) await this.database.transaction((tx) => this.outbox.publish(tx, 'webhook.due', { endpoint_id }));
  }

  /** False where nothing got through. */
  private async run(endpoint_id: string): Promise<boolean> {
    const end = performance.now() + RUN_MS;
    while (performance.now() < end) {
      const due = await this.deliveries.due(endpoint_id, AT_ONCE);
      if (due.length === 0) return true;
      const sent = await Promise.all(due.map((one) => this.deliver(endpoint_id, one)));
      if (!sent.includes(true)) return false;
    }
    return true;
  }

  private async deliver(endpoint_id: string, delivery: DueDelivery): Promise<boolean> {
    const attempt = await this.attempt(delivery);
    const verdict = verdictOf(attempt, delivery.attempts + 1);
    const delivered = verdict.kind === 'delivered';
    await this.database.transaction(async (tx) => {
      await this.deliveries.noteHealth(tx, endpoint_id, delivered);
      await this.deliveries.note(tx, delivery, attempt, verdict);
      if (delivered) return;
      const user_id = await this.deliveries.disable(tx, endpoint_id, verdict.kind === 'gone' ? 'gone' : 'failing');
      if (user_id !== null) await this.outbox.publish(tx, 'webhook.disabled', { user_id, webhook_id: endpoint_id });
    });
    // The address stays out of the log: it may hold a token.
    if (!delivered) logger.info({ webhook_id: endpoint_id, delivery_id: delivery.delivery_id, error: attempt.error, status: attempt.status, verdict: verdict.kind }, 'a webhook did not get through');
    return delivered;
  }

  private async attempt(delivery: DueDelivery): Promise<Attempt> {
    const started = performance.now();
    const sent_at = this.clock.now();
    const seen = (of: Omit<Attempt, 'duration_ms'>): Attempt => ({ ...of, duration_ms: Math.round(performance.now() - started) });
    try {
      const answer = await guardedPost(delivery.url, delivery.payload, {
        headers: {
          'content-type': 'application/json', 'user-agent': `${this.config.PROJECT_NAME}/${this.config.VERSION} webhooks`,
          ...this.secrets.headersFor(delivery, { id: delivery.event_id, body: delivery.payload, sent_at }),
        },
        timeout_ms: this.config.WEBHOOK_TIMEOUT_SECONDS * 1000, max_bytes: EXCERPT_BYTES, exempt: () => this.config.WEBHOOKS_ALLOW_PRIVATE,
      });
      return seen({ status: answer.status, error: errorOf(answer.status), excerpt: excerptOf(answer.text), retry_after_seconds: retryAfterOf(answer, sent_at) });
    } catch (error) {
      const kind: AttemptError = error instanceof AddressRefused ? 'address_refused' : error instanceof TimedOut ? 'timeout' : 'unreachable';
      return seen({ status: null, error: kind, excerpt: null, retry_after_seconds: undefined });
    }
  }
}

function errorOf(status: number): AttemptError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}

function retryAfterOf({ headers }: GuardedAnswer, now: Date): number | undefined {
  const value = headers['retry-after'];
  return value === undefined ? undefined : retryAfterSeconds(new Headers({ 'retry-after': value }), now.getTime());
}

/** What people can read of it, on one line. */
function excerptOf(text: string): string | null {
  const words = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return words === '' ? null : words.slice(0, EXCERPT_LENGTH).toWellFormed();
}
