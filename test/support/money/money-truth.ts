import type { MoneyProvider, Truth } from './money-model.js';
import type { MoneyWorld } from './money-world.js';

interface PaymentRow {
  id: string; status: string; collected: number | null; refunded: number; refunding: number; account: string | null; review: string | null; receipt: boolean;
  provider: MoneyProvider; reference: string;
}
interface RefundRow { id: string; status: string; amount: number; reference: string; transaction_id: string | null; provider: MoneyProvider }

const PAYMENTS = `
  SELECT p.id, CASE WHEN p.status IN ('pending', 'processing') AND p.review_reason IS NULL THEN 'open' ELSE p.status END AS status,
    p.collected_amount::float8 AS collected, p.refunded_amount::float8 AS refunded, p.refunding_amount::float8 AS refunding, p.credit_account AS account,
    p.review_reason AS review, r.id IS NOT NULL AS receipt, p.payment_provider AS provider, p.reference
  FROM payments p LEFT JOIN receipts r ON r.payment_id = p.id ORDER BY p.id`;
const REFUNDS = `
  SELECT f.id, f.status, f.amount::float8 AS amount, f.reference, f.transaction_id, p.payment_provider AS provider
  FROM refunds f JOIN payments p ON p.id = f.payment_id`;
const ACCOUNTS = 'SELECT account, sum(amount)::float8 AS balance FROM ledger_entries GROUP BY account HAVING sum(amount) <> 0';
const BOOKS = `
  SELECT t.provider, coalesce(-sum(e.amount) FILTER (WHERE t.kind = 'payment'), 0)::float8 AS collected, coalesce(sum(e.amount) FILTER (WHERE t.kind = 'refund'), 0)::float8 AS given_back
  FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id WHERE e.account = 'payer' GROUP BY t.provider`;
const INSTALLMENTS = `
  SELECT id, CASE WHEN status IN ('paid', 'cancelled') THEN status ELSE 'unpaid' END AS status, paid_amount::float8 AS paid FROM installments`;
const BOOKINGS = `SELECT id, status = 'cancelled' AS cancelled, deposit_paid::float8 AS deposit_paid, refund_amount::float8 AS refund FROM bookings`;

/** What our own tables say. */
export async function truthOf(world: MoneyWorld): Promise<Truth> {
  const accounts = await world.query<{ account: string; balance: number }>(ACCOUNTS);
  const books = await world.query<{ provider: string; collected: number; given_back: number }>(BOOKS);
  const payments = await world.query<PaymentRow>(PAYMENTS);
  const installments = await world.query<{ id: string; status: 'unpaid' | 'paid' | 'cancelled'; paid: number }>(INSTALLMENTS);
  const bookings = await world.query<{ id: string; cancelled: boolean; deposit_paid: number; refund: number | null }>(BOOKINGS);
  return {
    accounts: Object.fromEntries(accounts.map(({ account, balance }) => [account, balance])),
    books: Object.fromEntries(books.map(({ provider, ...book }) => [provider, book])),
    payments: Object.fromEntries(payments.map(({ id, status, collected, refunded, account, review, receipt }) => [id, { status, collected, refunded, account, review, receipt }])),
    installments: Object.fromEntries(installments.map(({ id, ...one }) => [id, one])),
    bookings: Object.fromEntries(bookings.map(({ id, ...one }) => [id, one])),
  };
}

/**
 * What is wrong with the books, whatever has happened, once everything has been settled: nothing, one hopes. Payment by
 * payment and refund by refund, against what the providers' own books say.
 */
