import type { Detail, MailWords, Template } from './template.js';

/*
 * Money. Values: `title` (the home or the job), `what`, `method`, `amount`, `collected_amount`, `payer_name`, `payee_name`, `paid_on`,
 * `failure` and `review` (a sentence each), `receipt_number`, `refund_amount`, `refund_reason`, `payment_id`; what there is none of is
 * null. Mail that attaches a receipt has `receipt`, its file's name.
 */

const title: Detail = { label: { fr: 'Pour', en: 'For' }, value: '{{title}}' };
const what: Detail = { label: { fr: 'Objet', en: 'Purpose' }, value: '{{what}}' };
const method: Detail = { label: { fr: 'Moyen de paiement', en: 'Paid by' }, value: '{{method}}' };
const paidOn: Detail = { label: { fr: 'Date', en: 'Date' }, value: '{{paid_on}}' };
const amount: Detail = { label: { fr: 'Montant', en: 'Amount' }, value: '{{amount}}' };
const payer: Detail = { label: { fr: 'Payé par', en: 'Payer' }, value: '{{payer_name}}' };
const payee: Detail = { label: { fr: 'Destiné à', en: 'Payee' }, value: '{{payee_name}}' };
const refundAmount: Detail = { label: { fr: 'Remboursement', en: 'Refund' }, value: '{{refund_amount}}' };
const refundReason: Detail = { label: { fr: 'Motif', en: 'Reason' }, value: '{{refund_reason}}' };

const action: MailWords['action'] = { label: { fr: 'Voir le paiement', en: 'See the payment' }, path: '/payments/{{payment_id}}' };
const review: MailWords['action'] = { label: { fr: 'Examiner le paiement', en: 'Look into the payment' }, path: '/admin/payments/{{payment_id}}' };

