import { describe, expect, it } from '@jest/globals';
import { LOCALES, type Locale } from '../../../kernel/app-error.js';
import { Money } from '../../../kernel/money.js';
import type { BookingFactsRow } from '../../bookings/index.js';
import type { InstallmentFactsRow } from '../../bookings/index.js';
import type { PaymentFactsRow, RefundFactsRow } from '../../payments/index.js';
import type { MessageFactsRow } from '../../messages/index.js';
import type { ReviewFactsRow } from '../../reviews/index.js';
import type { ServiceFactsRow } from '../../services/index.js';
import { bookingValues } from '../rendering/booking-values.js';
import { composeMail, composeNote, composeSms } from '../rendering/compose.js';
import { gsm7Length, isGsm7 } from '../rendering/gsm7.js';
import { listingValues } from '../rendering/listing-values.js';
import { paymentValues } from '../rendering/payment-values.js';
import { rentValues } from '../rendering/rent-values.js';
import { messageValues } from '../rendering/message-values.js';
import { reviewValues } from '../rendering/review-values.js';
import { webhookValues } from '../rendering/webhook-values.js';
import { serviceValues } from '../rendering/service-values.js';
import type { Template, Values } from './template.js';
import { TEMPLATES, type TemplateKey } from './templates.js';

const ZONE = 'Africa/Porto-Novo';
const APP = 'https://app.lokahome.bj';

const booking: BookingFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f', status: 'cancelled', start_date: '2027-03-12', end_date: '2027-04-01', nights: 20, guests: 2,
  currency: 'XOF', total_amount: Money.of(150_000, 'XOF'), deposit_amount: Money.of(50_000, 'XOF'), refund_amount: Money.of(200_000, 'XOF'),
  reason: 'Panne d’eau', message: 'Nous arrivons tard.', cancelled_by: 'owner', expires_at: new Date('2027-02-01T13:30:00Z'),
  property: { id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e60', title: 'Studio meublé', city: 'Cotonou', address: 'Rue 12.045', neighborhood: 'Fidjrossè' },
  tenant_id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e61', owner_id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e62', tenant_name: 'Afi Adjovi', owner_name: 'Kossi Houngbédji',
};
/** A stay with as little to tell as there can be. */
const bare: BookingFactsRow = {
  ...booking, nights: 1, deposit_amount: Money.zero('XOF'), refund_amount: null, reason: null, message: null, expires_at: null,
  property: { ...booking.property, neighborhood: null },
};
const payment: PaymentFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e63', booking_id: booking.id, service_request_id: null, payer_id: booking.tenant_id, payee_id: booking.owner_id,
  payer_name: 'Afi Adjovi', payee_name: 'Kossi Houngbédji', amount: Money.of(150_000, 'XOF'), refunded_amount: Money.zero('XOF'),
  collected_amount: Money.of(140_000, 'XOF'), payment_type: 'rent', payment_method: 'mtn_momo', status: 'completed', failure_code: 'insufficient_funds',
  description: 'Loyer du 12 mars au 11 avril 2027, Studio meublé', subject: 'Studio meublé', receipt_number: '2027-000123', completed_at: new Date('2027-03-11T23:30:00Z'), review_reason: 'amount_mismatch',
};
const refund: RefundFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e64', payment_id: payment.id, amount: Money.of(50_000, 'XOF'), status: 'completed', reason: 'Geste commercial', cause: 'manual',
};
const rent: InstallmentFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e65', booking_id: booking.id, sequence: 2, of: 12, tenant_id: booking.tenant_id, owner_id: booking.owner_id,
  tenant_name: 'Afi Adjovi', owner_name: 'Kossi Houngbédji', title: 'Studio meublé', due_date: '2027-03-12', amount: Money.of(75_000, 'XOF'), status: 'due',
  rental_type: 'long_term', period_start: '2027-03-12', period_end: '2027-04-12',
};
const job: ServiceFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e66', title: 'Fuite sous l’évier', service_name: 'Plomberie', urgency: 'high', city: 'Cotonou', status: 'cancelled',
  requester_id: booking.owner_id, requester_name: 'Kossi Houngbédji', provider_id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e67', provider_user_id: booking.tenant_id,
  provider_name: 'Hounsa Dépannage', amount: Money.of(35_000, 'XOF'), estimated_duration: 3,
};
const review: ReviewFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e68', user_id: booking.owner_id, reviewer_name: 'Afi', rating: 4, comment: 'Très propre.', property_id: booking.property.id, title: 'Studio meublé',
};
const message: MessageFactsRow = {
  id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e69', sender_id: booking.owner_id, receiver_id: booking.tenant_id, sender_name: 'Afi', content: 'OK pour lundi ?', is_read: false,
};
const account: Values = { happened_at: '12 mars 2027', token: 'AbC.d-_E', expires_at: '13 mars 2027', code: '012345', minutes: '10' };

