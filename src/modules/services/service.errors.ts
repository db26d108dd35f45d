import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class ServiceTransitionInvalid extends defineError({
  code: 'service.invalid_transition',
  status: 409,
  title: { fr: 'Changement impossible', en: 'Change not possible' },
  detail: {
    fr: 'L’état actuel de la demande ({status}) ne permet pas cette action.',
    en: 'The present state of the request ({status}) does not allow this.',
  },
}) {}

export class UnknownService extends defineError({
  code: 'service.unknown',
  status: 422,
  field: 'service_id',
  title: { fr: 'Service inconnu', en: 'Unknown service' },
  detail: { fr: 'Choisissez un service du catalogue.', en: 'Choose a service of the catalogue.' },
}) {}

export class NotYourProperty extends defineError({
  code: 'service.not_your_property',
  status: 422,
  field: 'property_id',
  title: { fr: 'Ce logement n’est pas le vôtre', en: 'Not your home' },
  detail: {
    fr: 'Indiquez un logement que vous possédez ou que vous louez en ce moment ou bientôt.',
    en: 'Give a home that you own, or that you rent now or soon.',
  },
}) {}

export class TooManyServiceRequests extends defineError({
  code: 'service.too_many_requests',
  status: 429,
  title: { fr: 'Trop de demandes', en: 'Too many requests' },
  detail: {
    fr: 'Vous avez fait {max} demandes en 24 heures : la prochaine sera possible dans {hours} h au plus tard.',
    en: 'You have made {max} requests within 24 hours: the next one is possible in {hours} h at the latest.',
  },
  level: 'info',
}) {}

export class QuoteAlreadyThere extends defineError({
  code: 'quote.already_there',
  status: 409,
  title: { fr: 'Devis déjà envoyé', en: 'Already quoted' },
  detail: {
    fr: 'Vous avez déjà un devis en cours pour cette demande : retirez-le avant d’en envoyer un autre.',
    en: 'You have a live quote for this request: withdraw it before you send another one.',
  },
}) {}

export class QuoteDecided extends defineError({
  code: 'quote.decided',
  status: 409,
  title: { fr: 'Devis déjà tranché', en: 'Quote already decided' },
  detail: {
    fr: 'Ce devis est « {status} » : il n’attend plus de réponse.',
    en: 'This quote is “{status}”: it waits for no answer any more.',
  },
}) {}

export class ProviderGone extends defineError({
  code: 'quote.provider_gone',
  status: 409,
  title: { fr: 'Prestataire indisponible', en: 'Provider not available' },
  detail: {
    fr: 'Le compte de ce prestataire n’est plus actif : choisissez un autre devis.',
    en: 'The account of this provider is no longer active: choose another quote.',
  },
}) {}

export class ServiceNameTaken extends defineError({
  code: 'service.name_taken',
  status: 409,
  title: { fr: 'Service déjà au catalogue', en: 'Already in the catalogue' },
  detail: { fr: 'Un service actif porte déjà ce nom.', en: 'An active service has this name already.' },
}) {}

explainConstraint('service_quotes_one_live', () => new QuoteAlreadyThere());
