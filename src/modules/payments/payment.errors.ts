import { defineError } from '../../kernel/app-error.js';
import { explainConstraint } from '../../platform/database/database-errors.js';

export class OneThingToPay extends defineError({
  code: 'payment.one_thing',
  status: 422,
  field: 'booking_id',
  title: { fr: 'Que payez-vous ?', en: 'What is paid for?' },
  detail: {
    fr: 'Indiquez booking_id ou service_request_id, et un seul des deux.',
    en: 'Give booking_id or service_request_id, and only one of them.',
  },
}) {}

export class NothingOwed extends defineError({
  code: 'payment.nothing_owed',
  status: 409,
  title: { fr: 'Rien à payer', en: 'Nothing to pay' },
  detail: {
    fr: 'Rien n’est dû ici en ce moment : c’est déjà payé, annulé, ou pas encore confirmé.',
    en: 'Nothing is owed here at the moment: it is paid, cancelled, or not confirmed yet.',
  },
}) {}

export class WrongAmount extends defineError({
  code: 'payment.wrong_amount',
  status: 422,
  field: 'amount',
  title: { fr: 'Montant inexact', en: 'Not the amount owed' },
  detail: {
    fr: 'Le montant dû est de {owed} {currency} : envoyez ce montant, ou aucun.',
    en: 'The amount owed is {owed} {currency}: send that amount, or none.',
  },
}) {}

export class PhoneNeeded extends defineError({
  code: 'payment.phone_needed',
  status: 422,
  field: 'phone_number',
  title: { fr: 'Numéro nécessaire', en: 'Phone number needed' },
  detail: {
    fr: 'Indiquez le numéro Mobile Money à débiter.',
    en: 'Give the mobile money number to debit.',
  },
}) {}

export class MethodUnavailable extends defineError({
  code: 'payment.method_unavailable',
  status: 422,
  field: 'payment_method',
  title: { fr: 'Moyen de paiement indisponible', en: 'Payment method not available' },
  detail: {
    fr: 'Ce moyen de paiement n’est pas proposé pour des paiements en {currency} : choisissez-en un autre.',
    en: 'This method is not on offer for payments in {currency}: choose another one.',
  },
}) {}

export class NotRefundable extends defineError({
  code: 'payment.not_refundable',
  status: 409,
  title: { fr: 'Remboursement impossible', en: 'Cannot be refunded' },
  detail: {
    fr: 'Seul un paiement reçu peut être remboursé ; celui-ci est « {status} ».',
    en: 'Only money that has come can go back; this payment is “{status}”.',
  },
}) {}

export class RefundTooLarge extends defineError({
  code: 'payment.refund_too_large',
  status: 409,
  title: { fr: 'Plus que le payé', en: 'More than was paid' },
  detail: {
    fr: 'Il reste {left} {currency} à rembourser au plus, remboursements en cours déduits.',
    en: 'At most {left} {currency} are left to refund, refunds under way included.',
  },
}) {}

export class UnreadableAmount extends defineError({
  code: 'payment.amount_not_exact',
  status: 422,
  field: 'amount',
  title: { fr: 'Montant non valable', en: 'Invalid amount' },
  detail: {
    fr: 'Ce montant a plus de décimales que la monnaie {currency} n’en compte.',
    en: 'This amount has more decimals than {currency} has.',
  },
}) {}

export class InvalidSignature extends defineError({
  code: 'payment.invalid_signature',
  status: 400,
  title: { fr: 'Signature invalide', en: 'Bad signature' },
  detail: {
    fr: 'L’appel n’est pas signé par le prestataire de paiement, ou il est trop ancien.',
    en: 'The call is not signed by the payment provider, or it is too old.',
  },
  level: 'warn',
}) {}

export class NoReceipt extends defineError({
  code: 'payment.no_receipt',
  status: 409,
  title: { fr: 'Pas de quittance', en: 'No receipt' },
  detail: {
    fr: 'Une quittance existe une fois le paiement reçu et attribué.',
    en: 'There is a receipt once the payment has come and was booked.',
  },
}) {}

explainConstraint('payments_refunded', () => new RefundTooLarge({ left: 0, currency: '' }));