interface Facts {
  readonly booking: BookingFactsRow;
  readonly payment: PaymentFactsRow;
  readonly refund: RefundFactsRow;
  readonly rent: InstallmentFactsRow;
  readonly job: ServiceFactsRow;
  readonly review: ReviewFactsRow;
  readonly message: MessageFactsRow;
}

const full: Facts = { booking, payment, refund, rent, job, review, message };
const poor: Facts = {
  booking: bare,
  payment: { ...payment, collected_amount: null, failure_code: null, review_reason: null, receipt_number: null, completed_at: null },
  refund: { ...refund, reason: ' ' },
  rent: { ...rent, sequence: 1, of: 1 },
  job: { ...job, city: null, status: 'open', estimated_duration: null },
  review: { ...review, property_id: null, title: null, comment: null },
  message: { ...message, content: '👍' },
};
const OFFSETS: Readonly<Record<string, number>> = { 'rent.due_soon': -3, 'rent.late': 3 };

const keys = Object.keys(TEMPLATES) as TemplateKey[];
const cases = keys.flatMap((key) => LOCALES.flatMap((locale) => (['full', 'bare'] as const).map((kind) => ({ key, locale, kind }))));

function valuesFor(key: TemplateKey, locale: Locale, facts: Facts, receipt: string | null = null): Values {
  if (key.startsWith('booking.')) return bookingValues(facts.booking, locale, ZONE);
  if (key.startsWith('payment.')) return { ...paymentValues(facts.payment, key.includes('refund') ? facts.refund : null, locale, ZONE), receipt };
  if (key.startsWith('rent.')) return rentValues(facts.rent, OFFSETS[key] ?? 0, locale);
  if (key.startsWith('service.')) return serviceValues(facts.job, locale);
  if (key.startsWith('message.')) return messageValues(facts.message);
  if (key.startsWith('review.')) return reviewValues(facts.review, locale);
  if (key.startsWith('account.identity_')) return { happened_at: account['happened_at'] ?? '', reason: facts === full ? 'IMG 4512' : null };
  if (key === 'account.webhook_disabled') return { ...account, ...webhookValues({ id: booking.id, host: 'hooks.example.com', disabled_reason: facts === full ? 'gone' : 'failing' }) };
  if (key === 'account.listing_withdrawn') return { ...account, ...listingValues({ id: booking.property.id, title: 'Studio meublé', withdrawal_reason: facts === full ? 'Photos d’un autre logement' : null }) };
  return account;
}

function everythingSaid(template: Template, values: Values, locale: Locale, first_name = 'Afi'): string[] {
  const said: string[] = [];
  if (template.mail) {
    const { subject, text, html } = composeMail(template.mail, values, { first_name, locale }, APP);
    said.push(subject, text, html);
  }
  if (template.note) said.push(...Object.values(composeNote(template.note, noteValues(values), locale)));
  if (template.sms) said.push(composeSms(template.sms, values, locale));
  return said;
}

/** Notes of the account get no values at all: they must not ask for any. */
function noteValues(values: Values): Values {
  return values === account ? {} : values;
}

