import type { Locale, Texts } from '../../../kernel/app-error.js';
import type { ServiceFactsRow } from '../../services/index.js';
import type { Values } from '../templates/template.js';
import { oneLine } from './plain-words.js';

const URGENCIES: Readonly<Record<ServiceFactsRow['urgency'], Texts>> = {
  low: { fr: 'Peu urgent', en: 'Low' },
  normal: { fr: 'Normale', en: 'Normal' },
  high: { fr: 'Élevée', en: 'High' },
  urgent: { fr: 'Très urgent', en: 'Urgent' },
};

/** A job, and one of its quotes where it is about that, in ready words. */
export function serviceValues(job: ServiceFactsRow, locale: Locale): Values {
  const { estimated_duration: hours } = job;
  return {
    service_request_id: job.id,
    title: oneLine(job.title, 90),
    service: oneLine(job.service_name, 100),
    place: oneLine(job.city ?? '', 100) || null,
    urgency: URGENCIES[job.urgency][locale],
    requester_name: oneLine(job.requester_name, 80),
    provider_name: oneLine(job.provider_name ?? '', 80) || null,
    amount: job.amount === null ? null : job.amount.format(locale),
    duration: hours === null ? null : `${String(hours)}\u00a0${locale === 'fr' ? 'heure' : 'hour'}${hours > 1 ? 's' : ''}`,
    cancelled: job.status === 'cancelled' ? 'cancelled' : null,
  };
}
