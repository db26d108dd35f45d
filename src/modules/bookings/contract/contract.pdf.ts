import { amountInWords } from '../../../kernel/amount-in-words.js';
import { addDays, formatDate } from '../../../kernel/calendar-date.js';
import type { Money } from '../../../kernel/money.js';
import { fromTo } from '../../../platform/documents/date-range.js';
import { clipped } from '../../../platform/documents/printable.js';
import { BRAND, MUTED, Sheet } from '../../../platform/documents/sheet.js';
import { type Detail, drawDetails, drawTable } from '../../../platform/documents/tables.js';
import type { ContractFacts } from './contract.facts.js';
import { cancellationInWords, counted, homeInWords, lawInWords } from './contract.words.js';

/** Heading and three lines under it stay together. */
const HEADING_ROOM = 72;
const SIGNATURES = 150;
const QR_SIDE = 76;
const COLUMNS = [
  { title: 'N°', share: 0.08 },
  { title: 'Période', share: 0.44 },
  { title: 'À payer le', share: 0.24 },
  { title: 'Montant', share: 0.24, align: 'right' },
] as const;

/** The rental contract as a PDF on A4, in French; the same facts make the same bytes. */
export function contractPdf(facts: ContractFacts): Promise<Buffer> {
  const title = facts.rental_type === 'short_term' ? 'CONTRAT DE LOCATION SAISONNIÈRE' : 'CONTRAT DE LOCATION';
  const sheet = new Sheet({ title, reference: `Réf. ${facts.reference}`, made_on: facts.made_on });
  sheet.text(title, { font: 'bold', size: 20, align: 'center', color: BRAND }).space(4);
  sheet.text(`conclu sur LOKAHOME le ${formatDate(facts.made_on, 'fr')}`, { align: 'center', color: MUTED });

  articles(facts).forEach(([heading, write], n) => {
    sheet.space(12).keep(HEADING_ROOM);
    sheet.text(`Article ${n + 1} – ${heading}`, { font: 'bold', size: 11.5, color: BRAND }).space(4);
    write(sheet);
  });
  drawSignatures(sheet, facts);
  return sheet.finish();
}

type Article = readonly [heading: string, write: (sheet: Sheet) => void];

function articles(facts: ContractFacts): Article[] {
  const { rules } = facts;
  return [
    ['Les parties', (sheet) => drawParties(sheet, facts)],
    ['Objet', (sheet) => drawObject(sheet, facts)],
    ['Durée', (sheet) => paragraphs(sheet, [duration(facts)])],
    ['Loyer et échéancier', (sheet) => drawRent(sheet, facts)],
    ['Caution', (sheet) => paragraphs(sheet, deposit(facts))],
    ['Annulation', (sheet) => paragraphs(sheet, cancellationInWords(facts))],
    ['Obligations des parties', (sheet) => paragraphs(sheet, OBLIGATIONS)],
    ...(rules?.trim() ? [['Règlement intérieur', (sheet: Sheet) => paragraphs(sheet, rules.trim().split(/\n\s*\n/))] as const] : []),
    ['Droit applicable', (sheet) => paragraphs(sheet, [lawInWords(facts)])],
  ];
}

const OBLIGATIONS = [
  'Le bailleur remet le logement en bon état d’usage et conforme à sa description, en assure la jouissance paisible pendant toute la location et prend à ' +
    'sa charge les réparations autres que locatives.',
  'Le locataire paie le loyer aux dates convenues, use paisiblement du logement selon sa destination, l’entretient, répond des dégradations survenues de ' +
    'son fait, ne le sous-loue pas sans l’accord écrit du bailleur et le rend, à la fin de la location, dans l’état où il l’a reçu.',
];

function paragraphs(sheet: Sheet, texts: readonly string[]): void {
  for (const text of texts) sheet.text(text, { lineGap: 2.5 }).space(5);
}

function drawParties(sheet: Sheet, facts: ContractFacts): void {
  const party = (role: string, name: string, phone: string | null, email: string): Detail => [role, [clipped(name, 200), phone, email].filter(Boolean).join('\n')];
  drawDetails(sheet, [
    party('Le bailleur', facts.landlord_name, facts.landlord_phone, facts.landlord_email),
    party('Le locataire', facts.tenant_name, facts.tenant_phone, facts.tenant_email),
  ]);
}

