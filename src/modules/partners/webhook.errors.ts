import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class TooManyWebhooks extends defineError({
  code: 'webhook.too_many',
  status: 409,
  title: { fr: 'Trop de webhooks', en: 'Too many webhooks' },
  detail: {
    fr: 'Un compte a au plus {max} webhooks : supprimez-en un d’abord.',
    en: 'An account has at most {max} webhooks: delete one first.',
  },
  level: 'debug',
}) {}

export class WebhookUrlTaken extends defineError({
  code: 'webhook.url_taken',
  status: 409,
  title: { fr: 'Adresse déjà utilisée', en: 'Address in use' },
  detail: {
    fr: 'Un de vos webhooks a déjà cette adresse : changez ses événements plutôt que d’en créer un autre.',
    en: 'One of your webhooks has this address: change its events instead of making another.',
  },
  level: 'debug',
}) {}

export class WebhookUrlRefused extends defineError({
  code: 'webhook.url_refused',
  status: 422,
  field: 'url',
  title: { fr: 'Adresse refusée', en: 'Address refused' },
  detail: {
    fr: 'Donnez une adresse https publique, sur le port 443, sans identifiants.',
    en: 'Give a public https address, on port 443, without credentials.',
  },
  level: 'debug',
}) {}

export class WebhookInactive extends defineError({
  code: 'webhook.inactive',
  status: 409,
  title: { fr: 'Webhook désactivé', en: 'Webhook switched off' },
  detail: {
    fr: 'Ce webhook est désactivé : activez-le d’abord (active: true).',
    en: 'This webhook is switched off: switch it on first (active: true).',
  },
  level: 'debug',
}) {}

explainConstraint('webhook_endpoints_once', () => new WebhookUrlTaken());
