import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class InvalidTransition extends defineError({
  code: 'property.invalid_transition',
  status: 409,
  title: { fr: 'Changement de statut impossible', en: 'Status change not possible' },
  detail: {
    fr: 'Un logement « {from} » ne peut pas devenir « {to} ».',
    en: 'A home that is “{from}” cannot become “{to}”.',
  },
}) {}

export class PropertyIncomplete extends defineError({
  code: 'property.incomplete',
  status: 409,
  title: { fr: 'Annonce incomplète', en: 'Incomplete listing' },
  detail: {
    fr: 'Pour être publiée, l’annonce a encore besoin de : {missing}.',
    en: 'To be published the listing still needs: {missing}.',
  },
}) {}

export class PropertyHasBookings extends defineError({
  code: 'property.has_bookings',
  status: 409,
  title: { fr: 'Logement réservé', en: 'Home with bookings' },
  detail: {
    fr: 'Ce logement a des réservations en attente ou confirmées : il ne peut pas être supprimé tant qu’elles durent.',
    en: 'This home has pending or confirmed bookings: it cannot be deleted while they last.',
  },
}) {}

export class TooManyImages extends defineError({
  code: 'property.too_many_images',
  status: 409,
  title: { fr: 'Trop d’images', en: 'Too many images' },
  detail: {
    fr: 'Un logement montre dix images au plus : il en a {count}, retirez-en avant d’en ajouter.',
    en: 'A home shows ten images at most: it has {count}, remove some before you add more.',
  },
}) {}

export class LastImage extends defineError({
  code: 'property.last_image',
  status: 409,
  title: { fr: 'Dernière image', en: 'Last image' },
  detail: {
    fr: 'Une annonce publiée garde au moins une image : ajoutez-en une autre, ou retirez d’abord l’annonce.',
    en: 'A published listing keeps at least one image: add another one, or withdraw the listing first.',
  },
}) {}

export class ImageOrderMismatch extends defineError({
  code: 'property.image_order_mismatch',
  status: 422,
  field: 'image_ids',
  title: { fr: 'Ordre des images non valable', en: 'Invalid order of images' },
  detail: {
    fr: 'Donnez l’identifiant de chaque image de ce logement, une fois chacun.',
    en: 'Give the id of each image of this home, each of them once.',
  },
}) {}

export class PriceNotExact extends defineError({
  code: 'property.price_not_exact',
  status: 422,
  title: { fr: 'Montant non valable', en: 'Invalid amount' },
  detail: { fr: 'Un montant en {currency} a {decimals} décimale(s) au plus.', en: 'An amount in {currency} has {decimals} decimal(s) at most.' },
}) {}

export class AvailabilityReversed extends defineError({
  code: 'property.availability_reversed',
  status: 422,
  field: 'available_to',
  title: { fr: 'Période non valable', en: 'Invalid period' },
  detail: { fr: 'available_to vient après available_from.', en: 'available_to comes after available_from.' },
}) {}

export class HalfAPoint extends defineError({
  code: 'property.half_a_point',
  status: 422,
  title: { fr: 'Coordonnées incomplètes', en: 'Incomplete coordinates' },
  detail: { fr: 'latitude et longitude vont ensemble.', en: 'latitude and longitude go together.' },
}) {}

export class UnknownAmenity extends defineError({
  code: 'property.unknown_amenity',
  status: 422,
  field: 'amenities',
  title: { fr: 'Équipement inconnu', en: 'Unknown amenity' },
  detail: { fr: 'Les codes possibles sont ceux de GET /amenities.', en: 'The codes are those of GET /amenities.' },
}) {}

export class BlockOverlapsBooking extends defineError({
  code: 'property.block_overlaps_booking',
  status: 409,
  title: { fr: 'Dates réservées', en: 'Booked dates' },
  detail: {
    fr: 'Une réservation en attente ou confirmée occupe une partie de ces dates.',
    en: 'A pending or confirmed booking holds some of these dates.',
  },
}) {}

export class BlockOverlapsBlock extends defineError({
  code: 'property.block_overlaps_block',
  status: 409,
  title: { fr: 'Dates déjà fermées', en: 'Dates closed already' },
  detail: { fr: 'Une partie de ces dates est déjà fermée.', en: 'Some of these dates are closed already.' },
}) {}

export class BlockImported extends defineError({
  code: 'property.block_imported',
  status: 409,
  title: { fr: 'Dates venues d’un autre calendrier', en: 'Dates from another calendar' },
  detail: {
    fr: 'Ces dates viennent du calendrier « {source} » : rouvrez-les là-bas, ou retirez ce calendrier.',
    en: 'These dates come from the calendar “{source}”: open them there, or remove that calendar.',
  },
}) {}

export class BlockInThePast extends defineError({
  code: 'property.block_in_the_past',
  status: 422,
  field: 'start_date',
  title: { fr: 'Date passée', en: 'Past date' },
  detail: { fr: 'Seules des dates à venir peuvent être fermées.', en: 'Only dates to come can be closed.' },
}) {}

export class DatesReversed extends defineError({
  code: 'property.dates_reversed',
  status: 422,
  title: { fr: 'Période non valable', en: 'Invalid period' },
  detail: { fr: 'La fin vient après le début.', en: 'The end comes after the start.' },
}) {}

export class PeriodTooLong extends defineError({
  code: 'property.period_too_long',
  status: 422,
  field: 'to',
  title: { fr: 'Période trop longue', en: 'Period too long' },
  detail: { fr: 'La période compte {days} jours au plus.', en: 'The period has {days} days at most.' },
}) {}

export class AmenityExists extends defineError({
  code: 'amenity.exists',
  status: 409,
  title: { fr: 'Code déjà pris', en: 'Code taken' },
  detail: { fr: 'Le catalogue a déjà un équipement de ce code.', en: 'The catalogue already has an amenity of this code.' },
}) {}

export class CatalogueFull extends defineError({
  code: 'amenity.catalogue_full',
  status: 409,
  title: { fr: 'Catalogue complet', en: 'Catalogue full' },
  detail: { fr: 'Le catalogue compte 63 équipements au plus.', en: 'The catalogue has 63 amenities at most.' },
}) {}

// What the service looks at under a lock, the database holds against everyone else.
explainConstraint('properties_amenities', () => new UnknownAmenity());
explainConstraint('properties_available', () => new AvailabilityReversed());
explainConstraint('property_blocks_free_of_bookings', () => new BlockOverlapsBooking());
explainConstraint('property_blocks_no_overlap', () => new BlockOverlapsBlock());
explainConstraint('property_images_at_most_ten', () => new TooManyImages({ count: 10 }));
explainConstraint('amenities_pkey', () => new AmenityExists());