describe('templates', () => {
  it.each(cases)('$key in $locale says everything ($kind)', ({ key, locale, kind }) => {
    const said = everythingSaid(TEMPLATES[key], valuesFor(key, locale, kind === 'full' ? full : poor, kind === 'full' ? 'recu.pdf' : null), locale);
    for (const text of said) {
      expect(text).not.toMatch(/undefined|null|\{\{|\}\}|NaN|\[object|&amp;amp;| {2}\S/);
      expect(text.trim()).not.toBe('');
    }
  });

  it.each(cases)('$key in $locale is one language', ({ key, locale }) => {
    const words = everythingSaid(TEMPLATES[key], valuesFor(key, locale, full, 'recu.pdf'), locale).join(' ');
    if (locale === 'fr') expect(words).not.toMatch(/\b(your|the|you|was)\b/i);
    else expect(words).not.toMatch(/\b(votre|vous|été|réservation|mars)\b(?! 2027)/i);
  });

  it.each(LOCALES)('tells a confirmed stay as people write it (%s)', (locale) => {
    const { mail, note } = TEMPLATES['booking.confirmed'];
    const values = bookingValues(booking, locale, ZONE);
    const { subject, text, html } = composeMail(mail!, values, { first_name: 'Afi', locale }, APP);
    const { title, content } = composeNote(note!, values, locale);
    if (locale === 'fr') {
      expect(subject).toBe('Réservation confirmée\u00a0: Studio meublé');
      expect(text).toContain('Bonjour Afi,');
      expect(text).toContain('Arrivée\u00a0: 12 mars 2027\nDépart\u00a0: 1er avril 2027\nDurée\u00a0: 20 nuits\nAdresse\u00a0: Rue 12.045, Fidjrossè, Cotonou\nMontant\u00a0: 150\u00a0000\u00a0FCFA');
      expect(title).toBe('Réservation confirmée');
      expect(content).toBe('Votre réservation de «\u00a0Studio meublé\u00a0» du 12 mars 2027 au 1er avril 2027 est confirmée, pour 150\u00a0000\u00a0FCFA.');
    } else {
      expect(subject).toBe('Booking confirmed: Studio meublé');
      expect(text).toContain('Arrival: 12 March 2027\nDeparture: 1 April 2027\nLength: 20 nights');
      expect(content).toBe('Your booking of “Studio meublé” from 12 March 2027 to 1 April 2027 is confirmed, for 150,000\u00a0FCFA.');
      expect(title).toBe('Booking confirmed');
    }
    expect(text).toContain(`${APP}/bookings/${booking.id}`);
    expect(html).toContain(`href="${APP}/bookings/${booking.id}"`);
    expect(html).toContain(`<html lang="${locale}">`);
  });

  it('leaves out what there is none of', () => {
    const { text } = composeMail(TEMPLATES['booking.cancelled_by_owner'].mail!, bookingValues(bare, 'fr', ZONE), { first_name: 'Afi', locale: 'fr' }, APP);
    expect(text).not.toMatch(/Motif|Remboursement|remboursés/);
    expect(text).toContain('Durée\u00a0: 1 nuit\n');
    expect(text).toContain('Lieu\u00a0: Cotonou\n');
  });

  it('carries the token of a link, and nothing else, in its address', () => {
    const { text, html } = composeMail(TEMPLATES['account.password_reset'].mail!, account, { first_name: 'Afi', locale: 'en' }, APP);
    expect(text).toContain(`\n${APP}/reset-password?token=AbC.d-_E\n`);
    expect(html).toContain(`${APP}/reset-password?token&#x3D;AbC.d-_E`);
  });

  it.each([
    ['fr', 'rent.due_soon', -3, 'Loyer à payer dans 3\u00a0jours', 'Votre loyer de 75\u00a0000\u00a0FCFA pour «\u00a0Studio meublé\u00a0» est à payer dans 3\u00a0jours, le 12 mars 2027.'],
    ['fr', 'rent.due_soon', -1, 'Loyer à payer demain', 'Votre loyer de 75\u00a0000\u00a0FCFA pour «\u00a0Studio meublé\u00a0» est à payer demain, le 12 mars 2027.'],
    ['en', 'rent.due_soon', -7, 'Rent due in 7\u00a0days', 'Your rent of 75,000\u00a0FCFA for “Studio meublé” is due in 7\u00a0days, on 12 March 2027.'],
    ['en', 'rent.due_soon', -1, 'Rent due tomorrow', 'Your rent of 75,000\u00a0FCFA for “Studio meublé” is due tomorrow, on 12 March 2027.'],
    ['fr', 'rent.due_today', 0, 'Loyer à payer aujourd’hui', 'Votre loyer de 75\u00a0000\u00a0FCFA pour «\u00a0Studio meublé\u00a0» est à payer aujourd’hui 12 mars 2027.'],
    ['fr', 'rent.late', 1, 'Loyer en retard', 'Votre loyer de 75\u00a0000\u00a0FCFA pour «\u00a0Studio meublé\u00a0», attendu le 12 mars 2027, a 1\u00a0jour de retard. Merci de le payer dès que possible.'],
    ['en', 'rent.late', 7, 'Rent overdue', 'Your rent of 75,000\u00a0FCFA for “Studio meublé”, due on 12 March 2027, is 7\u00a0days late. Please pay it as soon as you can.'],
  ] as const)('reminds of rent as people say it (%s, %s, %i days)', (locale, key, offset_days, title, content) => {
    expect(composeNote(TEMPLATES[key].note!, rentValues(rent, offset_days, locale), locale)).toEqual({ title, content });
  });

  it('counts the payments of a schedule, and does not count one', () => {
    const textOf = (facts: InstallmentFactsRow, locale: Locale): string => composeMail(TEMPLATES['rent.due_today'].mail!, rentValues(facts, 0, locale), { first_name: 'Afi', locale }, APP).text;
    expect(textOf(rent, 'fr')).toContain('Échéance\u00a0: 2 sur 12\nÀ payer le\u00a0: 12 mars 2027\nMontant\u00a0: 75\u00a0000\u00a0FCFA\n');
    expect(textOf(rent, 'en')).toContain('Instalment: 2 of 12\n');
    expect(textOf(poor.rent, 'fr')).not.toContain('Échéance');
  });

  it('says of which days, as the contract does: of a month to its last, of a stay to the departure', () => {
    const textOf = (facts: InstallmentFactsRow): string => composeMail(TEMPLATES['rent.due_today'].mail!, rentValues(facts, 0, 'fr'), { first_name: 'Afi', locale: 'fr' }, APP).text;
    expect(textOf(rent)).toContain('12 mars 2027 – 11 avril 2027\n');
    expect(textOf({ ...rent, rental_type: 'short_term', period_end: '2027-03-16' })).toContain('12 mars 2027 – 16 mars 2027\n');
  });

  describe('a payment', () => {
    const mailOf = (key: 'payment.completed' | 'payment.failed' | 'payment.refunded', facts: PaymentFactsRow, of: RefundFactsRow | null, locale: Locale, receipt: string | null = null) =>
      composeMail(TEMPLATES[key].mail!, { ...paymentValues(facts, of, locale, ZONE), receipt }, { first_name: 'Afi', locale }, APP);

    it('is thanked for on the day it came where the house stands, with its receipt', () => {
      const { subject, text } = mailOf('payment.completed', payment, null, 'fr', 'recu-2027-000123.pdf');
      expect(subject).toBe('Paiement reçu\u00a0: 150\u00a0000\u00a0FCFA pour Studio meublé');
      expect(text).toContain('Votre reçu n° 2027-000123 est joint à ce message\u00a0; gardez-le précieusement.');
      expect(text).toContain('Pour\u00a0: Studio meublé\nObjet\u00a0: Loyer\nMontant\u00a0: 150\u00a0000\u00a0FCFA\nMoyen de paiement\u00a0: MTN Mobile Money\nDate\u00a0: 12 mars 2027\n');
      expect(text).toContain(`${APP}/payments/${payment.id}`);
    });

    it('promises no receipt that is not there', () => {
      expect(mailOf('payment.completed', payment, null, 'fr').text).not.toMatch(/joint|000123/);
      expect(mailOf('payment.completed', payment, null, 'en').text).not.toMatch(/attached|000123/);
    });

    it.each([
      ['declined', 'Votre opérateur ou votre banque l’a refusé.'], ['insufficient_funds', 'Le solde de votre compte était insuffisant.'],
      ['limit_reached', 'Le plafond de votre compte était atteint.'], ['payer_not_found', 'Ce numéro n’a pas de compte Mobile Money.'],
      ['expired', 'Il n’a pas été confirmé à temps.'], ['cancelled', 'Il a été annulé avant d’être confirmé.'],
      ['provider_refused', 'Le service de paiement n’a pas pu le traiter.'], ['other', 'Le service de paiement n’a pas pu le traiter.'],
    ] as const)('that failed as %s says why', (failure_code, why) => {
      expect(mailOf('payment.failed', { ...payment, failure_code }, null, 'fr').text).toContain(`Votre paiement de 150\u00a0000\u00a0FCFA n’a pas abouti. ${why}\n`);
    });

    it.each([
      ['manual', 'fr', 'Geste commercial'], ['manual', 'en', 'Geste commercial'], ['cancellation', 'en', 'Cancellation'], ['late', 'en', 'The payment came too late'],
      ['late', 'fr', 'Paiement arrivé trop tard'],
    ] as const)('refunded by %s says how much of it and why (%s)', (cause, locale, why) => {
      const { subject, text } = mailOf('payment.refunded', payment, { ...refund, cause }, locale);
      expect(subject).toMatch(locale === 'fr' ? /^Nous vous avons remboursé 50\u00a0000\u00a0FCFA/ : /^We have refunded you 50,000\u00a0FCFA/);
      expect(text).toContain(`${locale === 'fr' ? 'Motif\u00a0' : 'Reason'}: ${why}\n`);
    });

    it.each([['amount_mismatch', 'Le montant encaissé n’est pas'], ['currency_mismatch', 'La devise encaissée n’est pas'], ['no_answer', 'Le service de paiement ne dit'], [null, 'On ne sait pas']] as const)(
      'under review for %s tells the admins what is wrong', (review_reason, what) => {
        const values = paymentValues({ ...payment, review_reason }, null, 'fr', ZONE);
        const { text } = composeMail(TEMPLATES['payment.review_needed'].mail!, values, { first_name: 'Afi', locale: 'fr' }, APP);
        expect(text).toContain(`Un paiement attend votre décision. ${what}`);
        expect(text).toContain('Montant demandé\u00a0: 150\u00a0000\u00a0FCFA\nMontant encaissé\u00a0: 140\u00a0000\u00a0FCFA\n');
        expect(text).toContain(`${APP}/admin/payments/${payment.id}`);
      },
    );
  });

  it.each([
    ['fr', job, 'Votre devis de 35\u00a0000\u00a0FCFA pour «\u00a0Fuite sous l’évier\u00a0» n’a pas été retenu. La demande a été annulée.'],
    ['en', { ...job, status: 'assigned' }, 'Your quote of 35,000\u00a0FCFA for “Fuite sous l’évier” was not chosen.'],
  ] as const)('says why a quote was not chosen (%s)', (locale, facts, content) => {
    expect(composeNote(TEMPLATES['service.quote_rejected'].note!, serviceValues(facts, locale), locale).content).toBe(content);
  });

  it.each([
    ['fr', review, 'Nouvel avis\u00a0: 4 sur 5', 'Afi a donné son avis sur «\u00a0Studio meublé\u00a0». «\u00a0Très propre.\u00a0»'],
    ['fr', poor.review, 'Nouvel avis\u00a0: 4 sur 5', 'Afi a donné son avis sur votre travail.'], ['en', poor.review, 'New review: 4 of 5', 'Afi has reviewed your work.'],
  ] as const)('tells of a review as people say it (%s)', (locale, facts, title, content) => {
    expect(composeNote(TEMPLATES['review.received'].note!, reviewValues(facts, locale), locale)).toEqual({ title, content });
  });

  it('thanks for the payment of a job without a word of homes', () => {
    const { text } = composeMail(TEMPLATES['payment.completed'].mail!, { ...paymentValues({ ...payment, payment_type: 'service', subject: job.title, booking_id: null, service_request_id: job.id }, null, 'fr', ZONE), receipt: 'recu.pdf' }, { first_name: 'Kossi', locale: 'fr' }, APP);
    expect(text).toContain('Pour\u00a0: Fuite sous l’évier\nObjet\u00a0: Prestation\n');
    expect(text.split('\n--\n')[0]).not.toMatch(/logement|séjour|loyer/i);
  });

  describe('with what a rogue typed', () => {
    const rogue = '<script>alert(1)</script>"\'&\r\nBcc: everyone@example.com\r\n\r\n{{code}} {{#if x}}';
    const facts: Facts = {
      booking: {
        ...booking, reason: rogue, message: rogue, tenant_name: rogue, owner_name: rogue,
        property: { ...booking.property, title: rogue, city: rogue, address: rogue, neighborhood: rogue },
      },
      payment: { ...payment, subject: rogue, payer_name: rogue, payee_name: rogue },
      refund: { ...refund, reason: rogue },
      rent: { ...rent, title: rogue, tenant_name: rogue, owner_name: rogue },
      job: { ...job, title: rogue, service_name: rogue, city: rogue, requester_name: rogue, provider_name: rogue },
      review: { ...review, reviewer_name: rogue, comment: rogue, title: rogue },
      message: { ...message, sender_name: rogue, content: rogue },
    };

    it.each(keys.filter((key) => !key.startsWith('account.')))('%s stays what it is', (key) => {
      for (const locale of LOCALES) {
        const { mail, note, sms } = TEMPLATES[key];
        const values = valuesFor(key, locale, facts);
        if (mail) {
          const { subject, text, html } = composeMail(mail, values, { first_name: rogue, locale }, APP);
          expect(subject).not.toMatch(/[\p{Cc}\u2028]/u);
          expect(html).not.toContain('<script');
          expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp; Bcc');
          expect(text).toContain('<script>alert(1)</script>"\'& Bcc');
          expect(text).not.toMatch(/^Bcc:/m);
          expect(text).not.toMatch(/&(amp|lt|gt|quot|#)/);
        }
        const { title, content } = composeNote(note!, values, locale);
        expect(title + content).not.toMatch(/[\r\n]/);
        expect(Array.from(title).length).toBeLessThanOrEqual(255);
        if (sms) expect(composeSms(sms, values, locale)).not.toMatch(/[\r\n]/);
      }
    });

    it('does not greet an advertisement', () => {
      const { text } = composeMail(TEMPLATES['account.welcome'].mail!, account, { first_name: 'Win at http://evil.example', locale: 'fr' }, APP);
      expect(text).toContain('\nBonjour,\n');
      expect(text).not.toContain('evil');
    });
  });

  describe('SMS', () => {
    const texting = keys.filter((key) => TEMPLATES[key].sms !== undefined);

    it.each(texting)('%s fits one message of GSM-7', (key) => {
      for (const locale of LOCALES) {
        for (const title of ['Studio meublé', 'Très grande villa avec piscine, jardin, garçonnière et vue sur la lagune de Porto-Novo 🏖️', '€'.repeat(90)]) {
          const values = valuesFor(key, locale, {
            ...full,
            booking: { ...booking, start_date: '2027-09-12', end_date: '2027-12-31', property: { ...booking.property, title } },
            rent: { ...rent, title, due_date: '2027-09-30', amount: Money.of(12_500_000, 'XOF') },
          });
          const text = composeSms(TEMPLATES[key].sms!, values, locale);
          expect(isGsm7(text)).toBe(true);
          expect(gsm7Length(text)).toBeLessThanOrEqual(160);
        }
      }
    });

    it('says a code in each language', () => {
      const { sms } = TEMPLATES['account.phone_code'];
      expect(composeSms(sms!, account, 'fr')).toBe('LOKAHOME : votre code est 012345. Il expire dans 10 min. Ne le communiquez à personne.');
      expect(composeSms(sms!, account, 'en')).toBe('LOKAHOME: your code is 012345. It expires in 10 min. Do not share it with anyone.');
    });

    it('tells a tenant who is late in one message', () => {
      expect(composeSms(TEMPLATES['rent.late'].sms!, rentValues(rent, 3, 'fr'), 'fr')).toBe(
        "LOKAHOME : votre loyer de 75 000 FCFA pour Studio meublé, attendu le 12 mars 2027, a 3 jours de retard. Merci de payer dans l'application.",
      );
      expect(composeSms(TEMPLATES['rent.late'].sms!, rentValues(rent, 1, 'en'), 'en')).toBe(
        'LOKAHOME: your rent of 75,000 FCFA for Studio meublé, due on 12 March 2027, is 1 day late. Please pay in the app.',
      );
    });

    it('cuts a long title rather than what matters', () => {
      const values = bookingValues({ ...booking, property: { ...booking.property, title: 'Très grande villa avec piscine, jardin et vue sur la lagune de Porto-Novo' } }, 'fr', ZONE);
      expect(composeSms(TEMPLATES['booking.confirmed'].sms!, values, 'fr')).toMatch(
        /^LOKAHOME : réservation confirmée, Très grande villa.*\.\.\., du 12 mars 2027 au 1er avril 2027\. Montant : 150 000 FCFA\. Détails dans l'application\.$/,
      );
    });
  });
});
