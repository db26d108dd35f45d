import { amountInWords } from '../../../kernel/amount-in-words.js';
import { addDays, type CalendarDate, formatDate } from '../../../kernel/calendar-date.js';
import { Money } from '../../../kernel/money.js';
import { fromTo } from '../../../platform/documents/date-range.js';
import { clipped } from '../../../platform/documents/printable.js';
import { ALARM, BRAND, MUTED, Sheet } from '../../../platform/documents/sheet.js';
import { type Detail, drawDetails } from '../../../platform/documents/tables.js';
import type { PaymentType } from '../payment.values.js';

/** What a receipt says, as it was when it was issued. All amounts are of one currency. */
export interface ReceiptFacts {
  /** The running number, '2026-000123'. */
  number: string;
  /** What GET /receipts/{code} takes. */
  code: string;
  /** What the QR code opens. */
  verify_url: string;
  issued_on: CalendarDate;
  /** The city of the home. */
  place: string;
  payer_name: string;
  payee_name: string;
  payment_type: PaymentType;
  /** Of the stay; null for a service. */
  rental_type: 'short_term' | 'long_term' | null;
  /** The title of the home or of the job. */
  subject: string;
  address: string | null;
  /** The days paid for, half-open like every stay: the end is the departure, or the first day of the next term. */
  period: { start_date: CalendarDate; end_date: CalendarDate } | null;
  amount: Money;
  /** How it was paid, as the reader calls it: 'MTN Mobile Money'. */
  payment_method: string;
  /** The provider's reference. */
  transaction: string | null;
  paid_on: CalendarDate;
  /** What went back, oldest first. */
  refunds: readonly { amount: Money; on: CalendarDate }[];
}

const KINDS: Record<PaymentType, { title: string; this_one: string; payee: string }> = {
  rent: { title: 'QUITTANCE DE LOYER', this_one: 'cette quittance', payee: 'Le bailleur' },
  deposit: { title: 'REÇU DE CAUTION', this_one: 'ce reçu', payee: 'Le bailleur' },
  service: { title: 'REÇU DE PAIEMENT', this_one: 'ce reçu', payee: 'Le prestataire' },
};
/** So much room have the signature, the QR code and the legal line at the foot of the page. */
const FOOT = 222;
const QR_SIDE = 92;

/** How much a page holds: longer texts are clipped, older refunds summed up. */
interface Layout {
  size: number;
  lineGap: number;
  /** Characters. */
  name: number;
  address: number;
  refunds_listed: number;
}
const ROOMY: Layout = { size: 11.5, lineGap: 5, name: 120, address: 200, refunds_listed: 5 };
const TIGHT: Layout = { size: 9, lineGap: 2, name: 80, address: 120, refunds_listed: 2 };

/** The receipt as a PDF of one A4 page, in French; the same facts make the same bytes. Throws `RangeError` on mixed currencies. */
export function receiptPdf(facts: ReceiptFacts): Promise<Buffer> {
  const kind = KINDS[facts.payment_type];
  const refunded = facts.refunds.reduce((sum, { amount }) => sum.plus(amount), Money.zero(facts.amount.currency));
  const roomy = drawPayment(facts, refunded, ROOMY);
  const sheet = roomy.pages === 1 && roomy.y <= roomy.bottom - FOOT ? roomy : drawPayment(facts, refunded, TIGHT);
  sheet.y = sheet.bottom - FOOT;
  drawSignature(sheet, facts, kind.payee);
  drawProof(sheet, facts, kind.this_one);
  drawLegalLine(sheet, facts, kind.this_one, refunded);
  return sheet.finish();
}

/** The page down to its foot. */
function drawPayment(facts: ReceiptFacts, refunded: Money, layout: Layout): Sheet {
  const { title } = KINDS[facts.payment_type];
  const sheet = new Sheet({ title, reference: `N° ${facts.number}`, made_on: facts.issued_on });
  sheet.text(title, { font: 'bold', size: 22, align: 'center', color: BRAND }).space(10);
  if (!refunded.isZero()) drawStamp(sheet, facts, refunded);
  drawAmount(sheet, facts.amount);
  sheet.mixed(['Reçu de M./Mme ', clipped(facts.payer_name, layout.name)], layout).space(4);
  sheet.mixed(['la somme de ', amountInWords(facts.amount), ` (${facts.amount.format('fr')})`], layout).space(4);
  sheet.text(`${reason(facts)}.`, layout).space(14);
  drawDetails(sheet, details(facts, refunded, layout));
  return sheet;
}

function reason(facts: ReceiptFacts): string {
  const home = `« ${clipped(facts.subject, 255)} »`;
  if (facts.payment_type === 'service') return `pour la prestation ${home}`;
  const isShort = facts.rental_type === 'short_term';
  const days = facts.period && fromTo(facts.period.start_date, isShort ? facts.period.end_date : addDays(facts.period.end_date, -1));
  const during = days ? ` ${days}` : '';
  if (facts.payment_type === 'deposit') return `à titre de caution pour la location${during} du logement ${home}`;
  return isShort ? `pour le séjour${during} dans le logement ${home}` : `pour le loyer${during} du logement ${home}`;
}

