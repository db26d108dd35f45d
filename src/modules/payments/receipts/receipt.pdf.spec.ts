import { describe, expect, it } from '@jest/globals';
import { type Currency, Money } from '../../../kernel/money.js';
import { pagesOf, qrOf, textOf } from '../../../../test/support/pdf.js';
import { type ReceiptFacts, receiptPdf } from './receipt.pdf.js';

const xof = (value: number) => Money.of(value, 'XOF');

const rent = (change: Partial<ReceiptFacts> = {}): ReceiptFacts => ({
  number: '2026-000123',
  code: 'K7QX-M2RD-9TWA',
  verify_url: 'https://api.lokahome.bj/api/v1/receipts/K7QX-M2RD-9TWA',
  issued_on: '2027-03-12',
  place: 'Cotonou',
  payer_name: 'Adjoa Koffi',
  payee_name: 'Sènan d’Almeida',
  payment_type: 'rent',
  rental_type: 'long_term',
  subject: 'Villa trois chambres à Fidjrossè',
  address: 'Rue 12.345, Fidjrossè, Cotonou',
  period: { start_date: '2027-03-01', end_date: '2027-04-01' },
  amount: xof(150_000),
  payment_method: 'MTN Mobile Money',
  transaction: 'trx_8Kd02',
  paid_on: '2027-03-11',
  refunds: [],
  ...change,
});
const read = async (change: Partial<ReceiptFacts> = {}) => textOf(await receiptPdf(rent(change)));

const LONG_NAME = 'Marie-Antoinette Oluwafunmilayo Houngbédji-Agossou d’Almeida';

