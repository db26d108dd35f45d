import type { Detail, MailWords, Template } from './template.js';

/*
 * Work in homes. Values: `title` (what is asked for), `service` (of the catalogue), `place`, `urgency`, `requester_name`, `provider_name`,
 * `amount` (of the quote, or agreed), `duration` ('3 heures'), `cancelled` (not null where the request is called off),
 * `service_request_id`; what there is none of is null.
 */

const title: Detail = { label: { fr: 'Demande', en: 'Request' }, value: '{{title}}' };
const service: Detail = { label: { fr: 'Service', en: 'Service' }, value: '{{service}}' };
const place: Detail = { label: { fr: 'Ville', en: 'Town' }, value: '{{place}}' };
const urgency: Detail = { label: { fr: 'Urgence', en: 'Urgency' }, value: '{{urgency}}' };
const amount: Detail = { label: { fr: 'Montant', en: 'Amount' }, value: '{{amount}}' };
const duration: Detail = { label: { fr: 'Durée estimée', en: 'Estimated time' }, value: '{{duration}}' };
const provider: Detail = { label: { fr: 'Prestataire', en: 'Provider' }, value: '{{provider_name}}' };
const requester: Detail = { label: { fr: 'Client', en: 'Customer' }, value: '{{requester_name}}' };

const path = '/service-requests/{{service_request_id}}';
const see: MailWords['action'] = { label: { fr: 'Voir la demande', en: 'See the request' }, path };
const quote: MailWords['action'] = { label: { fr: 'Proposer un devis', en: 'Send a quote' }, path };
const compare: MailWords['action'] = { label: { fr: 'Voir les devis', en: 'See the quotes' }, path };
const confirm: MailWords['action'] = { label: { fr: 'Confirmer la fin des travaux', en: 'Confirm the work' }, path };

