import { Injectable } from '@nestjs/common';
import { formatDate } from '../../../kernel/calendar-date.js';
import { CURRENCIES, Money } from '../../../kernel/money.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import { Answer } from '../../../platform/http/answer.js';
import { BooleanField, DateField, EnumField, MoneyField, StringField } from '../../../platform/http/fields.js';
import { readReceiptCode } from './receipt-code.js';
import { Receipts, type Receipt } from './receipts.js';

const STATES = ['valid', 'partly_refunded', 'refunded'] as const;

/** What anyone who scans a receipt may know: enough to compare with the paper, and nobody's name. */
export class ReceiptCheckView {
  @BooleanField({ example: true }) genuine: true;
  @StringField({ max: 20, example: '2027-000123' }) number: string;
  @DateField() issued_on: string;
  @MoneyField({ max: 1e12 }) amount: number;
  @EnumField(CURRENCIES) currency: string;
  @EnumField(STATES, { example: 'valid', description: 'Whether the money has gone back since.' }) status: (typeof STATES)[number];
}

/** Whether a receipt is genuine, for whoever holds the paper. */
@Injectable()
export class ReceiptCheck {
  constructor(private readonly receipts: Receipts) {}

  /** JSON, or a page where a browser asks. @throws NotFound for a code that is on no receipt of ours */
  async check(typed: string, accept: string | undefined): Promise<Answer> {
    const code = readReceiptCode(typed);
    const receipt = code === null ? null : await this.receipts.findByCode(code);
    const headers = { 'cache-control': 'no-store', vary: 'Accept' };
    if (/\btext\/html\b/.test(accept ?? '')) {
      const csp = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
      const html = { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp };
      // Whoever scans a forged paper must read so, not find a line of JSON.
      return receipt ? new Answer(page(viewOf(receipt)), html) : new Answer(frame('✗ Quittance inconnue', 'Unknown receipt', BAD, UNKNOWN), html, 404);
    }
    if (!receipt) throw new NotFound();
    return new Answer(viewOf(receipt), headers);
  }
}

function viewOf({ facts, number, issued_on, refunds }: Receipt): ReceiptCheckView {
  const amount = Money.of(facts.amount, facts.currency);
  const back = refunds.reduce((sum, refund) => sum.plus(refund.amount), Money.zero(facts.currency));
  const status = back.isZero() ? 'valid' : back.compare(amount) < 0 ? 'partly_refunded' : 'refunded';
  return { genuine: true, number, issued_on, amount: amount.toNumber(), currency: facts.currency, status };
}

const GOOD = '#12704a';
const BAD = '#a4262c';
const UNKNOWN = `<p>Ce code ne figure sur aucune quittance de LOKAHOME : vérifiez-le, et méfiez-vous du document.</p>
<p class="en">This code is on no receipt of LOKAHOME: check it, and be wary of the paper.</p>`;

const WORDS = {
  valid: ['✓ Quittance authentique', 'Genuine receipt', GOOD],
  partly_refunded: ['Quittance authentique, remboursée en partie', 'Genuine receipt, partly refunded', '#8a5a00'],
  refunded: ['Quittance authentique, mais remboursée', 'Genuine receipt, but refunded', BAD],
} as const;

function page({ number, issued_on, amount, currency, status }: ReceiptCheckView): string {
  const [fr, en, colour] = WORDS[status];
  const money = Money.of(amount, currency as Money['currency']).format('fr');
  return frame(fr, en, colour, `<p>N° ${number}, émise le ${formatDate(issued_on, 'fr')}</p><p><strong>${money}</strong></p>
<p class="en">Comparez ce numéro, cette date et ce montant avec ceux du document. / Compare them with the paper.</p>`);
}

function frame(fr: string, en: string, colour: string, rest: string): string {
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Quittance – LOKAHOME</title>
<style>body{font:18px/1.6 system-ui,sans-serif;margin:0;padding:2rem 1rem;background:#f4f1ea;color:#222}main{max-width:26rem;margin:0 auto;background:#fff;border-radius:12px;padding:1.5rem}
h1{font-size:1.3rem;color:${colour};margin:0}p{margin:.4rem 0}.en{color:#666;font-size:.9rem}strong{font-size:1.4rem}</style></head>
<body><main><h1>${fr}</h1><p class="en">${en}</p>${rest}</main></body></html>
`;
}
