import type { Locale } from '../../../kernel/app-error.js';
import type { ReviewFactsRow } from '../../reviews/index.js';
import type { Values } from '../templates/template.js';
import { oneLine } from './plain-words.js';

/** A review in ready words. */
export function reviewValues(review: ReviewFactsRow, locale: Locale): Values {
  return {
    reviewer_name: oneLine(review.reviewer_name, 80),
    stars: `${String(review.rating)}${locale === 'fr' ? ' sur ' : ' of '}5`,
    title: review.title === null ? null : oneLine(review.title, 90),
    comment: oneLine(review.comment ?? '', 200) || null,
  };
}
