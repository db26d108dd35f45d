import { describe, expect, it } from '@jest/globals';
import { addMonths } from '../../../kernel/calendar-date.js';
import { type Currency, Money } from '../../../kernel/money.js';
import { pagesOf, qrOf, textOf } from '../../../../test/support/pdf.js';
import type { ContractFacts } from './contract.facts.js';
import { contractPdf } from './contract.pdf.js';

const xof = (value: number) => Money.of(value, 'XOF');

const installments = (count: number, amount = xof(150_000)): ContractFacts['installments'] =>
  Array.from({ length: count }, (_, n) => ({
    sequence: n + 1,
    period_start: addMonths('2027-03-01', n),
    period_end: addMonths('2027-03-01', n + 1),
    due_date: addMonths('2027-03-01', n),
    amount,
  }));

const contract = (change: Partial<ContractFacts> = {}): ContractFacts => ({
  booking_id: '0197f3a0-0000-7000-8000-000000000001',
  reference: 'LH-7K2M',
  made_on: '2027-02-12',
  landlord_name: 'Sènan d’Almeida',
  landlord_phone: '+229 01 97 00 00 00',
  landlord_email: 'senan@example.bj',
  tenant_name: 'Adjoa Koffi',
  tenant_phone: null,
  tenant_email: 'adjoa@example.bj',
  property: {
    title: 'Villa trois chambres',
    address: 'Rue 12.345',
    city: 'Cotonou',
    neighborhood: 'Fidjrossè',
    property_type: 'villa',
    bedrooms: 3,
    bathrooms: 1,
    surface_area: 85.5,
    is_furnished: true,
  },
  rental_type: 'long_term',
  start_date: '2027-03-01',
  end_date: '2028-03-01',
  nights: 366,
  total: xof(1_800_000),
  unit_price: xof(150_000),
  unit: 'month',
  deposit: xof(300_000),
  installments: installments(12),
  cancellation_policy: 'moderate',
  rules: 'Pas de fête.\n\nPas d’animaux.',
  guests: 4,
  verify_url: 'https://api.lokahome.bj/contracts/LH-7K2M',
  ...change,
});
const stay: Partial<ContractFacts> = {
  rental_type: 'short_term',
  start_date: '2027-03-28',
  end_date: '2027-04-02',
  nights: 5,
  unit: 'night',
  unit_price: xof(30_000),
  total: xof(150_000),
  installments: [{ sequence: 1, period_start: '2027-03-28', period_end: '2027-04-02', due_date: '2027-03-28', amount: xof(150_000) }],
};
const read = async (change: Partial<ContractFacts> = {}) => textOf(await contractPdf(contract(change)));

