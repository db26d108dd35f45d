import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class EmailTaken extends defineError({
  code: 'auth.email_taken',
  status: 409,
  title: { fr: 'Adresse e-mail déjà prise', en: 'E-mail address taken' },
  detail: {
    fr: 'Un compte existe déjà pour cette adresse e-mail : connectez-vous, ou choisissez-en une autre.',
    en: 'There is an account for this e-mail address: sign in, or choose another one.',
  },
  level: 'info',
}) {}

export class PhoneTaken extends defineError({
  code: 'auth.phone_taken',
  status: 409,
  title: { fr: 'Téléphone déjà pris', en: 'Phone number taken' },
  detail: {
    fr: 'Un compte existe déjà pour ce numéro de téléphone : connectez-vous, ou choisissez-en un autre.',
    en: 'There is an account for this phone number: sign in, or choose another one.',
  },
  level: 'info',
}) {}

export class OpenWork extends defineError({
  code: 'user.open_work',
  status: 409,
  title: { fr: 'Travaux en cours', en: 'Work under way' },
  detail: {
    fr: 'Des travaux sont convenus ou en cours : terminez-les ou annulez-les, puis supprimez le compte.',
    en: 'There is work that is agreed on or under way: finish or cancel it, then delete the account.',
  },
  level: 'info',
}) {}

export class OpenBookings extends defineError({
  code: 'user.open_bookings',
  status: 409,
  title: { fr: 'Réservations en cours', en: 'Open bookings' },
  detail: {
    fr: 'Des réservations sont en attente ou confirmées : terminez-les ou annulez-les, puis supprimez le compte.',
    en: 'There are pending or confirmed bookings: finish or cancel them, then delete the account.',
  },
  level: 'info',
}) {}

export class LastAdmin extends defineError({
  code: 'user.last_admin',
  status: 409,
  title: { fr: 'Dernier administrateur', en: 'Last admin' },
  detail: {
    fr: 'C’est le dernier compte administrateur actif : créez-en un autre d’abord.',
    en: 'This is the last active admin account: create another one first.',
  },
  level: 'info',
}) {}

export class OwnAccount extends defineError({
  code: 'user.own_account',
  status: 409,
  title: { fr: 'C’est votre compte', en: 'Your own account' },
  detail: {
    fr: 'Nul ne se désactive ni ne change son propre rôle : demandez-le à un autre administrateur.',
    en: 'Nobody deactivates themselves or changes their own role: ask another admin.',
  },
  level: 'info',
}) {}

export class TooManyAddresses extends defineError({
  code: 'user.too_many_addresses',
  status: 409,
  title: { fr: 'Trop d’adresses', en: 'Too many addresses' },
  detail: {
    fr: 'Un compte garde au plus {max} adresses : supprimez-en une d’abord.',
    en: 'An account keeps at most {max} addresses: delete one first.',
  },
  level: 'debug',
}) {}

export class HalfAPoint extends defineError({
  code: 'address.half_a_point',
  status: 422,
  field: 'longitude',
  title: { fr: 'Coordonnées incomplètes', en: 'Incomplete coordinates' },
  detail: {
    fr: 'latitude et longitude vont ensemble : donnez les deux, ou aucune.',
    en: 'latitude and longitude go together: give both or neither.',
  },
  level: 'debug',
}) {}

explainConstraint('users_email_key', () => new EmailTaken());
explainConstraint('users_phone_key', () => new PhoneTaken());
explainConstraint('user_addresses_point', () => new HalfAPoint());
