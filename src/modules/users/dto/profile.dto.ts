import { LOCALES, type Locale } from '../../../kernel/app-error.js';
import { EmailField, EnumField, PhoneField, StringField } from '../../../platform/http/fields.js';

/** What is given is changed. */
export class ProfileChange {
  @StringField({ optional: true, min: 1, max: 100, example: 'Afi' }) first_name?: string;
  @StringField({ optional: true, min: 1, max: 100, example: 'Adjovi' }) last_name?: string;
  @PhoneField({ optional: true, description: 'A new number is unproven: a code is sent to it.' }) phone?: string;
  @EmailField({ optional: true, description: 'A new address is unproven: a link is sent to it, and word to the old one.' }) email?: string;
  @EnumField(LOCALES, { optional: true, example: 'fr', description: 'The language of mails and messages.' }) locale?: Locale;
}