function details(facts: ReceiptFacts, refunded: Money, layout: Layout): Detail[] {
  return [
    ['Adresse', facts.address && clipped(facts.address, layout.address)],
    [KINDS[facts.payment_type].payee, clipped(facts.payee_name, layout.name)],
    ['Payé le', formatDate(facts.paid_on, 'fr')],
    ['Moyen de paiement', facts.payment_method],
    ['Transaction', facts.transaction],
    ...refundDetails(facts, refunded, layout),
  ];
}

function refundDetails({ refunds, amount }: ReceiptFacts, refunded: Money, layout: Layout): Detail[] {
  if (refunded.isZero()) return [];
  const listed = refunds.slice(-layout.refunds_listed).map((refund) => `${refund.amount.format('fr')} le ${formatDate(refund.on, 'fr')}`);
  const more = refunds.length - listed.length;
  return [
    [refunds.length > 1 ? 'Remboursements' : 'Remboursement', [...(more > 0 ? [`${more} plus anciens, puis`] : []), ...listed].join('\n')],
    ['Reste acquis', amount.minus(refunded).format('fr')],
  ];
}

/** Nobody may take a receipt for money that went back, or went back in part, for a plain one. */
function drawStamp(sheet: Sheet, { amount, refunds }: ReceiptFacts, refunded: Money): void {
  const last = formatDate(refunds[refunds.length - 1].on, 'fr');
  const on = refunds.length > 1 ? `en ${refunds.length} fois, la dernière le ${last}` : `le ${last}`;
  const isWhole = refunded.compare(amount) >= 0;
  const words = isWhole ? `REMBOURSÉE ${on}` : `REMBOURSÉE EN PARTIE : ${refunded.format('fr')} ${on}`;
  const style = { font: 'bold', size: isWhole && refunds.length === 1 ? 20 : 14, color: ALARM, align: 'center' } as const;
  const height = sheet.heightOf(words, style) + 16;
  const y = sheet.y;
  sheet.doc.rect(sheet.left, y, sheet.width, height).lineWidth(2.5).stroke(ALARM);
  sheet.doc.rect(sheet.left + 4, y + 4, sheet.width - 8, height - 8).lineWidth(0.8).stroke(ALARM);
  sheet.text(words, { ...style, x: sheet.left + 10, y: y + 10, width: sheet.width - 20 });
  sheet.y = y + height + 12;
}

function drawAmount(sheet: Sheet, amount: Money): void {
  const style = { font: 'bold', size: 17, align: 'center' } as const;
  const width = Math.max(170, sheet.doc.font('Helvetica-Bold', 17).widthOfString(amount.format('fr')) + 32);
  const y = sheet.y;
  const x = sheet.right - width;
  sheet.doc.roundedRect(x, y, width, 36, 4).lineWidth(1.2).stroke(BRAND);
  sheet.text(amount.format('fr'), { ...style, x, y: y + 11, width });
  sheet.y = y + 54;
}

/** On the right; leaves the cursor where it began, for the QR code beside it. */
function drawSignature(sheet: Sheet, facts: ReceiptFacts, payee: string): void {
  const y = sheet.y;
  const column = { x: sheet.left + 250, width: sheet.width - 250 } as const;
  const name = clipped(facts.payee_name, 80);
  sheet.text(`Fait à ${clipped(facts.place, 40)}, le ${formatDate(facts.issued_on, 'fr')}`, { ...column, y }).space(6);
  sheet.text(payee, { ...column, color: MUTED });
  sheet.text(name, { ...column, font: 'bold', size: 11 });
  sheet.text(`Document émis par LOKAHOME pour le compte de ${name}.`, { ...column, size: 8.5, color: MUTED, y: y + 118 });
  sheet.line(column.x, y + 112, column.width);
  sheet.y = y;
}

function drawProof(sheet: Sheet, facts: ReceiptFacts, thisOne: string): void {
  const y = sheet.y;
  const column = { x: sheet.left, width: 225 } as const;
  sheet.qr(facts.verify_url, { x: sheet.left, y, size: QR_SIDE });
  sheet.text(`Vérifiez l’authenticité de ${thisOne}`, { ...column, font: 'bold', size: 8.5, y: y + QR_SIDE + 10 });
  sheet.text(facts.code, { ...column, font: 'code', size: 11 });
  sheet.text(facts.verify_url, { ...column, size: 7.5, color: MUTED });
}

function drawLegalLine(sheet: Sheet, { amount }: ReceiptFacts, thisOne: string, refunded: Money): void {
  const subject = thisOne[0].toUpperCase() + thisOne.slice(1);
  const text =
    refunded.compare(amount) >= 0
      ? `La somme reçue ayant été remboursée en entier, ${thisOne} ne prouve plus aucun paiement.`
      : `${subject} atteste le paiement de la somme indiquée${refunded.isZero() ? '' : ', déduction faite de ce qui a été remboursé'}, ` +
        'sous réserve de toute autre somme due. Tout reçu provisoire établi pour le même paiement est annulé.';
  const style = { size: 8, color: MUTED } as const;
  sheet.text(text, { ...style, y: sheet.bottom - sheet.heightOf(text, style) });
}
