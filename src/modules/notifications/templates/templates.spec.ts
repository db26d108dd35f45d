import { describe, expect, it } from '@jest/globals';
import { LOCALES, type Locale } from '../../../kernel/app-error.js';
import { Money } from '../../../kernel/money.js';
import type { BookingFactsRow } from '../../bookings/index.js';
import { bookingValues } from '../rendering/booking-values.js';
import { composeMail, composeNote, composeSms } from '../rendering/compose.js';
import { gsm7Length, isGsm7 } from '../rendering/gsm7.js';
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
const account: Values = { happened_at: '12 mars 2027', token: 'AbC.d-_E', expires_at: '13 mars 2027', code: '012345', minutes: '10' };

const keys = Object.keys(TEMPLATES) as TemplateKey[];
const cases = keys.flatMap((key) => LOCALES.flatMap((locale) => (['full', 'bare'] as const).map((kind) => ({ key, locale, kind }))));

function valuesFor(key: TemplateKey, locale: Locale, facts: BookingFactsRow): Values {
  return key.startsWith('booking.') ? bookingValues(facts, locale, ZONE) : account;
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
    const said = everythingSaid(TEMPLATES[key], valuesFor(key, locale, kind === 'full' ? booking : bare), locale);
    for (const text of said) {
      expect(text).not.toMatch(/undefined|null|\{\{|\}\}|NaN|\[object|&amp;amp;| {2}\S/);
      expect(text.trim()).not.toBe('');
    }
  });

  it.each(cases)('$key in $locale is one language', ({ key, locale }) => {
    const words = everythingSaid(TEMPLATES[key], valuesFor(key, locale, booking), locale).join(' ');
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

  describe('with what a rogue typed', () => {
    const rogue = '<script>alert(1)</script>"\'&\r\nBcc: everyone@example.com\r\n\r\n{{code}} {{#if x}}';
    const facts: BookingFactsRow = {
      ...booking, reason: rogue, message: rogue, tenant_name: rogue, owner_name: rogue,
      property: { ...booking.property, title: rogue, city: rogue, address: rogue, neighborhood: rogue },
    };

    it.each(keys.filter((key) => key.startsWith('booking.')))('%s stays what it is', (key) => {
      for (const locale of LOCALES) {
        const { mail, note, sms } = TEMPLATES[key];
        const values = bookingValues(facts, locale, ZONE);
        const { subject, text, html } = composeMail(mail!, values, { first_name: rogue, locale }, APP);
        expect(subject).not.toMatch(/[\p{Cc}\u2028]/u);
        expect(html).not.toContain('<script');
        expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp; Bcc');
        expect(text).toContain('<script>alert(1)</script>"\'& Bcc');
        expect(text).not.toMatch(/^Bcc:/m);
        expect(text).not.toMatch(/&(amp|lt|gt|quot|#)/);
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
          const values = valuesFor(key, locale, { ...booking, start_date: '2027-09-12', end_date: '2027-12-31', property: { ...booking.property, title } });
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

    it('cuts a long title rather than what matters', () => {
      const values = bookingValues({ ...booking, property: { ...booking.property, title: 'Très grande villa avec piscine, jardin et vue sur la lagune de Porto-Novo' } }, 'fr', ZONE);
      expect(composeSms(TEMPLATES['booking.confirmed'].sms!, values, 'fr')).toMatch(
        /^LOKAHOME : réservation confirmée, Très grande villa.*\.\.\., du 12 mars 2027 au 1er avril 2027\. Montant : 150 000 FCFA\. Détails dans l'application\.$/,
      );
    });
  });
});
