import type { Locale, Texts } from '../../../kernel/app-error.js';
import type { MailWords, Paragraphs, Template, Values } from '../templates/template.js';
import { fillText } from './compile.js';
import { gsm7Length, toGsm7 } from './gsm7.js';
import { BECAUSE, GREETING, htmlOf, textOf, type MailParts } from './layout.js';
import { clip, greetingName, oneLine } from './plain-words.js';

const SUBJECT_LENGTH = 150;
const TITLE_LENGTH = 255;
const SMS_LENGTH = 160;

export interface Reader {
  readonly first_name: string;
  readonly locale: Locale;
}

export interface ComposedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail with its plain twin. `app_url` is where its button leads, without a slash at its end. */
export function composeMail(words: MailWords, values: Values, reader: Reader, app_url: string): ComposedMail {
  const plain = partsOf(words, values, reader, app_url, 'plain');
  return { subject: plain.subject, text: textOf(plain), html: htmlOf(partsOf(words, values, reader, app_url, 'html')) };
}

export function composeNote(note: NonNullable<Template['note']>, values: Values, locale: Locale): { title: string; content: string } {
  const say = (texts: Texts): string => fillText(texts[locale], locale, 'plain', values);
  return { title: clip(oneLine(say(note.title), TITLE_LENGTH), TITLE_LENGTH), content: say(note.content) };
}

/** One SMS, in GSM-7; where it would pass 160 characters, the home's title gives way. */
export function composeSms(texts: Texts, values: Values, locale: Locale): string {
  const say = (all: Values): string => toGsm7(fillText(texts[locale], locale, 'plain', all));
  const title = values['title'];
  if (title === undefined || title === null) return say(values);
  const full = toGsm7(title);
  const whole = say({ ...values, short_title: full });
  const excess = gsm7Length(whole) - SMS_LENGTH;
  if (excess <= 0) return whole;
  const room = Math.max(full.length - excess - 2, 10);
  return say({ ...values, short_title: clip(full, room) });
}

function partsOf(words: MailWords, values: Values, reader: Reader, app_url: string, kind: 'html' | 'plain'): MailParts {
  const { locale } = reader;
  const say = (source: string, with_: Values = values): string => fillText(source, locale, kind, with_);
  const all = (paragraphs: Paragraphs | undefined): string[] => (paragraphs?.[locale] ?? []).map((one) => say(one)).filter((one) => one !== '');
  const first_name = greetingName(reader.first_name);
  const subject = say(words.subject[locale]);
  return {
    locale,
    subject: kind === 'plain' ? oneLine(subject, SUBJECT_LENGTH) : subject,
    greeting: say(GREETING[first_name === '' ? 'unnamed' : 'named'][locale], { first_name }),
    paragraphs: all(words.paragraphs),
    details: (words.details ?? []).map(({ label, value }) => ({ label: label[locale], value: say(value) })).filter(({ value }) => value !== ''),
    // An address is no text: its values are encoded for a URL, and the layout escapes it for HTML.
    action: words.action ? { label: words.action.label[locale], url: app_url + fillText(words.action.path, 'en', 'plain', encoded(values)) } : null,
    closing: all(words.closing),
    because: BECAUSE[words.because][locale],
  };
}

function encoded(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? null : encodeURIComponent(value)]));
}
