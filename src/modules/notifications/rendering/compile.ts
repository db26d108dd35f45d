import Handlebars from 'handlebars';
import type { Locale } from '../../../kernel/app-error.js';
import type { Values } from '../templates/template.js';

type Kind = 'html' | 'plain';

const compiled = new Map<string, HandlebarsTemplateDelegate<Values>>();

/** One text in one language, filled. Values are escaped in HTML. @throws Error when a value is not there. */
export function fillText(source: string, locale: Locale, kind: Kind, values: Values): string {
  const key = `${kind} ${locale} ${source}`;
  let template = compiled.get(key);
  if (!template) {
    const text = locale === 'fr' ? frenchBlanks(source) : source;
    template = Handlebars.compile<Values>(text, { strict: true, noEscape: kind === 'plain', knownHelpersOnly: true, knownHelpers: { if: true } });
    compiled.set(key, template);
  }
  return template(values).replace(/ {2,}/g, ' ').trim();
}

/** French keeps its double punctuation on the line of the word before: a no-break space, as Money writes amounts. */
function frenchBlanks(text: string): string {
  return text.replace(/ ([:;!?»])/g, '\u00a0$1').replace(/« /g, '«\u00a0');
}
