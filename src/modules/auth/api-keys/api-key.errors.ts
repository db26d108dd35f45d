import { defineError } from '../../../kernel/app-error.js';
import { explainConstraint } from '../../../platform/database/database-errors.js';

export class TooManyApiKeys extends defineError({
  code: 'api_key.too_many',
  status: 409,
  title: { fr: 'Trop de clés d’API', en: 'Too many API keys' },
  detail: {
    fr: 'Un compte a au plus {max} clés d’API : supprimez-en une d’abord.',
    en: 'An account has at most {max} API keys: delete one first.',
  },
  level: 'debug',
}) {}

export class ApiKeyNameTaken extends defineError({
  code: 'api_key.name_taken',
  status: 409,
  title: { fr: 'Nom déjà pris', en: 'Name taken' },
  detail: {
    fr: 'Une de vos clés porte déjà ce nom : choisissez-en un autre.',
    en: 'One of your keys has this name: choose another.',
  },
  level: 'debug',
}) {}

export class ApiKeyExpiryPast extends defineError({
  code: 'api_key.expiry_past',
  status: 422,
  field: 'expires_at',
  title: { fr: 'Fin déjà passée', en: 'Expiry in the past' },
  detail: { fr: 'La clé doit expirer plus tard que maintenant.', en: 'The key must expire later than now.' },
  level: 'debug',
}) {}

explainConstraint('api_keys_name', () => new ApiKeyNameTaken());
