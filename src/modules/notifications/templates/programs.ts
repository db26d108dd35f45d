import type { Template } from './template.js';

/** What an account's programs may do, and what became of them; part of the account's security. Mail may use `happened_at`. */
export const programTemplates = {
  'account.api_key_created': {
    mail: {
      because: 'account',
      subject: { fr: 'Une clé d’API a été créée', en: 'An API key was created' },
      paragraphs: {
        fr: [
          'Une clé d’API a été créée pour votre compte LOKAHOME le {{happened_at}}. Un programme qui l’a peut agir à votre place, dans les limites que vous lui avez données.',
          'Si c’était bien vous, vous n’avez rien à faire.',
        ],
        en: [
          'An API key was created for your LOKAHOME account on {{happened_at}}. A program that has it may act in your place, within the limits that you gave it.',
          'If this was you, there is nothing to do.',
        ],
      },
      closing: {
        fr: ['Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe avec « Mot de passe oublié » : toutes vos clés sont alors supprimées. Puis écrivez-nous à support@lokahome.bj.'],
        en: ['If this was not you, choose a new password right away with “Forgot password”: all your keys end with it. Then write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Clé d’API créée', en: 'API key created' },
      content: {
        fr: 'Une clé d’API a été créée pour votre compte. Si ce n’était pas vous, choisissez un nouveau mot de passe avec « Mot de passe oublié » : toutes vos clés sont alors supprimées.',
        en: 'An API key was created for your account. If this was not you, choose a new password with “Forgot password”: all your keys end with it.',
      },
    },
  },

  /** Also with `host`, and `gone` where it answered 410. */
  'account.webhook_disabled': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre webhook vers {{host}} a été désactivé', en: 'Your webhook to {{host}} was switched off' },
      paragraphs: {
        fr: [
          '{{#if gone}}{{host}} nous a répondu que cette adresse n’existe plus (410).{{else}}Depuis trois jours, aucun de nos envois vers {{host}} n’aboutit.{{/if}} Nous avons désactivé ce webhook : ses programmes ne sont plus avertis de vos réservations et de vos paiements.',
          'Ce qui attendait est gardé trente jours et part dès que vous l’activez de nouveau.',
        ],
        en: [
          '{{#if gone}}{{host}} answered that this address is gone (410).{{else}}For three days none of our messages to {{host}} has got through.{{/if}} We switched this webhook off: its programs are no longer told of your bookings and payments.',
          'What was waiting is kept for thirty days and leaves as soon as you switch it on again.',
        ],
      },
      closing: {
        fr: ['Le journal de ses envois dit ce qui n’allait pas. Une question ? Écrivez-nous à support@lokahome.bj.'],
        en: ['The log of its deliveries says what was wrong. A question? Write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Webhook désactivé', en: 'Webhook switched off' },
      content: {
        fr: '{{#if gone}}{{host}} nous a répondu que cette adresse n’existe plus.{{else}}Depuis trois jours, aucun envoi vers {{host}} n’aboutit.{{/if}} Le webhook est désactivé ; activez-le de nouveau quand tout est réparé.',
        en: '{{#if gone}}{{host}} answered that this address is gone.{{else}}For three days nothing has got through to {{host}}.{{/if}} The webhook is off; switch it on again once all is repaired.',
      },
    },
  },
} as const satisfies Record<string, Template>;
