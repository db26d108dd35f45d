import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class DatesUnavailable extends defineError({
  code: 'booking.dates_unavailable',
  status: 409,
  title: { fr: 'Dates indisponibles', en: 'Dates not available' },
  detail: {
    fr: 'Une partie de ces nuits est déjà prise : choisissez d’autres dates.',
    en: 'Some of these nights are taken: choose other dates.',
  },
}) {}

export class OwnProperty extends defineError({
  code: 'booking.own_property',
  status: 409,
  title: { fr: 'Votre propre logement', en: 'Your own home' },
  detail: { fr: 'On ne réserve pas son propre logement.', en: 'You cannot book your own home.' },
}) {}

export class PropertyNotBookable extends defineError({
  code: 'booking.property_not_bookable',
  status: 409,
  title: { fr: 'Logement non disponible', en: 'Home not available' },
  detail: {
    fr: 'Ce logement n’est pas ouvert à la réservation en ce moment.',
    en: 'This home cannot be booked at the moment.',
  },
}) {}

export class BelowMinimumStay extends defineError({
  code: 'booking.below_minimum_stay',
  status: 409,
  title: { fr: 'Séjour trop court', en: 'Stay too short' },
  detail: {
    fr: 'Ce logement se réserve pour {minimum} nuit(s) au moins.',
    en: 'This home is booked for at least {minimum} night(s).',
  },
}) {}

export class OutsideAvailability extends defineError({
  code: 'booking.outside_availability',
  status: 409,
  title: { fr: 'Hors de la période proposée', en: 'Outside the period on offer' },
  detail: {
    fr: 'Ce logement est proposé du {from} au {to} : choisissez des dates dans cette période.',
    en: 'This home is on offer from {from} to {to}: choose dates within that period.',
  },
}) {}

export class PriceNotPayable extends defineError({
  code: 'booking.price_not_payable',
  status: 409,
  title: { fr: 'Prix trop faible', en: 'Price too small' },
  detail: {
    fr: 'Le prix de ce séjour s’arrondit à zéro : allongez-le.',
    en: 'The price of this stay rounds to nothing: make it longer.',
  },
}) {}

export class StartInThePast extends defineError({
  code: 'booking.start_in_past',
  status: 422,
  field: 'start_date',
  title: { fr: 'Date d’arrivée passée', en: 'Arrival in the past' },
  detail: { fr: 'L’arrivée ne peut pas être avant aujourd’hui.', en: 'The arrival cannot be before today.' },
}) {}

export class EndBeforeStart extends defineError({
  code: 'booking.end_before_start',
  status: 422,
  field: 'end_date',
  title: { fr: 'Dates inversées', en: 'Dates the wrong way round' },
  detail: { fr: 'Le départ doit être après l’arrivée.', en: 'The departure must be after the arrival.' },
}) {}

export class StayTooLong extends defineError({
  code: 'booking.too_long',
  status: 422,
  field: 'end_date',
  title: { fr: 'Séjour trop long', en: 'Stay too long' },
  detail: { fr: 'Un séjour dure au plus {years} ans.', en: 'A stay lasts at most {years} years.' },
}) {}

export class InvalidTransition extends defineError({
  code: 'booking.invalid_transition',
  status: 409,
  title: { fr: 'Changement impossible', en: 'Change not possible' },
  detail: {
    fr: 'L’état actuel de la réservation ({status}) ne permet pas cette action.',
    en: 'The present state of the booking ({status}) does not allow this.',
  },
}) {}

export class NoContract extends defineError({
  code: 'booking.no_contract',
  status: 409,
  title: { fr: 'Pas encore de contrat', en: 'No contract yet' },
  detail: {
    fr: 'Le contrat existe une fois la réservation confirmée par le propriétaire.',
    en: 'There is a contract once the owner has confirmed the booking.',
  },
}) {}

explainConstraint('bookings_no_overlap', () => new DatesUnavailable());
explainConstraint('bookings_free_of_blocks', () => new DatesUnavailable());
explainConstraint('bookings_not_ones_own', () => new OwnProperty());