describe('the contract of a long rental', () => {
  it('says who lets what to whom, for how long and for how much', async () => {
    const text = await read();
    for (const said of [
      'CONTRAT DE LOCATION conclu sur LOKAHOME le 12 février 2027',
      'Réf. LH-7K2M',
      'Article 1 – Les parties Le bailleur Sènan d’Almeida +229 01 97 00 00 00 senan@example.bj Le locataire Adjoa Koffi adjoa@example.bj',
      'Article 2 – Objet',
      'Adresse Rue 12.345, Fidjrossè, Cotonou',
      'villa, location meublée, 3 chambres, 1 salle de bain, 85,5 m²',
      'Occupants 4 personnes',
      'La location est conclue du 1er mars 2027 au 1er mars 2028, soit 366 nuits.',
      'Le loyer est de 150 000 FCFA par mois, soit pour toute la durée 1 800 000 FCFA (un million huit cent mille francs CFA).',
      '1 du 1er au 31 mars 2027 1er mars 2027 150 000 FCFA',
      '12 du 1er au 29 février 2028 1er février 2028 150 000 FCFA Total 1 800 000 FCFA',
      'une caution de 300 000 FCFA (trois cent mille francs CFA)',
      'Article 8 – Règlement intérieur Pas de fête. Pas d’animaux.',
      'Article 9 – Droit applicable Le présent contrat est régi par le droit de la République du Bénin, notamment par la loi n° 2018-12',
      'Fait à Cotonou, le 12 février 2027, en deux exemplaires.',
      'lu et approuvé',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toMatch(/SAISONNIÈRE|null|undefined/);
  });

  it('leaves out what there is none of, and counts its articles on', async () => {
    const bare = { ...contract().property, neighborhood: null, bedrooms: null, bathrooms: null, surface_area: null, is_furnished: false };
    const text = await read({ property: bare, guests: null, rules: ' \n', deposit: xof(0), verify_url: undefined });
    expect(text).toContain('villa, location non meublée');
    expect(text).toContain('Aucune caution n’est demandée.');
    expect(text).toContain('Article 8 – Droit applicable');
    expect(text).not.toMatch(/Occupants|Règlement|authenticité|null|undefined/);
  });

  it('counts many nights readably', async () => {
    expect(await read({ end_date: '2030-03-01', nights: 1096 })).toContain('soit 1 096 nuits.');
  });

  it('names the law for shops', async () => {
    const text = await read({ property: { ...contract().property, property_type: 'shop' } });
    expect(text).toContain('droit de la République du Bénin et par l’Acte uniforme de l’OHADA');
    expect(text).not.toContain('2018-12');
  });
});

describe('the contract of a short stay', () => {
  it('is a seasonal one, by the night', async () => {
    const text = await read(stay);
    expect(text).toContain('CONTRAT DE LOCATION SAISONNIÈRE');
    expect(text).toContain('Le séjour est conclu du 28 mars au 2 avril 2027, soit 5 nuits');
    expect(text).toContain('30 000 FCFA par nuit');
    expect(text).toContain('Il est payé en une fois : N° Période À payer le Montant 1 du 28 mars au 2 avril 2027');
    expect(text).not.toContain('2018-12');
  });

  it.each<[Currency, string]>([
    ['EUR', '457,35 €'],
    ['USD', '457,35 $US'],
  ])('is readable in %s', async (currency, shown) => {
    const amount = Money.of('457.35', currency);
    const text = await read({ ...stay, total: amount, unit_price: amount, deposit: amount, installments: installments(1, amount) });
    expect(text).toContain(`soit pour toute la durée ${shown} (quatre cent cinquante-sept `);
    expect(text).toContain(`Total ${shown}`);
  });
});

describe('the cancellation terms', () => {
  it.each<[ContractFacts['cancellation_policy'], string]>([
    ['flexible', 'souples : – jusqu’au 28 février 2027 à 12 h 00 (1 jour avant l’arrivée), la totalité du loyer lui est remboursée ; – passé'],
    [
      'moderate',
      'modérées : – jusqu’au 24 février 2027 à 12 h 00 (5 jours avant l’arrivée), la totalité du loyer lui est remboursée ; ' +
        '– jusqu’au 28 février 2027 à 12 h 00 (1 jour avant l’arrivée), la moitié du loyer lui est remboursée ; – passé',
    ],
    ['strict', 'strictes : – jusqu’au 22 février 2027 à 12 h 00 (7 jours avant l’arrivée), la moitié du loyer lui est remboursée ; – passé'],
  ])('of the %s policy give the days refunds are computed with', async (cancellation_policy, words) => {
    const text = await read({ cancellation_policy });
    expect(text).toContain(words);
    expect(text).toContain('la caution versée est remboursée en entier');
  });
});

describe('the pages', () => {
  it('carry sixty installments, each once, under a head on every page', async () => {
    const pages = await pagesOf(await contractPdf(contract({ installments: installments(60), total: xof(9_000_000) })));
    const tables = pages.filter((page) => page.includes('À payer le'));
    expect(tables.length).toBeGreaterThan(1);
    const rows = tables.flatMap((page) => [...page.slice(page.indexOf('À payer le')).matchAll(/(?<=^| )(\d+) du 1er au \d\d \S+ \d{4} 1er/g)]);
    expect(rows.map(([, sequence]) => Number(sequence))).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    expect(pages.join(' ')).toContain('Total 9 000 000 FCFA');
    pages.forEach((page, n) => expect(page).toContain(`Page ${n + 1} sur ${pages.length}`));
  });

  it('never leave a heading, a head of the table, the total or the signatures alone, however long it all is', async () => {
    for (let count = 1; count <= 60; count += 1) {
      const pages = await pagesOf(await contractPdf(contract({ installments: installments(count), rules: 'Une règle.\n\n'.repeat(count) })));
      for (const page of pages) {
        const content = page.replace(/ ?LOKAHOME – CONTRAT.*$/, '');
        expect(content).not.toMatch(/(?:Article \d+ – [^.:]{0,30}|À payer le Montant)$/);
        expect(content).not.toMatch(/^N° Période À payer le Montant Total/);
        expect(content.includes('Fait à Cotonou')).toBe(content.includes('Signature précédée'));
      }
    }
  });

  it('hold the longest names, titles and rules', async () => {
    const name = 'Marie-Antoinette Oluwafunmilayo Houngbédji-Agossou d’Almeida';
    const property = { ...contract().property, title: 'Villa '.repeat(42), address: 'W'.repeat(255) };
    const text = await read({ landlord_name: name, tenant_name: name, property, rules: `${'Règle très importante. '.repeat(800)}fin des règles.` });
    expect(text).toContain(name);
    expect(text).toContain('fin des règles.');
    expect(text).toContain('en deux exemplaires');
  });

  it('have a QR code that leads to this contract, where there is an address for it', async () => {
    expect(qrOf(await contractPdf(contract()))).toBe('https://api.lokahome.bj/contracts/LH-7K2M');
    expect(qrOf(await contractPdf(contract({ verify_url: undefined })))).toBeNull();
  });

  it('are the same file for the same facts, and another for others', async () => {
    const [first, again, other] = await Promise.all([contractPdf(contract()), contractPdf(contract()), contractPdf(contract({ tenant_name: 'Afi' }))]);
    expect(first.equals(again)).toBe(true);
    expect(first.equals(other)).toBe(false);
  });
});