export async function faultsIn(world: MoneyWorld): Promise<string[]> {
  const { tellers } = world;
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  const none = async (sql: string, fault: string): Promise<void> => {
    const rows = await world.query(sql);
    expect(rows.length === 0, `${fault}: ${JSON.stringify(rows.slice(0, 3))}`);
  };

  for (const one of await world.query<PaymentRow>(PAYMENTS)) {
    const taken = tellers.collected(one);
    expect(taken === (one.collected ?? 0), `${one.provider} took ${String(taken)} for payment ${one.id} (${one.status}), we say ${String(one.collected)}`);
    expect(one.refunding === 0, `payment ${one.id} has ${String(one.refunding)} on its way back for ever`);
    expect(one.refunded >= 0 && one.refunded <= (one.collected ?? 0), `payment ${one.id} gave back ${String(one.refunded)} of ${String(one.collected)}`);
    expect((one.status === 'refunded') === (one.collected !== null && one.refunded === one.collected), `payment ${one.id} is ${one.status} with ${String(one.refunded)} of ${String(one.collected)} back`);
  }
  for (const one of await world.query<RefundRow>(REFUNDS)) {
    const given = tellers.givenBack(one);
    expect(one.status === 'completed' || one.status === 'failed', `refund ${one.id} is ${one.status}`);
    expect(given === (one.status === 'completed' ? one.amount : 0), `${one.provider} gave ${String(given)} for refund ${one.id} (${one.status}) of ${String(one.amount)}`);
  }
  const ours = new Map((await world.query<{ provider: MoneyProvider; collected: number; given_back: number }>(BOOKS)).map(({ provider, ...book }) => [provider, book]));
  for (const [provider, theirs] of Object.entries(tellers.books())) {
    const book = ours.get(provider as MoneyProvider) ?? { collected: 0, given_back: 0 };
    expect(book.collected === theirs.collected && book.given_back === theirs.given_back, `${provider} says ${JSON.stringify(theirs)}, our ledger ${JSON.stringify(book)}`);
  }

  await none('SELECT transaction_id FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0', 'a ledger transaction does not balance');
  await none('SELECT sum(amount) FROM ledger_entries HAVING sum(amount) <> 0', 'the ledger does not add up to nothing');
  await none(
    `WITH held AS (SELECT credit_account AS account, sum(collected_amount - refunded_amount) AS amount FROM payments WHERE credit_account IS NOT NULL GROUP BY 1),
       kept AS (SELECT account, sum(amount) AS amount FROM ledger_entries WHERE account LIKE '%:%' GROUP BY 1)
     SELECT account, held.amount AS held, kept.amount AS kept FROM held FULL JOIN kept USING (account) WHERE held.amount IS DISTINCT FROM kept.amount`,
    'an account does not hold what its payments brought in');
  await none(
    `SELECT p.id FROM payments p LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM refunds WHERE status = 'completed' GROUP BY 1) f ON f.payment_id = p.id
     WHERE p.refunded_amount <> coalesce(f.amount, 0)`, 'a payment gave back something else than its refunds');
  await none(
    `SELECT b.id FROM bookings b WHERE b.deposit_paid <> (SELECT coalesce(sum(amount), 0) FROM payments WHERE credit_account = 'deposit:' || b.id)`,
    'a deposit is not what was paid for it');
  await none(
    `SELECT i.id FROM installments i WHERE i.paid_amount <> (SELECT coalesce(sum(amount), 0) FROM payments WHERE installment_id = i.id AND credit_account LIKE 'landlord:%')`,
    'an installment is not what was paid for it');
  await none(`SELECT payment_id FROM payment_transitions WHERE to_status = 'completed' GROUP BY 1 HAVING count(*) > 1`, 'a payment was completed twice');
  await none(`SELECT payment_id FROM payment_transitions WHERE from_status = 'refunded' OR (from_status = 'completed' AND to_status <> 'refunded')`, 'a payment went backwards');
  await none('SELECT year FROM receipts GROUP BY year HAVING max(number) <> count(*) OR min(number) <> 1', 'the receipts have gaps');
  await none(
    `SELECT p.id FROM payments p WHERE (p.credit_account ~ '^(landlord|deposit):') <> EXISTS (SELECT 1 FROM receipts r WHERE r.payment_id = p.id)`,
    'a receipt too many, or one that is missing');
  await none('SELECT type, consumer, last_error FROM outbox WHERE dead_at IS NOT NULL', 'an event was given up');
  return faults;
}

/** Everything that money is written in, as one digest. */
export async function fingerprint(world: MoneyWorld): Promise<string> {
  const tables = ['payments', 'payment_transitions', 'refunds', 'receipts', 'receipt_counters', 'ledger_transactions', 'ledger_entries', 'installments', 'bookings'];
  const digests = tables.map((table) => `(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM ${table} t) AS ${table}`);
  const [row] = await world.query<Record<string, string>>(`SELECT ${digests.join(', ')}`);
  return JSON.stringify(row);
}
