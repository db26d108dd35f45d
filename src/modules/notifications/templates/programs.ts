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
} as const satisfies Record<string, Template>;
