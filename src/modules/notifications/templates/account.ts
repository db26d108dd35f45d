import { programTemplates } from './programs.js';
import type { Template } from './template.js';

/**
 * The account and its security. Mail may use `happened_at`; with a link also `token` and `expires_at`; an SMS with a
 * code `code` and `minutes`. Notes in the application have none of these; an identity check has its `reason`, or null.
 */
export const accountTemplates = {
  ...programTemplates,

  'account.welcome': {
    mail: {
      because: 'account',
      subject: {
        fr: 'Bienvenue sur LOKAHOME : confirmez votre adresse e-mail',
        en: 'Welcome to LOKAHOME: please confirm your e-mail address',
      },
      paragraphs: {
        fr: [
          'Merci de nous rejoindre ! Votre compte est créé.',
          'Il ne reste qu’une étape : confirmez votre adresse e-mail, pour que nous puissions vous tenir au courant de vos réservations et de vos paiements.',
        ],
        en: [
          'Thank you for joining us! Your account is ready.',
          'There is one step left: confirm your e-mail address, so that we can keep you posted about your bookings and payments.',
        ],
      },
      action: { label: { fr: 'Confirmer mon adresse', en: 'Confirm my address' }, path: '/verify-email?token={{token}}' },
      closing: {
        fr: [
          'Ce lien est valable jusqu’au {{expires_at}} et ne sert qu’une fois.',
          'Vous n’avez pas créé de compte LOKAHOME ? Ignorez ce message : quelqu’un s’est trompé d’adresse.',
        ],
        en: [
          'This link works once, until {{expires_at}}.',
          'You did not create a LOKAHOME account? Ignore this message: someone mistyped their address.',
        ],
      },
    },
  },

  'account.phone_code': {
    sms: {
      fr: 'LOKAHOME : votre code est {{code}}. Il expire dans {{minutes}} min. Ne le communiquez à personne.',
      en: 'LOKAHOME: your code is {{code}}. It expires in {{minutes}} min. Do not share it with anyone.',
    },
  },

  'account.password_reset': {
    mail: {
      because: 'account',
      subject: { fr: 'Choisissez un nouveau mot de passe', en: 'Choose a new password' },
      paragraphs: {
        fr: ['Vous avez demandé à changer le mot de passe de votre compte LOKAHOME. Choisissez-en un nouveau ici :'],
        en: ['You asked to change the password of your LOKAHOME account. Choose a new one here:'],
      },
      action: { label: { fr: 'Choisir un mot de passe', en: 'Choose a password' }, path: '/reset-password?token={{token}}' },
      closing: {
        fr: [
          'Ce lien est valable jusqu’au {{expires_at}} et ne sert qu’une fois.',
          'Vous n’avez rien demandé ? Ignorez ce message : votre mot de passe reste le même.',
        ],
        en: ['This link works once, until {{expires_at}}.', 'You did not ask for this? Ignore this message: your password stays as it is.'],
      },
    },
    note: {
      title: { fr: 'Nouveau mot de passe demandé', en: 'A new password was asked for' },
      content: {
        fr: 'Un lien pour choisir un nouveau mot de passe vous a été envoyé par e-mail. Si vous n’avez rien demandé, ignorez-le : votre mot de passe reste le même.',
        en: 'A link to choose a new password was sent to your e-mail address. If you did not ask for it, ignore it: your password stays as it is.',
      },
    },
  },

  'account.password_changed': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre mot de passe a été modifié', en: 'Your password was changed' },
      paragraphs: {
        fr: [
          'Le mot de passe de votre compte LOKAHOME a été modifié le {{happened_at}}. Par sécurité, vos autres appareils ont été déconnectés.',
          'Si c’était bien vous, vous n’avez rien à faire.',
        ],
        en: [
          'The password of your LOKAHOME account was changed on {{happened_at}}. To keep you safe, your other devices were signed out.',
          'If this was you, there is nothing to do.',
        ],
      },
      closing: {
        fr: ['Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe avec « Mot de passe oublié », puis écrivez-nous à support@lokahome.bj.'],
        en: ['If this was not you, choose a new password right away with “Forgot password”, then write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Mot de passe modifié', en: 'Password changed' },
      content: {
        fr: 'Votre mot de passe a été modifié et vos autres appareils ont été déconnectés. Si ce n’était pas vous, choisissez-en un nouveau sans attendre.',
        en: 'Your password was changed and your other devices were signed out. If this was not you, choose a new one without delay.',
      },
    },
  },

  'account.email_verification': {
    mail: {
      because: 'account',
      subject: { fr: 'Confirmez votre nouvelle adresse e-mail', en: 'Confirm your new e-mail address' },
      paragraphs: {
        fr: ['Cette adresse est désormais celle de votre compte LOKAHOME. Confirmez-la pour continuer à recevoir nos messages ici.'],
        en: ['This is now the address of your LOKAHOME account. Confirm it to keep getting our messages here.'],
      },
      action: { label: { fr: 'Confirmer mon adresse', en: 'Confirm my address' }, path: '/verify-email?token={{token}}' },
      closing: {
        fr: [
          'Ce lien est valable jusqu’au {{expires_at}} et ne sert qu’une fois.',
          'Vous n’avez pas de compte LOKAHOME ? Ignorez ce message : quelqu’un s’est trompé d’adresse.',
        ],
        en: ['This link works once, until {{expires_at}}.', 'You have no LOKAHOME account? Ignore this message: someone mistyped their address.'],
      },
    },
  },

  /** To the address before the change: the one place where its owner can still notice. */
  'account.email_changed': {
    mail: {
      because: 'account',
      subject: { fr: 'L’adresse e-mail de votre compte a été modifiée', en: 'The e-mail address of your account was changed' },
      paragraphs: {
        fr: [
          'L’adresse e-mail de votre compte LOKAHOME a été modifiée le {{happened_at}}. Nos messages partiront désormais vers la nouvelle.',
          'Si c’était bien vous, vous n’avez rien à faire.',
        ],
        en: [
          'The e-mail address of your LOKAHOME account was changed on {{happened_at}}. From now on our messages go to the new one.',
          'If this was you, there is nothing to do.',
        ],
      },
      closing: {
        fr: ['Si ce n’était pas vous, écrivez-nous sans attendre à support@lokahome.bj : nous protégerons votre compte.'],
        en: ['If this was not you, write to us right away at support@lokahome.bj: we will protect your account.'],
      },
    },
    note: {
      title: { fr: 'Adresse e-mail modifiée', en: 'E-mail address changed' },
      content: {
        fr: 'L’adresse e-mail de votre compte a été modifiée. Confirmez la nouvelle avec le lien que nous y avons envoyé.',
        en: 'The e-mail address of your account was changed. Confirm the new one with the link that we sent to it.',
      },
    },
  },

  'account.phone_changed': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre numéro de téléphone a été modifié', en: 'Your phone number was changed' },
      paragraphs: {
        fr: [
          'Le numéro de téléphone de votre compte LOKAHOME a été modifié le {{happened_at}}. Un code de confirmation a été envoyé au nouveau numéro.',
          'Si c’était bien vous, saisissez ce code dans l’application.',
        ],
        en: [
          'The phone number of your LOKAHOME account was changed on {{happened_at}}. A confirmation code was sent to the new number.',
          'If this was you, enter that code in the application.',
        ],
      },
      closing: {
        fr: ['Si ce n’était pas vous, changez votre mot de passe, puis écrivez-nous à support@lokahome.bj.'],
        en: ['If this was not you, change your password, then write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Numéro de téléphone modifié', en: 'Phone number changed' },
      content: {
        fr: 'Le numéro de téléphone de votre compte a été modifié. Confirmez le nouveau avec le code reçu par SMS.',
        en: 'The phone number of your account was changed. Confirm the new one with the code sent by SMS.',
      },
    },
  },

  'account.identity_approved': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre identité est vérifiée', en: 'Your identity is verified' },
      paragraphs: {
        fr: ['Nous avons vérifié vos documents : votre identité est confirmée.', 'Votre profil le montre désormais à ceux qui traitent avec vous.'],
        en: ['We have checked your documents: your identity is confirmed.', 'Your profile now shows it to those who deal with you.'],
      },
      action: { label: { fr: 'Voir mon profil', en: 'See my profile' }, path: '/profile' },
    },
    note: {
      title: { fr: 'Identité vérifiée', en: 'Identity verified' },
      content: {
        fr: 'Vos documents ont été vérifiés : votre profil montre désormais que votre identité est confirmée.',
        en: 'Your documents were checked: your profile now shows that your identity is confirmed.',
      },
    },
  },

  'account.identity_rejected': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre identité n’a pas pu être vérifiée', en: 'Your identity could not be verified' },
      paragraphs: {
        fr: ['Nous avons examiné vos documents et n’avons pas pu confirmer votre identité.'],
        en: ['We have looked at your documents and could not confirm your identity.'],
      },
      details: [{ label: { fr: 'Motif', en: 'Reason' }, value: '{{reason}}' }],
      action: { label: { fr: 'Envoyer d’autres documents', en: 'Send other documents' }, path: '/profile/identity' },
      closing: {
        fr: ['Des photos nettes, prises de face et en pleine lumière, suffisent le plus souvent.'],
        en: ['Sharp pictures, taken straight on and in good light, are most often all it takes.'],
      },
    },
    note: {
      title: { fr: 'Identité non vérifiée', en: 'Identity not verified' },
      content: {
        fr: 'Nous n’avons pas pu confirmer votre identité.{{#if reason}} Motif : {{reason}}{{/if}}',
        en: 'We could not confirm your identity.{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },

  'account.deactivated': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre compte a été désactivé', en: 'Your account was deactivated' },
      paragraphs: {
        fr: [
          'Notre équipe a désactivé votre compte LOKAHOME le {{happened_at}}. Vous avez été déconnecté de tous vos appareils et vous ne pouvez plus vous connecter.',
          'Vos réservations et vos paiements restent enregistrés.',
        ],
        en: [
          'Our team deactivated your LOKAHOME account on {{happened_at}}. You were signed out on all your devices and cannot sign in any more.',
          'Your bookings and payments stay on record.',
        ],
      },
      closing: {
        fr: ['Vous pensez que c’est une erreur ? Écrivez-nous à support@lokahome.bj.'],
        en: ['You think this is a mistake? Write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Compte désactivé', en: 'Account deactivated' },
      content: {
        fr: 'Notre équipe a désactivé votre compte. Si vous pensez que c’est une erreur, écrivez-nous à support@lokahome.bj.',
        en: 'Our team deactivated your account. If you think this is a mistake, write to us at support@lokahome.bj.',
      },
    },
  },

  /** To the owner; also with `title`, `reason` and `property_id`. */
  'account.listing_withdrawn': {
    mail: {
      because: 'account',
      subject: { fr: 'Votre annonce a été retirée : {{title}}', en: 'Your listing was taken off: {{title}}' },
      paragraphs: {
        fr: ['Notre équipe a retiré votre annonce « {{title}} » : elle n’apparaît plus dans les recherches. Les réservations déjà acceptées restent valables.'],
        en: ['Our team took your listing “{{title}}” off: it no longer shows in searches. Bookings that you have accepted stand.'],
      },
      details: [{ label: { fr: 'Motif', en: 'Reason' }, value: '{{reason}}' }],
      action: { label: { fr: 'Corriger l’annonce', en: 'Correct the listing' }, path: '/properties/{{property_id}}' },
      closing: {
        fr: ['Corrigez-la, puis publiez-la de nouveau. Une question ? Écrivez-nous à support@lokahome.bj.'],
        en: ['Correct it, then publish it again. A question? Write to us at support@lokahome.bj.'],
      },
    },
    note: {
      title: { fr: 'Annonce retirée', en: 'Listing taken off' },
      content: {
        fr: 'Notre équipe a retiré votre annonce « {{title}} ».{{#if reason}} Motif : {{reason}}{{/if}}',
        en: 'Our team took your listing “{{title}}” off.{{#if reason}} Reason: {{reason}}{{/if}}',
      },
    },
  },
} as const satisfies Record<string, Template>;