function drawObject(sheet: Sheet, facts: ContractFacts): void {
  const { property, guests } = facts;
  paragraphs(sheet, ['Le bailleur donne en location au locataire, qui l’accepte, le bien suivant :']);
  drawDetails(sheet, [
    ['Bien', property.title],
    ['Adresse', placeOf(property)],
    ['Description', homeInWords(facts)],
    ['Occupants', guests === null ? null : counted(guests, 'personne')],
  ]);
}

function duration(facts: ContractFacts): string {
  const nights = `${fromTo(facts.start_date, facts.end_date)}, soit ${counted(facts.nights, 'nuit')}`;
  return facts.rental_type === 'short_term'
    ? `Le séjour est conclu ${nights} : arrivée le ${formatDate(facts.start_date, 'fr')}, départ le ${formatDate(facts.end_date, 'fr')}.`
    : `La location est conclue ${nights}. Le locataire entre dans les lieux le ${formatDate(facts.start_date, 'fr')} et les libère le ${formatDate(facts.end_date, 'fr')}.`;
}

function drawRent(sheet: Sheet, facts: ContractFacts): void {
  const unit = facts.unit === 'night' ? 'par nuit' : 'par mois';
  sheet
    .mixed(['Le loyer est de ', `${facts.unit_price.format('fr')} ${unit}`, ', soit pour toute la durée ', facts.total.format('fr'), ` (${amountInWords(facts.total)}).`])
    .space(5);
  if (!facts.installments.length) return;
  paragraphs(sheet, [facts.installments.length > 1 ? 'Il est payé aux dates suivantes :' : 'Il est payé en une fois :']);
  const rows = facts.installments.map((installment) => [
    String(installment.sequence),
    // The nights of a stay end on the day of departure; a month of rent on its last day.
    fromTo(installment.period_start, facts.unit === 'night' ? installment.period_end : addDays(installment.period_end, -1)),
    formatDate(installment.due_date, 'fr'),
    installment.amount.format('fr'),
  ]);
  drawTable(sheet, COLUMNS, rows, ['', 'Total', '', total(facts).format('fr')]);
  sheet.space(4);
}

function total({ installments }: ContractFacts): Money {
  return installments.slice(1).reduce((sum, { amount }) => sum.plus(amount), installments[0].amount);
}

function deposit({ deposit: amount }: ContractFacts): string[] {
  if (amount.isZero()) return ['Aucune caution n’est demandée.'];
  return [
    `Le locataire verse une caution de ${amount.format('fr')} (${amountInWords(amount)}). Elle garantit ses obligations et ne tient pas lieu de loyer.`,
    'Elle lui est rendue à la fin de la location, sous la seule réserve des sommes qu’il resterait devoir et des dégradations constatées par les deux parties.',
  ];
}

/** The two blocks stay together, with the line above them. */
function drawSignatures(sheet: Sheet, facts: ContractFacts): void {
  sheet.space(16).keep(SIGNATURES + (facts.verify_url ? QR_SIDE : 0));
  sheet.text(`Fait à ${clipped(facts.property.city, 60)}, le ${formatDate(facts.made_on, 'fr')}, en deux exemplaires.`).space(12);
  const y = sheet.y;
  const width = sheet.width / 2 - 12;
  const block = (role: string, name: string, x: number): void => {
    sheet.text(role, { x, y, width, color: MUTED });
    sheet.text(clipped(name, 80), { x, width, font: 'bold' });
    sheet.text('Signature précédée de « lu et approuvé »', { x, width, size: 8, color: MUTED });
    sheet.line(x, y + 100, width);
  };
  block('Le bailleur', facts.landlord_name, sheet.left);
  block('Le locataire', facts.tenant_name, sheet.left + width + 24);
  sheet.y = y + 112;
  if (!facts.verify_url) return;
  const below = sheet.y;
  sheet.qr(facts.verify_url, { x: sheet.left, y: below, size: QR_SIDE });
  sheet.text('Vérifiez l’authenticité de ce contrat', { x: sheet.left + QR_SIDE + 16, y: below + 8, font: 'bold', size: 8.5 });
  sheet.text(facts.verify_url, { x: sheet.left + QR_SIDE + 16, size: 7.5, color: MUTED });
}

/** Many write the quarter and the town into the address itself. */
function placeOf({ address, neighborhood, city }: ContractFacts['property']): string {
  const said = address.toLowerCase();
  return [address, ...[neighborhood, city].filter((part) => part !== null && !said.includes(part.toLowerCase()))].join(', ');
}
