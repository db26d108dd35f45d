import { defineError } from '../../kernel/app-error.js';

export class ReceiverUnknown extends defineError({
  code: 'message.receiver_unknown',
  status: 404,
  title: { fr: 'Destinataire introuvable', en: 'Unknown receiver' },
  detail: { fr: 'Cette personne n’existe pas, ou n’est plus joignable ici.', en: 'There is no such person, or they can no longer be reached here.' },
  level: 'debug',
}) {}

export class MessageToOneself extends defineError({
  code: 'message.to_oneself',
  status: 422,
  field: 'receiver_id',
  title: { fr: 'Message à soi-même', en: 'Message to oneself' },
  detail: { fr: 'Choisissez une autre personne que vous.', en: 'Choose somebody other than yourself.' },
}) {}

export class MessageBlocked extends defineError({
  code: 'message.blocked',
  status: 403,
  title: { fr: 'Message non remis', en: 'Message not taken' },
  detail: {
    fr: 'Vous ne pouvez pas écrire à cette personne : l’un de vous deux a bloqué l’autre.',
    en: 'You cannot write to this person: one of you has blocked the other.',
  },
  level: 'info',
}) {}

/** What the message says it is about is not there, or not for both of them. */
export class MessageAboutNothing extends defineError({
  code: 'message.subject_unknown',
  status: 404,
  title: { fr: 'Sujet introuvable', en: 'Unknown subject' },
  detail: {
    fr: 'Le logement ou la demande dont parle le message n’existe pas, ou ne concerne aucun de vous deux.',
    en: 'The home or the request that the message is about does not exist, or is neither of yours.',
  },
  level: 'debug',
}) {}

export class BlockOneself extends defineError({
  code: 'block.oneself',
  status: 422,
  field: 'user_id',
  title: { fr: 'Blocage de soi-même', en: 'Blocking oneself' },
  detail: { fr: 'Choisissez une autre personne que vous.', en: 'Choose somebody other than yourself.' },
}) {}
