import { accountTemplates } from './account.js';
import { bookingTemplates } from './bookings.js';
import { messageTemplates } from './messages.js';
import { paymentTemplates } from './payments.js';
import { rentTemplates } from './rent.js';
import { reviewTemplates } from './reviews.js';
import { serviceTemplates } from './services.js';
import type { Template } from './template.js';

const templates = {
  ...accountTemplates, ...bookingTemplates, ...paymentTemplates, ...rentTemplates,
  ...serviceTemplates,
  ...reviewTemplates,
  ...messageTemplates,
};

export type TemplateKey = keyof typeof templates;

/** Everything we say, by the key that a delivery keeps. */
export const TEMPLATES: Readonly<Record<TemplateKey, Template>> = templates;

/** The template of a stored delivery; undefined when it was one of a release that is gone. */
export function templateOf(key: string): Template | undefined {
  return Object.hasOwn(TEMPLATES, key) ? TEMPLATES[key as TemplateKey] : undefined;
}

/** Account messages reach deactivated people too: they are how one finds out. */
export function isAboutAccount(key: string): boolean {
  return Object.hasOwn(accountTemplates, key);
}

/** The type of the note that a stored delivery belongs to: `booking` of `booking.requested`. */
export function typeOf(key: string): string {
  return key.split('.', 1)[0] ?? key;
}
