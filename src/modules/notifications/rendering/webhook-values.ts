import type { WebhookFactsRow } from '../../partners/index.js';
import type { Values } from '../templates/template.js';

/** An endpoint in ready words; without it, nothing. */
export function webhookValues(webhook: WebhookFactsRow | null): Values {
  return { host: webhook?.host ?? null, gone: webhook?.disabled_reason === 'gone' ? 'gone' : null };
}
