import { defineError } from '../../kernel/app-error.js';

export class Unauthenticated extends defineError({
  code: 'auth.unauthorized',
  status: 401,
  title: { fr: 'Connexion requise', en: 'Sign-in required' },
  detail: {
    fr: 'Connectez-vous, ou renouvelez votre jeton d’accès, puis réessayez.',
    en: 'Sign in, or refresh your access token, then try again.',
  },
  level: 'debug',
}) {}

export class Forbidden extends defineError({
  code: 'auth.forbidden',
  status: 403,
  title: { fr: 'Action non autorisée', en: 'Not allowed' },
  detail: { fr: 'Votre compte ne permet pas cette action.', en: 'Your account may not do this.' },
  level: 'info',
}) {}

export class ScopeMissing extends defineError({
  code: 'auth.scope_missing',
  status: 403,
  title: { fr: 'Droit manquant', en: 'Scope missing' },
  detail: {
    fr: 'Il manque à cette clé d’API un droit ({scopes}) : créez-en une qui l’a.',
    en: 'This API key lacks a scope ({scopes}): create one that has it.',
  },
  level: 'info',
}) {}

export class KeyRefused extends defineError({
  code: 'auth.key_refused',
  status: 403,
  title: { fr: 'Pas avec une clé d’API', en: 'Not with an API key' },
  detail: { fr: 'Ceci ne se fait pas avec une clé d’API : connectez-vous.', en: 'This cannot be done with an API key: sign in.' },
  level: 'info',
}) {}

export class NotFound extends defineError({
  code: 'not_found',
  status: 404,
  title: { fr: 'Introuvable', en: 'Not found' },
  detail: {
    fr: 'Cet élément n’existe pas, ou ne vous est pas accessible.',
    en: 'There is no such thing, or it is not yours to see.',
  },
  level: 'debug',
}) {}

export const unauthenticated = (): Unauthenticated =>
  new Unauthenticated({}, { headers: { 'www-authenticate': 'Bearer realm="lokahome"' } });