export const paymentTemplates = {
  /** To the payer. */
  'payment.completed': {
    mail: {
      because: 'payment',
      attaches: 'receipt',
      subject: { fr: 'Paiement reçu : {{amount}} pour {{title}}', en: 'Payment received: {{amount}} for {{title}}' },
      paragraphs: {
        fr: [
          'Merci ! Votre paiement de {{amount}} est bien arrivé.',
          '{{#if receipt}}Votre reçu{{#if receipt_number}} n° {{receipt_number}}{{/if}} est joint à ce message ; gardez-le précieusement.{{/if}}',
        ],
        en: [
          'Thank you! Your payment of {{amount}} has arrived.',
          '{{#if receipt}}Your receipt{{#if receipt_number}} no. {{receipt_number}}{{/if}} is attached to this message; please keep it.{{/if}}',
        ],
      },
      details: [title, what, amount, method, paidOn],
      action,
    },
    note: {
      title: { fr: 'Paiement reçu', en: 'Payment received' },
      content: {
        fr: 'Merci ! Votre paiement de {{amount}} pour « {{title}} » est bien arrivé. Votre reçu vous attend dans l’application.',
        en: 'Thank you! Your payment of {{amount}} for “{{title}}” has arrived. Your receipt is in the application.',
      },
    },
  },

  /** To the payee. */
  'payment.completed_for_payee': {
    mail: {
      because: 'payment',
      subject: { fr: '{{payer_name}} a payé {{amount}} : {{title}}', en: '{{payer_name}} paid {{amount}}: {{title}}' },
      paragraphs: {
        fr: ['Bonne nouvelle : {{payer_name}} a payé {{amount}}.'],
        en: ['Good news: {{payer_name}} paid {{amount}}.'],
      },
      details: [title, what, amount, method, paidOn],
      action,
    },
    note: {
      title: { fr: 'Un paiement pour vous', en: 'A payment for you' },
      content: { fr: '{{payer_name}} a payé {{amount}} pour « {{title}} ».', en: '{{payer_name}} paid {{amount}} for “{{title}}”.' },
    },
  },

  /** To the payer. */
  'payment.failed': {
    mail: {
      because: 'payment',
      subject: { fr: 'Votre paiement n’a pas abouti : {{title}}', en: 'Your payment did not go through: {{title}}' },
      paragraphs: {
        fr: ['Votre paiement de {{amount}} n’a pas abouti. {{failure}}', 'Vous pouvez réessayer quand vous voulez, de la même façon ou par un autre moyen de paiement.'],
        en: ['Your payment of {{amount}} did not go through. {{failure}}', 'You can try again whenever you like, in the same way or another.'],
      },
      details: [title, what, amount, method],
      action,
    },
    note: {
      title: { fr: 'Paiement non abouti', en: 'Payment not completed' },
      content: {
        fr: 'Votre paiement de {{amount}} pour « {{title}} » n’a pas abouti. {{failure}} Vous pouvez réessayer quand vous voulez.',
        en: 'Your payment of {{amount}} for “{{title}}” did not go through. {{failure}} You can try again whenever you like.',
      },
    },
  },

  /** To the payer, once the money has gone back. */
  'payment.refunded': {
    mail: {
      because: 'payment',
      subject: { fr: 'Nous vous avons remboursé {{refund_amount}} : {{title}}', en: 'We have refunded you {{refund_amount}}: {{title}}' },
      paragraphs: {
        fr: ['Nous vous avons remboursé {{refund_amount}}. Selon votre opérateur ou votre banque, la somme peut mettre quelques jours à apparaître.'],
        en: ['We have refunded you {{refund_amount}}. Depending on your operator or your bank, it may take a few days to show.'],
      },
      details: [title, what, refundAmount, refundReason],
      action,
    },
    note: {
      title: { fr: 'Remboursement effectué', en: 'Refund made' },
      content: {
        fr: 'Nous vous avons remboursé {{refund_amount}} pour « {{title}} ».{{#if refund_reason}} Motif : {{refund_reason}}{{/if}}',
        en: 'We have refunded you {{refund_amount}} for “{{title}}”.{{#if refund_reason}} Reason: {{refund_reason}}{{/if}}',
      },
    },
  },

  /** To the payer. */
  'payment.arrived_late': {
    mail: {
      because: 'payment',
      subject: { fr: 'Votre paiement de {{amount}} vous sera remboursé : {{title}}', en: 'Your payment of {{amount}} will be refunded: {{title}}' },
      paragraphs: {
        fr: [
          'Votre paiement de {{amount}} est arrivé alors que plus rien n’était dû.',
          'Nous vous le remboursons en entier ; vous n’avez rien à faire, et nous vous écrirons dès que ce sera fait.',
        ],
        en: [
          'Your payment of {{amount}} arrived when nothing was owed any more.',
          'We are refunding all of it; there is nothing to do, and we will write to you as soon as it is done.',
        ],
      },
      details: [title, what, amount, method],
      action,
    },
    note: {
      title: { fr: 'Paiement arrivé trop tard', en: 'Payment arrived too late' },
      content: {
        fr: 'Votre paiement de {{amount}} pour « {{title}} » est arrivé alors que plus rien n’était dû. Nous vous le remboursons ; vous n’avez rien à faire.',
        en: 'Your payment of {{amount}} for “{{title}}” arrived when nothing was owed any more. We are refunding it; there is nothing to do.',
      },
    },
  },

  /** To the payee. */
  'payment.arrived_late_for_payee': {
    mail: {
      because: 'payment',
      subject: { fr: 'Un paiement arrivé trop tard : {{title}}', en: 'A payment that came too late: {{title}}' },
      paragraphs: {
        fr: ['{{payer_name}} a payé {{amount}} alors que plus rien n’était dû. La somme lui est remboursée ; vous n’avez rien à faire.'],
        en: ['{{payer_name}} paid {{amount}} when nothing was owed any more. It is being refunded; there is nothing to do.'],
      },
      details: [title, what, amount],
      action,
    },
    note: {
      title: { fr: 'Paiement arrivé trop tard', en: 'Payment arrived too late' },
      content: {
        fr: '{{payer_name}} a payé {{amount}} pour « {{title}} » alors que plus rien n’était dû. La somme lui est remboursée.',
        en: '{{payer_name}} paid {{amount}} for “{{title}}” when nothing was owed any more. It is being refunded.',
      },
    },
  },

  /** To the admins. */
  'payment.review_needed': {
    mail: {
      because: 'admin',
      subject: { fr: 'Paiement à examiner : {{amount}} pour {{title}}', en: 'Payment to look into: {{amount}} for {{title}}' },
      paragraphs: { fr: ['Un paiement attend votre décision. {{review}}'], en: ['A payment is waiting for your decision. {{review}}'] },
      details: [
        title, what, payer, payee,
        { label: { fr: 'Montant demandé', en: 'Amount asked for' }, value: '{{amount}}' },
        { label: { fr: 'Montant encaissé', en: 'Amount collected' }, value: '{{collected_amount}}' },
        method,
      ],
      action: review,
    },
    note: {
      title: { fr: 'Paiement à examiner', en: 'Payment to look into' },
      content: {
        fr: 'Le paiement de {{amount}} de {{payer_name}} pour « {{title}} » attend votre décision. {{review}}',
        en: 'The payment of {{amount}} by {{payer_name}} for “{{title}}” is waiting for your decision. {{review}}',
      },
    },
  },

  /** To the admins. */
  'payment.refund_failed': {
    mail: {
      because: 'admin',
      subject: { fr: 'Remboursement échoué : {{refund_amount}} à {{payer_name}}', en: 'Refund failed: {{refund_amount}} to {{payer_name}}' },
      paragraphs: {
        fr: ['Le remboursement de {{refund_amount}} à {{payer_name}} a échoué. La somme lui est toujours due.'],
        en: ['The refund of {{refund_amount}} to {{payer_name}} failed. The money is still owed.'],
      },
      details: [title, what, payer, payee, refundAmount, refundReason, method],
      action: review,
    },
    note: {
      title: { fr: 'Remboursement échoué', en: 'Refund failed' },
      content: {
        fr: 'Le remboursement de {{refund_amount}} à {{payer_name}} pour « {{title}} » a échoué. La somme lui est toujours due.',
        en: 'The refund of {{refund_amount}} to {{payer_name}} for “{{title}}” failed. The money is still owed.',
      },
    },
  },
} as const satisfies Record<string, Template>;
