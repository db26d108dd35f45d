import type { Detail, MailWords, Template } from './template.js';

/*
 * Stays. Values: `title` (the home), `place`, `address`, `start_date`, `end_date`, `nights`, `total_amount`,
 * `deposit_amount`, `refund_amount`, `reason`, `message`, `tenant_name`, `owner_name`, `answer_before`, `booking_id`;
 * what there is none of is null.
 */

const stay: readonly Detail[] = [
  { label: { fr: 'Logement', en: 'Home' }, value: '{{title}}' },
  { label: { fr: 'Lieu', en: 'Place' }, value: '{{place}}' },
  { label: { fr: 'Arrivée', en: 'Arrival' }, value: '{{start_date}}' },
  { label: { fr: 'Départ', en: 'Departure' }, value: '{{end_date}}' },
  { label: { fr: 'Durée', en: 'Length' }, value: '{{nights}}' },
];
const price: readonly Detail[] = [
  { label: { fr: 'Montant', en: 'Amount' }, value: '{{total_amount}}' },
  { label: { fr: 'Caution', en: 'Deposit' }, value: '{{deposit_amount}}' },
];
const reason: Detail = { label: { fr: 'Motif', en: 'Reason' }, value: '{{reason}}' };
const refund: Detail = { label: { fr: 'Remboursement', en: 'Refund' }, value: '{{refund_amount}}' };

const action: MailWords['action'] = { label: { fr: 'Voir la réservation', en: 'See the booking' }, path: '/bookings/{{booking_id}}' };

const findAnother = {
  fr: '{{#if refund_amount}}{{refund_amount}} vous seront remboursés ; vous n’avez rien à faire.{{/if}}',
  en: '{{#if refund_amount}}You will get {{refund_amount}} back; there is nothing to do.{{/if}}',
};

