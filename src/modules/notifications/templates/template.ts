import type { Locale, Texts } from '../../../kernel/app-error.js';

/**
 * What one kind of message says. Texts are Handlebars: `{{name}}` is a value, `{{#if name}}…{{/if}}` what depends on it.
 * They hold no HTML: the same text makes the HTML paragraph and the line of its plain twin.
 */
export interface Template {
  readonly mail?: MailWords;
  /** The note in the application. */
  readonly note?: { readonly title: Texts; readonly content: Texts };
  /** At most 160 characters of GSM-7 with ordinary values. */
  readonly sms?: Texts;
}

export interface MailWords {
  readonly subject: Texts;
  /** Before the button. A paragraph that comes out empty is left out. */
  readonly paragraphs: Paragraphs;
  /** Facts at a glance, label and value; a row whose value comes out empty is left out. */
  readonly details?: readonly Detail[];
  readonly action?: { readonly label: Texts; /** Below APP_URL. */ readonly path: string };
  /** After the button. */
  readonly closing?: Paragraphs;
  /** Why this mail came: it is part of the account's security, the reader takes part in what happened, or runs the house. */
  readonly because: 'account' | 'booking' | 'payment' | 'service' | 'admin';
  /** The payment's receipt comes along, where there is one. */
  readonly attaches?: 'receipt';
}

export interface Detail {
  readonly label: Texts;
  readonly value: string;
}

export type Paragraphs = Readonly<Record<Locale, readonly string[]>>;

/** What texts are filled with: ready words, in the reader's language. Null reads as nothing. */
export type Values = Readonly<Record<string, string | null>>;
