import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class ReviewedAlready extends defineError({
  code: 'review.already_there',
  status: 409,
  title: { fr: 'Avis déjà donné', en: 'Already reviewed' },
  detail: { fr: 'Vous avez déjà donné votre avis : modifiez-le plutôt.', en: 'You have given your review: change that one instead.' },
}) {}

export class NothingToReview extends defineError({
  code: 'review.not_completed',
  status: 409,
  title: { fr: 'Pas encore terminé', en: 'Not completed yet' },
  detail: { fr: 'Un avis se donne une fois le séjour ou les travaux terminés.', en: 'A review is written once the stay or the job is completed.' },
}) {}

export class OneThingToReview extends defineError({
  code: 'review.one_thing',
  status: 422,
  field: 'property_id',
  title: { fr: 'Avis sur quoi ?', en: 'A review of what?' },
  detail: {
    fr: 'Indiquez property_id et booking_id, ou provider_id et service_request_id.',
    en: 'Give property_id and booking_id, or provider_id and service_request_id.',
  },
}) {}

export class TooLateToChange extends defineError({
  code: 'review.too_late',
  status: 409,
  title: { fr: 'Trop tard pour modifier', en: 'Too late to change' },
  detail: { fr: 'Un avis se modifie pendant {days} jours.', en: 'A review can be changed for {days} days.' },
}) {}

explainConstraint('reviews_one_per_booking', () => new ReviewedAlready());
explainConstraint('reviews_one_per_request', () => new ReviewedAlready());
