import type { Locale, Texts } from '../../../kernel/app-error.js';
import { formatDate, todayIn } from '../../../kernel/calendar-date.js';
import type { PaymentFactsRow, RefundFactsRow } from '../../payments/index.js';
import type { Values } from '../templates/template.js';
import { oneLine } from './plain-words.js';

const WHAT: Readonly<Record<PaymentFactsRow['payment_type'], Texts>> = {
  rent: { fr: 'Loyer', en: 'Rent' },
  deposit: { fr: 'Caution', en: 'Deposit' },
  service: { fr: 'Prestation', en: 'Service' },
};

const METHODS: Readonly<Record<PaymentFactsRow['payment_method'], Texts>> = {
  fedapay: { fr: 'FedaPay', en: 'FedaPay' },
  mtn_momo: { fr: 'MTN Mobile Money', en: 'MTN Mobile Money' },
  moov_money: { fr: 'Moov Money', en: 'Moov Money' },
  card: { fr: 'Carte bancaire', en: 'Card' },
};

const NOT_PROCESSED: Texts = { fr: 'Le service de paiement n’a pas pu le traiter.', en: 'The payment service could not process it.' };

/** What the payer can do something about; the rest is the payment service's. */
const FAILURES: Readonly<Record<string, Texts>> = {
  declined: { fr: 'Votre opérateur ou votre banque l’a refusé.', en: 'Your operator or your bank declined it.' },
  insufficient_funds: { fr: 'Le solde de votre compte était insuffisant.', en: 'There was not enough money in your account.' },
  limit_reached: { fr: 'Le plafond de votre compte était atteint.', en: 'The limit of your account had been reached.' },
  payer_not_found: { fr: 'Ce numéro n’a pas de compte Mobile Money.', en: 'This number has no Mobile Money account.' },
  expired: { fr: 'Il n’a pas été confirmé à temps.', en: 'It was not confirmed in time.' },
  cancelled: { fr: 'Il a été annulé avant d’être confirmé.', en: 'It was cancelled before it was confirmed.' },
};

const UNCLEAR: Texts = { fr: 'On ne sait pas ce qu’il est devenu.', en: 'It is not clear what became of it.' };

const REVIEWS: Readonly<Record<string, Texts>> = {
  amount_mismatch: { fr: 'Le montant encaissé n’est pas celui qui était demandé.', en: 'The amount collected is not the one that was asked for.' },
  currency_mismatch: { fr: 'La devise encaissée n’est pas celle qui était demandée.', en: 'The currency collected is not the one that was asked for.' },
  no_answer: { fr: 'Le service de paiement ne dit toujours pas ce qu’il est devenu.', en: 'The payment service still does not say what became of it.' },
};

/** A person's own words where a person decided; else ours. */
const CAUSES: Readonly<Record<Exclude<RefundFactsRow['cause'], 'manual'>, Texts>> = {
  cancellation: { fr: 'Annulation', en: 'Cancellation' },
  late: { fr: 'Paiement arrivé trop tard', en: 'The payment came too late' },
};

/** A payment, and one of its refunds where it is about that, in ready words. */
export function paymentValues(payment: PaymentFactsRow, refund: RefundFactsRow | null, locale: Locale, time_zone: string): Values {
  const { collected_amount } = payment;
  return {
    payment_id: payment.id,
    title: oneLine(payment.subject, 90),
    what: WHAT[payment.payment_type][locale],
    method: METHODS[payment.payment_method][locale],
    amount: payment.amount.format(locale),
    collected_amount: collected_amount === null ? null : collected_amount.format(locale),
    payer_name: oneLine(payment.payer_name, 80),
    payee_name: oneLine(payment.payee_name, 80),
    paid_on: payment.completed_at === null ? null : formatDate(todayIn(time_zone, payment.completed_at), locale),
    failure: (FAILURES[payment.failure_code ?? ''] ?? NOT_PROCESSED)[locale],
    review: (REVIEWS[payment.review_reason ?? ''] ?? UNCLEAR)[locale],
    receipt_number: payment.receipt_number,
    refund_amount: refund === null ? null : refund.amount.format(locale),
    refund_reason: refund === null ? null : reasonOf(refund, locale),
  };
}

function reasonOf({ cause, reason }: RefundFactsRow, locale: Locale): string | null {
  return cause === 'manual' ? oneLine(reason, 300) || null : CAUSES[cause][locale];
}
