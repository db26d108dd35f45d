import type { Detail, MailWords, Paragraphs, Template } from './template.js';

/*
 * Rent. Values: `title` (the home), `amount` (still owed), `due_date`, `when` ('dans 3 jours'), `late` ('3 jours'), `period_start`,
 * `period_end`, `position` ('2 sur 12', or null), `tenant_name`, `owner_name`, `booking_id`.
 */

const installment: readonly Detail[] = [
  { label: { fr: 'Logement', en: 'Home' }, value: '{{title}}' },
  { label: { fr: 'Période', en: 'Period' }, value: '{{period_start}} – {{period_end}}' },
  { label: { fr: 'Échéance', en: 'Instalment' }, value: '{{position}}' },
  { label: { fr: 'À payer le', en: 'Due on' }, value: '{{due_date}}' },
  { label: { fr: 'Montant', en: 'Amount' }, value: '{{amount}}' },
];

const pay: MailWords['action'] = { label: { fr: 'Payer mon loyer', en: 'Pay my rent' }, path: '/bookings/{{booking_id}}' };

const justPaid: Paragraphs = {
  fr: ['Vous venez de payer ? Merci, et ne tenez pas compte de ce message.'],
  en: ['You have just paid? Thank you, and please ignore this message.'],
};

export const rentTemplates = {
  /** To the tenant. */
  'rent.due_soon': {
    mail: {
      because: 'payment',
      subject: { fr: 'Loyer à payer {{when}} : {{title}}', en: 'Rent due {{when}}: {{title}}' },
      paragraphs: {
        fr: ['Petit rappel : votre loyer de {{amount}} est à payer {{when}}, le {{due_date}}.'],
        en: ['A little reminder: your rent of {{amount}} is due {{when}}, on {{due_date}}.'],
      },
      details: installment,
      action: pay,
      closing: justPaid,
    },
    note: {
      title: { fr: 'Loyer à payer {{when}}', en: 'Rent due {{when}}' },
      content: {
        fr: 'Votre loyer de {{amount}} pour « {{title}} » est à payer {{when}}, le {{due_date}}.',
        en: 'Your rent of {{amount}} for “{{title}}” is due {{when}}, on {{due_date}}.',
      },
    },
  },

  /** To the tenant. */
  'rent.due_today': {
    mail: {
      because: 'payment',
      subject: { fr: 'Loyer à payer aujourd’hui : {{title}}', en: 'Rent due today: {{title}}' },
      paragraphs: {
        fr: ['C’est aujourd’hui {{due_date}} que votre loyer de {{amount}} est à payer.'],
        en: ['Your rent of {{amount}} is due today, {{due_date}}.'],
      },
      details: installment,
      action: pay,
      closing: justPaid,
    },
    note: {
      title: { fr: 'Loyer à payer aujourd’hui', en: 'Rent due today' },
      content: {
        fr: 'Votre loyer de {{amount}} pour « {{title}} » est à payer aujourd’hui {{due_date}}.',
        en: 'Your rent of {{amount}} for “{{title}}” is due today, {{due_date}}.',
      },
    },
  },

  /** To the tenant. */
  'rent.late': {
    mail: {
      because: 'payment',
      subject: { fr: 'Loyer en retard : {{title}}', en: 'Rent overdue: {{title}}' },
      paragraphs: {
        fr: [
          'Votre loyer de {{amount}}, attendu le {{due_date}}, a {{late}} de retard. Merci de le payer dès que possible.',
          'Un souci ? Écrivez à {{owner_name}} dans l’application : en parler tôt arrange souvent les choses.',
        ],
        en: [
          'Your rent of {{amount}}, due on {{due_date}}, is {{late}} late. Please pay it as soon as you can.',
          'Any trouble? Write to {{owner_name}} in the application: talking early often helps.',
        ],
      },
      details: installment,
      action: pay,
      closing: justPaid,
    },
    note: {
      title: { fr: 'Loyer en retard', en: 'Rent overdue' },
      content: {
        fr: 'Votre loyer de {{amount}} pour « {{title}} », attendu le {{due_date}}, a {{late}} de retard. Merci de le payer dès que possible.',
        en: 'Your rent of {{amount}} for “{{title}}”, due on {{due_date}}, is {{late}} late. Please pay it as soon as you can.',
      },
    },
    sms: {
      fr: 'LOKAHOME : votre loyer de {{amount}} pour {{short_title}}, attendu le {{due_date}}, a {{late}} de retard. Merci de payer dans l’application.',
      en: 'LOKAHOME: your rent of {{amount}} for {{short_title}}, due on {{due_date}}, is {{late}} late. Please pay in the app.',
    },
  },

  /** To the landlord, on the first day late. */
  'rent.overdue': {
    mail: {
      because: 'payment',
      subject: { fr: 'Loyer non reçu : {{title}}', en: 'Rent not received: {{title}}' },
      paragraphs: {
        fr: ['Le loyer de {{tenant_name}}, {{amount}}, était attendu le {{due_date}} et n’est pas encore arrivé.', 'Nous le lui rappelons ; vous pouvez aussi lui écrire dans l’application.'],
        en: ['The rent of {{tenant_name}}, {{amount}}, was due on {{due_date}} and has not arrived yet.', 'We are sending reminders; you can also write to {{tenant_name}} in the application.'],
      },
      details: installment,
      action: { label: { fr: 'Voir l’échéancier', en: 'See the schedule' }, path: '/bookings/{{booking_id}}' },
    },
    note: {
      title: { fr: 'Loyer non reçu', en: 'Rent not received' },
      content: {
        fr: 'Le loyer de {{tenant_name}} pour « {{title}} », {{amount}}, était attendu le {{due_date}} et n’est pas encore arrivé.',
        en: 'The rent of {{tenant_name}} for “{{title}}”, {{amount}}, was due on {{due_date}} and has not arrived yet.',
      },
    },
  },
} as const satisfies Record<string, Template>;
