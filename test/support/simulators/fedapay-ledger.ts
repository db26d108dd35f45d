import { randomBytes } from 'node:crypto';
import { fedapaySignature, type FedapayThing, type FedapayTransaction, type Json, OPEN } from './fedapay-things.js';
import { Books, PaymentCallbacks } from './payment-callbacks.js';

export interface FedapaySimulatorOptions {
  secret_key: string;
  webhook_secret: string;
  webhook_url?: string;
  /** Default sandbox, which knows one mode only. */
  environment?: 'sandbox' | 'live';
  /** Default `/v1/{mode}`. */
  push_path?: string;
  /** Which numbers of Benin it takes; default any. */
  phone_plan?: 'new' | 'legacy' | 'any';
  /** Whether a push in the sandbox is decided by its number, as at FedaPay; by default somebody decides by hand. */
  sandbox_numbers?: boolean;
  /** Whether callbacks carry an id of the event: not certain at FedaPay, so by default not. */
  event_ids?: boolean;
  port?: number;
}

/** What FedaPay knows and what happens to it, whoever makes it happen: payer, dashboard, time. */
export class FedapayLedger {
  readonly callbacks: PaymentCallbacks;
  readonly transactions: FedapayTransaction[] = [];
  readonly payouts: FedapayThing[] = [];
  /** Pushes to handsets, each a prompt that the payer could have accepted. */
  readonly prompts: { transaction_id: number; mode: string; number: string }[] = [];
  /** While true, payouts stay `started` until `sent` or `failPayout`. */
  hold_payouts = false;
  /** What can be paid out. */
  balance = Number.POSITIVE_INFINITY;
  private readonly takings = new Books();
  protected readonly givings = new Books();
  private readonly customers = new Map<string, Json>();
  /** No id is given out again by a simulator that is started again. */
  private last_id = Date.now();

  constructor(protected readonly options: FedapaySimulatorOptions) {
    this.callbacks = new PaymentCallbacks({
      sign: (body, forged) => ({
        'x-fedapay-signature': fedapaySignature(body, forged ? 'wh_sandbox_somebody_else' : options.webhook_secret),
      }),
    });
    this.callbacks.url = options.webhook_url ?? null;
  }

  /** Francs that payers have paid: for one merchant reference (with all its tries), or in all. */
  collected(merchant_reference?: string): number {
    return this.takings.total(merchant_reference);
  }

  /** Francs that were paid out: of one payout's id, or in all. */
  paidOut(id?: number | string): number {
    return this.givings.total(id === undefined ? undefined : String(id));
  }

  /** The payer pays; `amount` where it is another than asked for, `payer_fee` where fees come on top, `fees` where they do not. */
  approve(which: number | string, { amount, payer_fee = 0, fees = 0 }: { amount?: number; payer_fee?: number; fees?: number } = {}): void {
    const transaction = this.open(which);
    transaction.amount = amount ?? transaction.amount;
    transaction.fees = payer_fee || fees;
    transaction.amount_debited = transaction.amount + payer_fee;
    this.takings.add(baseOf(transaction), transaction.amount);
    this.turn(transaction, 'approved');
  }

  decline(which: number | string, last_error_code: string | null = null): void {
    const transaction = this.open(which);
    transaction.last_error_code = last_error_code;
    this.turn(transaction, 'declined');
  }

  cancel(which: number | string): void {
    this.turn(this.open(which), 'canceled');
  }

  /** ASSUMPTION [3P]: a transaction that was pending for 24 hours. */
  expire(which: number | string): void {
    this.turn(this.open(which), 'expired');
  }

  /** What the merchant's dashboard or time do to a paid one: `transferred`, `refunded`, `approved_partially_refunded` … */
  mark(which: number | string, status: string): void {
    this.turn(this.find(which), status);
  }

  sent(payout: number | string): void {
    this.turn(this.payout(payout), 'sent');
  }

  failPayout(which: number | string): void {
    const payout = this.payout(which);
    this.givings.add(String(payout.id), -this.givings.total(String(payout.id)));
    this.turn(payout, 'failed');
  }

  /** A callback that says `approved` about what is not, signed by somebody else. */
  forge(which: number | string): void {
    this.callbacks.forge(this.event('transaction.approved', { ...this.find(which), status: 'approved' }));
  }

  /** By id, or by merchant reference: then the latest try. */
  find(which: number | string): FedapayTransaction {
    const found = this.transactions.findLast(
      (it) => String(it.id) === String(which) || it.merchant_reference === which || baseOf(it) === which,
    );
    if (!found) throw new Error(`no transaction ${which}`);
    return found;
  }

  private open(which: number | string): FedapayTransaction {
    const transaction = this.find(which);
    // Declined and canceled ones can be paid on a later attempt.
    if (!OPEN.includes(transaction.status)) throw new Error(`transaction ${which} is ${transaction.status}`);
    return transaction;
  }

  private payout(which: number | string): FedapayThing {
    const found = this.payouts.find(({ id }) => String(id) === String(which));
    if (!found) throw new Error(`no payout ${which}`);
    return found;
  }

  protected turn(thing: FedapayThing, status: string): void {
    thing.status = status;
    thing.updated_at = new Date().toISOString();
    thing[`${status}_at`] = thing.updated_at;
    // ASSUMPTION [MEM]: the names of the events about payouts, and of transaction.expired and transaction.refunded.
    this.callbacks.send(this.event(`${thing.klass.slice(3)}.${status}`, thing));
  }

  protected event(name: string, entity: FedapayThing): object {
    const currency = { id: 1, klass: 'v1/currency', name: 'FCFA', iso: 'XOF', code: 952, div: 1 };
    const id = this.options.event_ids === true ? { id: this.nextId() } : {};
    return { ...id, name, object: entity.klass.slice(3), entity: { ...entity, currency } };
  }

  protected thing<K extends FedapayThing['klass']>(klass: K, prefix: string, amount: number): FedapayThing & { klass: K } {
    const now = new Date().toISOString();
    const reference = `${prefix}_${randomBytes(6).toString('hex')}`;
    return { klass, id: this.nextId(), reference, amount, status: 'pending', mode: null, created_at: now, updated_at: now };
  }

  /** ASSUMPTION [3P]: the e-mail address is the identity of a customer. */
  protected customer(given: Json | undefined): Json | null {
    if (!given || typeof given.email !== 'string') return null;
    const known = this.customers.get(given.email) ?? { klass: 'v1/customer', id: this.nextId() };
    const customer = { ...known, ...given };
    this.customers.set(given.email, customer);
    return customer;
  }

  private nextId(): number {
    return (this.last_id += 1);
  }
}

/** Without the number of the try that the application puts behind a UUID. */
function baseOf({ merchant_reference, reference }: FedapayTransaction): string {
  return /^([0-9a-f-]{36})(?:-\d+)?$/.exec(merchant_reference ?? '')?.[1] ?? merchant_reference ?? reference;
}