export const serviceTemplates = {
  /** To a provider whom it fits. */
  'service.matched': {
    mail: {
      because: 'service',
      subject: { fr: 'Une demande pour vous : {{title}}', en: 'A request for you: {{title}}' },
      paragraphs: {
        fr: ['{{requester_name}} cherche un prestataire, et cette demande correspond à vos services. Envoyez votre devis depuis l’application.'],
        en: ['{{requester_name}} is looking for a provider, and this request fits your services. Send your quote from the application.'],
      },
      details: [title, service, place, urgency],
      action: quote,
    },
    note: {
      title: { fr: 'Une demande pour vous', en: 'A request for you' },
      content: {
        fr: '{{service}}{{#if place}} à {{place}}{{/if}} : « {{title}} ». Proposez votre devis.',
        en: '{{service}}{{#if place}} in {{place}}{{/if}}: “{{title}}”. Send your quote.',
      },
    },
  },

  /** To who asked. */
  'service.quoted': {
    mail: {
      because: 'service',
      subject: { fr: 'Nouveau devis de {{amount}} : {{title}}', en: 'New quote of {{amount}}: {{title}}' },
      paragraphs: {
        fr: ['{{provider_name}} vous propose un devis de {{amount}}. Comparez, puis acceptez celui qui vous convient.'],
        en: ['{{provider_name}} offers to do it for {{amount}}. Compare, then accept the quote that suits you.'],
      },
      details: [title, provider, amount, duration],
      action: compare,
    },
    note: {
      title: { fr: 'Nouveau devis', en: 'New quote' },
      content: { fr: '{{provider_name}} vous propose {{amount}} pour « {{title}} ».', en: '{{provider_name}} offers {{amount}} for “{{title}}”.' },
    },
  },

  /** To the provider who quoted. */
  'service.quote_accepted': {
    mail: {
      because: 'service',
      subject: { fr: 'Votre devis est accepté : {{title}}', en: 'Your quote is accepted: {{title}}' },
      paragraphs: {
        fr: ['Bonne nouvelle : {{requester_name}} a accepté votre devis de {{amount}}. L’adresse se trouve dans la demande ; signalez-y le début des travaux.'],
        en: ['Good news: {{requester_name}} has accepted your quote of {{amount}}. The address is in the request; say there when you begin.'],
      },
      details: [title, requester, place, amount, duration],
      action: see,
    },
    note: {
      title: { fr: 'Devis accepté', en: 'Quote accepted' },
      content: { fr: '{{requester_name}} a accepté votre devis de {{amount}} pour « {{title}} ».', en: '{{requester_name}} has accepted your quote of {{amount}} for “{{title}}”.' },
    },
  },

  /** To the provider who quoted. */
  'service.quote_rejected': {
    mail: {
      because: 'service',
      subject: { fr: 'Votre devis n’a pas été retenu : {{title}}', en: 'Your quote was not chosen: {{title}}' },
      paragraphs: {
        fr: ['Votre devis de {{amount}} n’a pas été retenu.{{#if cancelled}} La demande a été annulée.{{/if}}', 'D’autres demandes vous attendent dans l’application.'],
        en: ['Your quote of {{amount}} was not chosen.{{#if cancelled}} The request was cancelled.{{/if}}', 'Other requests are waiting for you in the application.'],
      },
      details: [title, amount],
      action: see,
    },
    note: {
      title: { fr: 'Devis non retenu', en: 'Quote not chosen' },
      content: {
        fr: 'Votre devis de {{amount}} pour « {{title}} » n’a pas été retenu.{{#if cancelled}} La demande a été annulée.{{/if}}',
        en: 'Your quote of {{amount}} for “{{title}}” was not chosen.{{#if cancelled}} The request was cancelled.{{/if}}',
      },
    },
  },

  /** To who asked. */
  'service.started': {
    mail: {
      because: 'service',
      subject: { fr: 'Les travaux ont commencé : {{title}}', en: 'Work has begun: {{title}}' },
      paragraphs: { fr: ['{{provider_name}} a commencé les travaux.'], en: ['{{provider_name}} has begun the work.'] },
      details: [title, provider, amount],
      action: see,
    },
    note: {
      title: { fr: 'Travaux commencés', en: 'Work begun' },
      content: { fr: '{{provider_name}} a commencé les travaux : « {{title}} ».', en: '{{provider_name}} has begun the work: “{{title}}”.' },
    },
  },

  /** To who asked. */
  'service.done': {
    mail: {
      because: 'service',
      subject: { fr: 'Travaux terminés ? À vous de confirmer : {{title}}', en: 'Is the work done? Please confirm: {{title}}' },
      paragraphs: {
        fr: ['{{provider_name}} indique que les travaux sont terminés. Merci de le confirmer. Sans réponse de votre part, ils seront considérés comme terminés au bout de 72 heures.'],
        en: ['{{provider_name}} says that the work is done. Please confirm it. Without an answer it will count as done after 72 hours.'],
      },
      details: [title, provider, amount],
      action: confirm,
    },
    note: {
      title: { fr: 'Travaux terminés ?', en: 'Is the work done?' },
      content: {
        fr: '{{provider_name}} indique que « {{title}} » est terminé. Merci de confirmer ; sans réponse, ce sera fait au bout de 72 heures.',
        en: '{{provider_name}} says that “{{title}}” is done. Please confirm; without an answer that happens by itself after 72 hours.',
      },
    },
  },

  /** To the provider. */
  'service.completed': {
    mail: {
      because: 'service',
      subject: { fr: 'Travaux terminés : {{title}}', en: 'Work completed: {{title}}' },
      paragraphs: {
        fr: ['La fin des travaux est confirmée. Merci pour votre travail chez {{requester_name}} !'],
        en: ['The work is confirmed as completed. Thank you for what you did for {{requester_name}}!'],
      },
      details: [title, requester, amount],
      action: see,
    },
    note: {
      title: { fr: 'Travaux terminés', en: 'Work completed' },
      content: { fr: 'La fin des travaux « {{title}} » est confirmée. Merci !', en: 'The work “{{title}}” is confirmed as completed. Thank you!' },
    },
  },

  /** To who asked, when the clock has confirmed in their place. */
  'service.completed_by_clock': {
    mail: {
      because: 'service',
      subject: { fr: 'Travaux terminés : {{title}}', en: 'Work completed: {{title}}' },
      paragraphs: {
        fr: ['{{provider_name}} a indiqué la fin des travaux il y a 72 heures : ils sont maintenant considérés comme terminés. Votre avis aidera les autres à choisir.'],
        en: ['{{provider_name}} said 72 hours ago that the work was done: it now counts as completed. Your review will help others to choose.'],
      },
      details: [title, provider, amount],
      action: see,
    },
    note: {
      title: { fr: 'Travaux terminés', en: 'Work completed' },
      content: {
        fr: '« {{title}} » est maintenant considéré comme terminé, 72 heures après l’annonce de {{provider_name}}.',
        en: '“{{title}}” now counts as completed, 72 hours after {{provider_name}} said so.',
      },
    },
  },

  /** To the provider who was chosen. */
  'service.cancelled': {
    mail: {
      because: 'service',
      subject: { fr: 'Demande annulée : {{title}}', en: 'Request cancelled: {{title}}' },
      paragraphs: {
        fr: ['La demande de {{requester_name}} est annulée : vous n’avez plus à intervenir.'],
        en: ['The request of {{requester_name}} is cancelled: there is nothing left for you to do.'],
      },
      details: [title, requester, place],
      action: see,
    },
    note: {
      title: { fr: 'Demande annulée', en: 'Request cancelled' },
      content: {
        fr: 'La demande « {{title}} » de {{requester_name}} est annulée : vous n’avez plus à intervenir.',
        en: 'The request “{{title}}” of {{requester_name}} is cancelled: there is nothing left for you to do.',
      },
    },
  },

  /** To who asked, when the house has called it off. */
  'service.cancelled_by_house': {
    mail: {
      because: 'service',
      subject: { fr: 'Votre demande est annulée : {{title}}', en: 'Your request is cancelled: {{title}}' },
      paragraphs: {
        fr: ['L’équipe LOKAHOME a annulé votre demande. Ce que vous avez éventuellement payé vous est remboursé en entier.'],
        en: ['The LOKAHOME team has cancelled your request. Whatever you have paid is being refunded in full.'],
      },
      details: [title, service],
      action: see,
    },
    note: {
      title: { fr: 'Demande annulée', en: 'Request cancelled' },
      content: { fr: 'L’équipe LOKAHOME a annulé votre demande « {{title}} ».', en: 'The LOKAHOME team has cancelled your request “{{title}}”.' },
    },
  },
} as const satisfies Record<string, Template>;
