export { PartnersModule } from './partners.module.js';
export { WebhookFacts, type WebhookFactsRow } from './webhook-facts.js';
export { webhookPolicy } from './webhook.policy.js';
import './webhook.events.js';