export const bookingTemplates = {
  /** To the owner. */
  'booking.requested': {
    mail: {
      because: 'booking',
      subject: { fr: 'Nouvelle demande de réservation : {{title}}', en: 'New booking request: {{title}}' },
      paragraphs: {
        fr: ['Bonne nouvelle : {{tenant_name}} souhaite réserver votre logement.'],
        en: ['Good news: {{tenant_name}} would like to book your home.'],
      },
      details: [...stay, ...price, { label: { fr: 'Message', en: 'Message' }, value: '{{message}}' }],
      action: { label: { fr: 'Répondre à la demande', en: 'Answer the request' }, path: '/bookings/{{booking_id}}' },
      closing: {
        fr: ['{{#if answer_before}}Répondez avant le {{answer_before}} : passé ce délai, la demande expire et les dates redeviennent libres.{{/if}}'],
        en: ['{{#if answer_before}}Please answer before {{answer_before}}: after that the request expires and the dates are free again.{{/if}}'],
      },
    },
    note: {
      title: { fr: 'Nouvelle demande de réservation', en: 'New booking request' },
      content: {
        fr: '{{tenant_name}} souhaite réserver « {{title}} » du {{start_date}} au {{end_date}}, pour {{total_amount}}.{{#if answer_before}} Répondez avant le {{answer_before}}.{{/if}}',
        en: '{{tenant_name}} would like to book “{{title}}” from {{start_date}} to {{end_date}}, for {{total_amount}}.{{#if answer_before}} Please answer before {{answer_before}}.{{/if}}',
      },
    },
  },

  /** To the tenant. */
  'booking.confirmed': {
    mail: {
      because: 'booking',
      subject: { fr: 'Réservation confirmée : {{title}}', en: 'Booking confirmed: {{title}}' },
      paragraphs: {
        fr: ['C’est confirmé : {{owner_name}} vous attend le {{start_date}}. Voici votre réservation :'],
        en: ['It is confirmed: {{owner_name}} is expecting you on {{start_date}}. Here is your booking:'],
      },
      details: [...stay, { label: { fr: 'Adresse', en: 'Address' }, value: '{{address}}' }, ...price],
      action,
      closing: {
        fr: ['Vous trouverez dans l’application votre échéancier et votre contrat, et vous pouvez y écrire à {{owner_name}}. À très bientôt !'],
        en: ['In the application you will find your payment schedule and your contract, and you can write to {{owner_name}}. See you soon!'],
      },
    },
    note: {
      title: { fr: 'Réservation confirmée', en: 'Booking confirmed' },
      content: {
        fr: 'Votre réservation de « {{title}} » du {{start_date}} au {{end_date}} est confirmée, pour {{total_amount}}.',
        en: 'Your booking of “{{title}}” from {{start_date}} to {{end_date}} is confirmed, for {{total_amount}}.',
      },
    },
    sms: {
      fr: 'LOKAHOME : réservation confirmée, {{short_title}}, du {{start_date}} au {{end_date}}. Montant : {{total_amount}}. Détails dans l’application.',
      en: 'LOKAHOME: booking confirmed, {{short_title}}, from {{start_date}} to {{end_date}}. Amount: {{total_amount}}. Details in the app.',
    },
  },

  /** To the tenant. */
  'booking.rejected': {
    mail: {
      because: 'booking',
      subject: { fr: 'Demande de réservation refusée : {{title}}', en: 'Booking request declined: {{title}}' },
      paragraphs: {
        fr: ['{{owner_name}} n’a malheureusement pas pu accepter votre demande.', findAnother.fr],
        en: ['Unfortunately {{owner_name}} could not accept your request.', findAnother.en],
      },
      details: [...stay, reason],
      action: { label: { fr: 'Trouver un autre logement', en: 'Find another home' }, path: '/properties' },
      closing: { fr: ['D’autres logements vous attendent sur LOKAHOME.'], en: ['Other homes are waiting for you on LOKAHOME.'] },
    },
    note: {
      title: { fr: 'Demande refusée', en: 'Request declined' },
      content: {
        fr: '{{owner_name}} n’a pas pu accepter votre demande pour « {{title}} », du {{start_date}} au {{end_date}}.{{#if reason}} Motif : {{reason}}{{/if}}',
        en: '{{owner_name}} could not accept your request for “{{title}}”, from {{start_date}} to {{end_date}}.{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },

  /** To the owner. */
  'booking.cancelled_by_tenant': {
    mail: {
      because: 'booking',
      subject: { fr: 'Réservation annulée : {{title}}', en: 'Booking cancelled: {{title}}' },
      paragraphs: {
        fr: ['{{tenant_name}} a annulé sa réservation. Les dates sont de nouveau libres.'],
        en: ['{{tenant_name}} cancelled their booking. The dates are free again.'],
      },
      details: [...stay, reason],
      action,
    },
    note: {
      title: { fr: 'Réservation annulée', en: 'Booking cancelled' },
      content: {
        fr: '{{tenant_name}} a annulé sa réservation de « {{title}} » du {{start_date}} au {{end_date}}. Les dates sont de nouveau libres.{{#if reason}} Motif : {{reason}}{{/if}}',
        en: '{{tenant_name}} cancelled their booking of “{{title}}” from {{start_date}} to {{end_date}}. The dates are free again.{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },

  /** To the tenant. */
  'booking.cancelled_by_owner': {
    mail: {
      because: 'booking',
      subject: { fr: 'Votre réservation a été annulée : {{title}}', en: 'Your booking was cancelled: {{title}}' },
      paragraphs: {
        fr: ['{{owner_name}} a dû annuler votre réservation. Nous en sommes désolés.', findAnother.fr],
        en: ['{{owner_name}} had to cancel your booking. We are sorry about that.', findAnother.en],
      },
      details: [...stay, reason, refund],
      action,
      closing: { fr: ['D’autres logements vous attendent sur LOKAHOME.'], en: ['Other homes are waiting for you on LOKAHOME.'] },
    },
    note: {
      title: { fr: 'Réservation annulée', en: 'Booking cancelled' },
      content: {
        fr: '{{owner_name}} a annulé votre réservation de « {{title}} » du {{start_date}} au {{end_date}}.{{#if refund_amount}} Remboursement : {{refund_amount}}.{{/if}}{{#if reason}} Motif : {{reason}}{{/if}}',
        en: '{{owner_name}} cancelled your booking of “{{title}}” from {{start_date}} to {{end_date}}.{{#if refund_amount}} Refund: {{refund_amount}}.{{/if}}{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },

  /** To the tenant, when neither side did it. */
  'booking.cancelled_by_house': {
    mail: {
      because: 'booking',
      subject: { fr: 'Votre réservation a été annulée : {{title}}', en: 'Your booking was cancelled: {{title}}' },
      paragraphs: {
        fr: ['L’équipe LOKAHOME a dû annuler votre réservation. Nous en sommes désolés.', findAnother.fr],
        en: ['The LOKAHOME team had to cancel your booking. We are sorry about that.', findAnother.en],
      },
      details: [...stay, reason, refund],
      action,
      closing: {
        fr: ['Une question ? Écrivez-nous à support@lokahome.bj.'],
        en: ['Any question? Write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Réservation annulée', en: 'Booking cancelled' },
      content: {
        fr: 'L’équipe LOKAHOME a annulé votre réservation de « {{title}} » du {{start_date}} au {{end_date}}.{{#if refund_amount}} Remboursement : {{refund_amount}}.{{/if}}{{#if reason}} Motif : {{reason}}{{/if}}',
        en: 'The LOKAHOME team cancelled your booking of “{{title}}” from {{start_date}} to {{end_date}}.{{#if refund_amount}} Refund: {{refund_amount}}.{{/if}}{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },

  /** To the owner, when neither side did it. */
  'booking.cancelled_by_house_for_owner': {
    mail: {
      because: 'booking',
      subject: { fr: 'Réservation annulée : {{title}}', en: 'Booking cancelled: {{title}}' },
      paragraphs: {
        fr: ['L’équipe LOKAHOME a dû annuler la réservation de {{tenant_name}}. Les dates sont de nouveau libres.'],
        en: ['The LOKAHOME team had to cancel the booking of {{tenant_name}}. The dates are free again.'],
      },
      details: [...stay, reason],
      action,
      closing: {
        fr: ['Une question ? Écrivez-nous à support@lokahome.bj.'],
        en: ['Any question? Write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Réservation annulée', en: 'Booking cancelled' },
      content: {
        fr: 'L’équipe LOKAHOME a annulé la réservation de {{tenant_name}} pour « {{title}} » du {{start_date}} au {{end_date}}. Les dates sont de nouveau libres.{{#if reason}} Motif : {{reason}}{{/if}}',
        en: 'The LOKAHOME team cancelled the booking of {{tenant_name}} for “{{title}}” from {{start_date}} to {{end_date}}. The dates are free again.{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },

  /** To the tenant. */
  'booking.expired': {
    mail: {
      because: 'booking',
      subject: { fr: 'Votre demande de réservation a expiré : {{title}}', en: 'Your booking request has expired: {{title}}' },
      paragraphs: {
        fr: ['{{owner_name}} n’a pas répondu à temps à votre demande : elle a expiré, et les dates ne vous sont plus réservées.', findAnother.fr],
        en: ['{{owner_name}} did not answer your request in time: it has expired, and the dates are no longer held for you.', findAnother.en],
      },
      details: stay,
      action: { label: { fr: 'Trouver un autre logement', en: 'Find another home' }, path: '/properties' },
    },
    note: {
      title: { fr: 'Demande expirée', en: 'Request expired' },
      content: {
        fr: 'Votre demande pour « {{title}} », du {{start_date}} au {{end_date}}, est restée sans réponse et a expiré.',
        en: 'Your request for “{{title}}”, from {{start_date}} to {{end_date}}, was not answered in time and has expired.',
      },
    },
  },

  /** To the owner. */
  'booking.expired_for_owner': {
    mail: {
      because: 'booking',
      subject: { fr: 'Une demande de réservation a expiré : {{title}}', en: 'A booking request has expired: {{title}}' },
      paragraphs: {
        fr: [
          'La demande de {{tenant_name}} a expiré faute de réponse, et les dates sont de nouveau libres.',
          'Répondre vite, même pour refuser, donne confiance aux locataires.',
        ],
        en: [
          'The request of {{tenant_name}} expired without an answer, and the dates are free again.',
          'Answering quickly, even to decline, gives tenants confidence.',
        ],
      },
      details: stay,
      action,
    },
    note: {
      title: { fr: 'Demande expirée', en: 'Request expired' },
      content: {
        fr: 'La demande de {{tenant_name}} pour « {{title}} », du {{start_date}} au {{end_date}}, a expiré faute de réponse. Les dates sont de nouveau libres.',
        en: 'The request of {{tenant_name}} for “{{title}}”, from {{start_date}} to {{end_date}}, expired without an answer. The dates are free again.',
      },
    },
  },

  /** To the owner. */
  'booking.calendar_conflict': {
    note: {
      title: { fr: 'Dates prises sur deux sites', en: 'Dates taken on two sites' },
      content: {
        fr: 'Un calendrier que vous importez annonce « {{title}} » comme occupé pendant la réservation de {{tenant_name}}, du {{start_date}} au {{end_date}}. Cette réservation reste en place : vérifiez l’autre site.',
        en: 'A calendar that you bring in says that “{{title}}” is taken during the booking of {{tenant_name}}, from {{start_date}} to {{end_date}}. That booking stands: check the other site.',
      },
    },
  },
} as const satisfies Record<string, Template>;
