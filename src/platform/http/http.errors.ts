import { defineError } from '../../kernel/app-error.js';

export class ValidationFailed extends defineError({
  code: 'validation.failed',
  status: 422,
  title: { fr: 'Données invalides', en: 'Invalid data' },
  detail: {
    fr: 'Certains champs ne sont pas valables : corrigez-les puis renvoyez la demande.',
    en: 'Some fields are not valid: correct them and send the request again.',
  },
  level: 'debug',
}) {}

export class MalformedRequest extends defineError({
  code: 'request.malformed',
  status: 400,
  title: { fr: 'Demande illisible', en: 'Malformed request' },
  detail: {
    fr: 'La demande ne peut pas être lue : vérifiez sa syntaxe.',
    en: 'The request cannot be read: check its syntax.',
  },
  level: 'debug',
}) {}

export class RouteNotFound extends defineError({
  code: 'route.not_found',
  status: 404,
  title: { fr: 'Adresse inconnue', en: 'Unknown address' },
  detail: {
    fr: 'Aucune opération ne répond à cette adresse : consultez /docs.',
    en: 'No operation answers at this address: see /docs.',
  },
  level: 'debug',
}) {}

export class MethodNotAllowed extends defineError({
  code: 'route.method_not_allowed',
  status: 405,
  title: { fr: 'Méthode refusée', en: 'Method not allowed' },
  detail: { fr: 'Cette adresse n’accepte pas cette méthode.', en: 'This address does not take this method.' },
  level: 'debug',
}) {}

export class PayloadTooLarge extends defineError({
  code: 'request.too_large',
  status: 413,
  title: { fr: 'Envoi trop volumineux', en: 'Payload too large' },
  detail: {
    fr: 'L’envoi dépasse la taille acceptée : réduisez-le.',
    en: 'What was sent is larger than accepted: make it smaller.',
  },
  level: 'debug',
}) {}

export class UnsupportedMediaType extends defineError({
  code: 'request.unsupported_media_type',
  status: 415,
  title: { fr: 'Type de contenu refusé', en: 'Unsupported media type' },
  detail: {
    fr: 'Ce type de contenu n’est pas accepté ici : consultez la documentation de l’opération.',
    en: 'This content type is not taken here: see the operation’s documentation.',
  },
  level: 'debug',
}) {}

export class TooManyRequests extends defineError({
  code: 'request.too_many',
  status: 429,
  title: { fr: 'Trop de demandes', en: 'Too many requests' },
  detail: {
    fr: 'Trop de demandes : réessayez dans {seconds} s.',
    en: 'Too many requests: try again in {seconds} s.',
  },
  level: 'info',
}) {}

export class InternalError extends defineError({
  code: 'internal',
  status: 500,
  title: { fr: 'Erreur interne', en: 'Internal error' },
  detail: {
    fr: 'Une erreur est survenue de notre côté. Réessayez ; si elle persiste, donnez-nous le request_id.',
    en: 'Something went wrong on our side. Try again; if it stays, tell us the request_id.',
  },
  level: 'error',
}) {}

export class DependencyDown extends defineError({
  code: 'dependency.down',
  status: 503,
  title: { fr: 'Service momentanément indisponible', en: 'Temporarily unavailable' },
  detail: {
    fr: 'Un service dont nous dépendons ne répond pas : réessayez dans quelques secondes.',
    en: 'Something that we depend on does not answer: try again in a few seconds.',
  },
  level: 'error',
}) {}

export class ConflictingChange extends defineError({
  code: 'request.conflict',
  status: 409,
  title: { fr: 'Modification concurrente', en: 'Conflicting change' },
  detail: {
    fr: 'Ces données viennent d’être modifiées par ailleurs : rechargez-les puis réessayez.',
    en: 'This was changed elsewhere at the same moment: load it again, then retry.',
  },
  level: 'info',
}) {}

export class PageTooDeep extends defineError({
  code: 'page.too_deep',
  status: 422,
  field: 'page',
  title: { fr: 'Page trop lointaine', en: 'Page too deep' },
  detail: {
    fr: 'page × per_page ne peut pas dépasser 10 000 : affinez la recherche.',
    en: 'page × per_page cannot pass 10 000: narrow the search.',
  },
  level: 'debug',
}) {}
