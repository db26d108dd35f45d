import { defineError } from '../../kernel/app-error.js';

export class IdempotencyInProgress extends defineError({
  code: 'idempotency.in_progress',
  status: 409,
  title: { fr: 'Demande en cours', en: 'Request in progress' },
  detail: {
    fr: 'Une demande avec cette clé est encore en cours : attendez un instant puis renvoyez-la telle quelle.',
    en: 'A request with this key is still running: wait a moment, then send the same one again.',
  },
}) {}

export class IdempotencyKeyReused extends defineError({
  code: 'idempotency.key_reused',
  status: 422,
  field: 'Idempotency-Key',
  title: { fr: 'Clé déjà utilisée', en: 'Key already used' },
  detail: {
    fr: 'Cette clé a servi à une autre demande : prenez-en une nouvelle.',
    en: 'This key was used for another request: take a new one.',
  },
}) {}

export class IdempotencyKeyInvalid extends defineError({
  code: 'idempotency.key_invalid',
  status: 422,
  field: 'Idempotency-Key',
  title: { fr: 'Clé non valable', en: 'Invalid key' },
  detail: {
    fr: 'La clé compte de 1 à 255 caractères ASCII visibles.',
    en: 'The key has 1 to 255 visible ASCII characters.',
  },
}) {}
