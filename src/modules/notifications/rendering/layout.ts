import Handlebars from 'handlebars';
import type { Texts } from '../../../kernel/app-error.js';
import type { MailWords } from '../templates/template.js';

/** What a mail is made of once its texts are filled. */
export interface MailParts {
  readonly locale: 'fr' | 'en';
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly details: readonly { readonly label: string; readonly value: string }[];
  readonly action: { readonly label: string; readonly url: string } | null;
  readonly closing: readonly string[];
  readonly because: string;
}

export const GREETING: Readonly<Record<'named' | 'unnamed', Texts>> = {
  named: { fr: 'Bonjour {{first_name}},', en: 'Hello {{first_name}},' },
  unnamed: { fr: 'Bonjour,', en: 'Hello,' },
};

export const BECAUSE: Readonly<Record<MailWords['because'], Texts>> = {
  account: {
    fr: 'Vous recevez ce message parce qu’il concerne l’accès à votre compte LOKAHOME. Il est envoyé quels que soient vos choix de notification.',
    en: 'You get this message because it is about access to your LOKAHOME account. It is sent whatever your notification choices are.',
  },
  booking: {
    fr: 'Vous recevez ce message parce qu’il concerne une de vos réservations sur LOKAHOME. Vous choisissez vos notifications dans les réglages de votre compte.',
    en: 'You get this message because it is about one of your bookings on LOKAHOME. You choose your notifications in the settings of your account.',
  },
  payment: {
    fr: 'Vous recevez ce message parce qu’il concerne un de vos paiements ou de vos loyers sur LOKAHOME. Vous choisissez vos notifications dans les réglages de votre compte.',
    en: 'You get this message because it is about one of your payments or rents on LOKAHOME. You choose your notifications in the settings of your account.',
  },
  service: {
    fr: 'Vous recevez ce message parce qu’il concerne des travaux demandés sur LOKAHOME. Vous choisissez vos notifications dans les réglages de votre compte.',
    en: 'You get this message because it is about work asked for on LOKAHOME. You choose your notifications in the settings of your account.',
  },
  admin: {
    fr: 'Vous recevez ce message parce que vous administrez LOKAHOME. Vous choisissez vos notifications dans les réglages de votre compte.',
    en: 'You get this message because you run LOKAHOME. You choose your notifications in the settings of your account.',
  },
};

const SIGNED: Texts = { fr: 'L’équipe LOKAHOME', en: 'The LOKAHOME team' };
const LINK_HINT: Texts = {
  fr: 'Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur :',
  en: 'If the button does not work, copy this link into your browser:',
};

/** Paragraphs, labels and values come in escaped; everything else is escaped here. Tables, because mail readers know no better. */
const html = Handlebars.compile(
  `<!DOCTYPE html>
<html lang="{{locale}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{{{subject}}}</title>
</head>
<body style="margin:0;padding:0;background:#f4f1ec;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f1ec;">
<tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#222222;">
<tr><td style="padding:24px 24px 0;font-size:20px;font-weight:bold;letter-spacing:2px;color:#0b6b4f;">LOKAHOME</td></tr>
<tr><td style="padding:16px 24px 24px;">
<p style="margin:0 0 16px;">{{{greeting}}}</p>
{{#each paragraphs}}
<p style="margin:0 0 16px;">{{{this}}}</p>
{{/each}}
{{#if details}}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px;border-top:1px solid #e4ded4;">
{{#each details}}
<tr>
<td style="padding:8px 12px 8px 0;border-bottom:1px solid #e4ded4;color:#555555;vertical-align:top;white-space:nowrap;">{{{label}}}</td>
<td style="padding:8px 0;border-bottom:1px solid #e4ded4;text-align:right;font-weight:bold;">{{{value}}}</td>
</tr>
{{/each}}
</table>
{{/if}}
{{#if action}}
<p style="margin:24px 0;text-align:center;"><a href="{{action.url}}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#0b6b4f;color:#ffffff;font-weight:bold;text-decoration:none;">{{{action.label}}}</a></p>
{{/if}}
{{#each closing}}
<p style="margin:0 0 16px;">{{{this}}}</p>
{{/each}}
<p style="margin:0;">{{signed}}</p>
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:1.5;color:#666666;">
<tr><td style="padding:16px 24px;">
{{#if action}}<p style="margin:0 0 8px;">{{linkHint}}<br><span style="word-break:break-all;">{{action.url}}</span></p>{{/if}}
<p style="margin:0;">{{because}}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`,
  { strict: true },
);

export function htmlOf(parts: MailParts): string {
  return html({ ...parts, signed: SIGNED[parts.locale], linkHint: LINK_HINT[parts.locale] });
}

/** The plain twin: the same words, for readers and machines that show no HTML. */
export function textOf(parts: MailParts): string {
  const blocks = [
    'LOKAHOME',
    parts.greeting,
    ...parts.paragraphs,
    parts.details.map(({ label, value }) => `${label}${parts.locale === 'fr' ? '\u00a0' : ''}: ${value}`).join('\n'),
    parts.action ? `${parts.action.label}${parts.locale === 'fr' ? '\u00a0' : ''}:\n${parts.action.url}` : '',
    ...parts.closing,
    SIGNED[parts.locale],
    `--\n${parts.because}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