describe('the receipt of a rent', () => {
  it('says who paid what to whom, for which home and which days, in words and digits', async () => {
    const text = await read();
    for (const said of [
      'QUITTANCE DE LOYER',
      'N° 2026-000123',
      'Reçu de M./Mme Adjoa Koffi',
      'la somme de cent cinquante mille francs CFA (150 000 FCFA)',
      'pour le loyer du 1er au 31 mars 2027 du logement « Villa trois chambres à Fidjrossè ».',
      'Adresse Rue 12.345, Fidjrossè, Cotonou',
      'Le bailleur Sènan d’Almeida',
      'Payé le 11 mars 2027',
      'Moyen de paiement MTN Mobile Money',
      'Transaction trx_8Kd02',
      'Fait à Cotonou, le 12 mars 2027',
      'Document émis par LOKAHOME pour le compte de Sènan d’Almeida.',
      'Vérifiez l’authenticité de cette quittance K7QX-M2RD-9TWA',
      'Cette quittance atteste le paiement de la somme indiquée, sous réserve de toute autre somme due.',
      'Page 1 sur 1',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toMatch(/REMBOURS|null|undefined/);
  });

  it('names the nights of a short stay, to the day of departure', async () => {
    expect(await read({ rental_type: 'short_term', period: { start_date: '2027-03-28', end_date: '2027-04-02' } })).toContain(
      'pour le séjour du 28 mars au 2 avril 2027 dans le logement « Villa trois chambres à Fidjrossè ».',
    );
  });

  it('leaves out what there is none of', async () => {
    const text = await read({ address: null, transaction: null, period: null });
    expect(text).not.toMatch(/Adresse|Transaction|null/);
    expect(text).toContain('pour le loyer du logement « Villa');
  });
});

describe('the other receipts', () => {
  it('are called what they are', async () => {
    const deposit = await read({ payment_type: 'deposit' });
    expect(deposit).toContain('REÇU DE CAUTION');
    expect(deposit).toContain('à titre de caution pour la location du 1er au 31 mars 2027 du logement « Villa trois chambres à Fidjrossè ».');
    expect(deposit).toContain('Vérifiez l’authenticité de ce reçu');
    const service = await read({ payment_type: 'service', rental_type: null, period: null, subject: 'Plomberie de la cuisine' });
    expect(service).toContain('REÇU DE PAIEMENT');
    expect(service).toContain('pour la prestation « Plomberie de la cuisine ».');
    expect(service).toContain('Le prestataire Sènan d’Almeida');
    expect(service).not.toMatch(/bailleur|loyer|quittance/i);
  });

  it.each<[Currency, string, string]>([
    ['XOF', '1250000', 'un million deux cent cinquante mille francs CFA (1 250 000 FCFA)'],
    ['EUR', '1250.50', 'mille deux cent cinquante euros et cinquante centimes (1 250,50 €)'],
    ['USD', '80.00', 'quatre-vingts dollars américains (80,00 $US)'],
  ])('are readable in %s', async (currency, value, sum) => {
    expect(await read({ amount: Money.of(value, currency) })).toContain(`la somme de ${sum}`);
  });
});

describe('a receipt of money that went back', () => {
  it('says so over everything else', async () => {
    const text = await read({ refunds: [{ amount: xof(150_000), on: '2027-03-20' }] });
    expect(text).toContain('REMBOURSÉE le 20 mars 2027');
    expect(text).toContain('Reste acquis 0 FCFA');
    expect(text).toContain('cette quittance ne prouve plus aucun paiement');
    expect(text).not.toMatch(/EN PARTIE|atteste/);
  });

  it('says how much of it, when it was a part', async () => {
    const text = await read({ refunds: [{ amount: xof(30_000), on: '2027-03-20' }] });
    expect(text).toContain('REMBOURSÉE EN PARTIE : 30 000 FCFA le 20 mars 2027');
    expect(text).toContain('Remboursement 30 000 FCFA le 20 mars 2027');
    expect(text).toContain('Reste acquis 120 000 FCFA');
    expect(text).toContain('déduction faite de ce qui a été remboursé');
  });

  it('adds several parts up and lists them', async () => {
    const text = await read({ refunds: [{ amount: xof(30_000), on: '2027-03-20' }, { amount: xof(20_000), on: '2027-03-25' }] });
    expect(text).toContain('REMBOURSÉE EN PARTIE : 50 000 FCFA en 2 fois, la dernière le 25 mars 2027');
    expect(text).toContain('Remboursements 30 000 FCFA le 20 mars 2027 20 000 FCFA le 25 mars 2027');
    expect(text).toContain('Reste acquis 100 000 FCFA');
  });
});

describe('the page', () => {
  it('is one, with its foot complete, even with the longest of everything', async () => {
    const refunds = Array.from({ length: 30 }, (_, n) => ({ amount: xof(1000), on: `2027-04-${String(n + 1).padStart(2, '0')}` }));
    const longest = rent({
      payer_name: LONG_NAME.repeat(2),
      payee_name: LONG_NAME.repeat(2),
      subject: 'W'.repeat(255),
      address: 'Carré '.repeat(100),
      place: 'Abomey-Calavi '.repeat(7),
      transaction: 'x'.repeat(64),
      amount: xof(77_777_777_777),
      refunds,
    });
    const pages = await pagesOf(await receiptPdf(longest));
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('28 plus anciens, puis');
    expect(pages[0]).toContain('est annulé.');
    expect(pages[0]).toContain('Page 1 sur 1');
  });

  it('has a QR code that opens the check of this very receipt', async () => {
    const verify_url = 'https://api.lokahome.bj/api/v1/receipts/ABCD-EFGH-JKMN?from=paper';
    expect(qrOf(await receiptPdf(rent()))).toBe(rent().verify_url);
    expect(qrOf(await receiptPdf(rent({ verify_url })))).toBe(verify_url);
  });

  it('spells names of Benin with the letters it has', async () => {
    expect(await read({ payer_name: 'Ɖɔ̀sú Ọlábísí Ẹ̀gbẹ́ 🌴' })).toContain('M./Mme Dòsú Olábísí Ègbé');
  });

  it('is the same file for the same facts, and another for others', async () => {
    const [first, again, other] = await Promise.all([receiptPdf(rent()), receiptPdf(rent()), receiptPdf(rent({ code: 'K7QX-M2RD-9TWB' }))]);
    expect(first.equals(again)).toBe(true);
    expect(first.equals(other)).toBe(false);
  });
});
