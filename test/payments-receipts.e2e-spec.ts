import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Money } from '../src/kernel/money.js';
import { newReceiptCode } from '../src/modules/payments/receipts/receipt-code.js';
import { Settlement } from '../src/modules/payments/settlement.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestMoney, type PaidPayment } from './support/money.js';
import { qrOf, textOf } from './support/pdf.js';

interface Check { genuine: boolean; number: string; issued_on: string; amount: number; currency: string; status: string; code: string }

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('receipts', () => {
  let house: TestApp;
  let money: TestMoney;
  let tenant: TestActor;
  let landlord: TestActor;
  let payment: PaidPayment;

  beforeAll(async () => {
    house = await startApp();
    money = new TestMoney(house);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    tenant = await house.actors.asTenant({ first_name: 'Sènanmi', last_name: 'Kpatcha' });
    landlord = await house.actors.asLandlord({ first_name: 'Codjo', last_name: 'Houngbédji' });
    payment = await money.paid({ tenant, landlord });
  });

  const check = async (code: string, headers: Record<string, string> = {}) => house.api.get<Check>(`/receipts/${encodeURIComponent(code)}`, { headers });
  async function paper(id: string, as = tenant): Promise<Buffer> {
    const reply = await fetch(`${house.url}/api/v1/payments/${id}/receipt.pdf`, { headers: { authorization: `Bearer ${as.token}` } });
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'private, no-store']);
    return Buffer.from(await reply.arrayBuffer());
  }

  describe('whoever scans one', () => {
    it.each([['says nothing', {}], ['takes anything', { accept: '*/*' }], ['wants JSON', { accept: 'application/json' }]])('gets JSON where the client %s', async (_who, headers: Record<string, string>) => {
      const { body, headers: said } = await check(payment.code, headers);
      expect(body).toEqual({ genuine: true, number: payment.number, issued_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), amount: 60000, currency: 'XOF', status: 'valid' });
      expect([said.get('content-type'), said.get('cache-control'), said.get('vary')]).toEqual([expect.stringContaining('application/json'), 'no-store', expect.stringContaining('Accept')]);
    });

    it('gets a page in a browser, that loads and runs nothing', async () => {
      const { text, headers } = await check(payment.code, BROWSER);
      expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['text/html; charset=utf-8', 'no-store']);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(text).toContain('Quittance authentique');
      expect(text).toContain(`N° ${payment.number}, émise le `);
      expect(text.replace(/\s/g, ' ')).toContain('60 000 FCFA');
      expect(text).not.toMatch(/<script|src=|href=/);
    });

    it('learns nobody’s name, and nothing of the home', async () => {
      const { rows } = await house.database.client.query<{ reference: string; transaction_id: string }>('SELECT reference, transaction_id FROM payments WHERE id = $1', [payment.id]);
      const secrets = [
        'Sènanmi', 'Kpatcha', 'Codjo', 'Houngbédji', 'Rue 12.045', 'Fidjrossè', 'Cotonou', 'Studio', 'fedapay', payment.id, payment.booking_id, rows[0]?.reference ?? '', rows[0]?.transaction_id ?? '',
        ...[tenant, landlord].flatMap(({ id, email, phone }) => [id, email, phone]),
      ];
      for (const { text } of [await check(payment.code), await check(payment.code, BROWSER)]) {
        expect(secrets.filter((secret) => secret === '' || text.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
      }
      const paid = await textOf(await paper(payment.id));
      for (const name of ['Sènanmi', 'Kpatcha', 'Houngbédji', 'Rue 12.045']) expect(paid).toContain(name);
    });

    it('may type it off the paper', async () => {
      const typed = payment.code.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l').replace(/(.{4})/g, '$1-');
      expect((await check(typed)).body.number).toBe(payment.number);
    });

    it.each([
      ['on no receipt', newReceiptCode()],
      ['too short', 'K7QXM2RD9TWA'],
      ['too long', `${newReceiptCode()}0`],
      ['far too long', 'A'.repeat(2000)],
      ['with a letter that none has', 'U'.repeat(26)],
      ['a number', '2026-000001'],
      ['a piece of SQL', "' OR code LIKE '%"],
      ['signs', '%é✓ %00'],
      ['the id of a payment', '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f'],
    ])('is told 404 where the code is %s', async (_what, code) => {
      const { status, body } = await check(code);
      expect([status, body.code]).toEqual([404, 'not_found']);
      const page = await check(code, BROWSER);
      expect([page.status, page.text]).toEqual([404, expect.stringContaining('Quittance inconnue')]);
    });

    it('is told what has gone back of the money since, once it has', async () => {
      await money.giveBack(payment.id, landlord, 20000);
      expect((await check(payment.code)).body).toMatchObject({ genuine: true, amount: 60000, status: 'partly_refunded' });
      expect((await check(payment.code, BROWSER)).text).toContain('remboursée en partie');
      expect(await textOf(await paper(payment.id))).toContain('EN PARTIE');
      await money.giveBack(payment.id, landlord);
      expect((await check(payment.code)).body).toMatchObject({ genuine: true, amount: 60000, status: 'refunded' });
      expect((await check(payment.code, BROWSER)).text).toContain('mais remboursée');
      expect(await textOf(await paper(payment.id))).toContain('ne prouve plus aucun paiement');
    });
  });

  describe('the paper', () => {
    it('holds its number, the amount in words, the names, and a code that leads to its check', async () => {
      const pdf = await paper(payment.id);
      const text = await textOf(pdf);
      for (const said of [`N° ${payment.number}`, 'la somme de soixante mille francs CFA (60 000 FCFA)', 'Reçu de M./Mme Sènanmi Kpatcha', 'Le bailleur Codjo Houngbédji', 'Rue 12.045']) expect(text).toContain(said);
      expect(qrOf(pdf)).toBe(`http://api.lokahome.test/api/v1/receipts/${payment.code}`);
      const reply = await fetch(house.url + new URL(qrOf(pdf) ?? '').pathname);
      expect(((await reply.json()) as Check).number).toBe(payment.number);
    });

    it('says the same to both sides, and stays as it was when people and homes change', async () => {
      const before = await textOf(await paper(payment.id));
      await house.api.put('/users/me', { first_name: 'Yabo' }, { as: tenant });
      await house.database.client.query(`UPDATE properties SET address = 'Rue 99' WHERE owner_id = $1`, [landlord.id]);
      expect(await textOf(await paper(payment.id))).toBe(before);
      expect(await textOf(await paper(payment.id, landlord))).toBe(before);
    });
  });

  it('are not issued, nor is the money counted twice, when another currency has come and that is told twice', async () => {
    const { id } = await money.started({ tenant, landlord });
    const inEuros = () => house.app.get(Settlement).apply(id, { kind: 'paid', collected: Money.of(92, 'EUR'), fee: null });
    await Promise.all([inEuros(), inEuros()]);
    await inEuros();
    const { rows } = await house.database.client.query('SELECT e.account, e.amount::int, e.currency FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id WHERE t.payment_id = $1 ORDER BY e.amount', [id]);
    expect(rows).toEqual([{ account: 'payer', amount: -92, currency: 'EUR' }, { account: `suspense:${id}`, amount: 92, currency: 'EUR' }]);
    expect((await house.database.client.query(`SELECT 1 FROM outbox WHERE type = 'payment.review_needed' AND payload ->> 'payment_id' = $1`, [id])).rows).toHaveLength(1);
    expect((await house.api.get<{ review_reason: string }>(`/payments/${id}`, { as: tenant })).body.review_reason).toBe('currency_mismatch');
  });

  it('are not issued for money that people still have to look at, or that was not owed', async () => {
    const [less, late] = [await money.started({ tenant, landlord }), await money.started({ tenant, landlord })];
    await money.arrived(less.id, 59000);
    await house.api.put(`/bookings/${late.booking_id}/cancel`, {}, { as: tenant });
    await money.arrived(late.id);
    for (const { id } of [less, late]) {
      expect((await house.api.get<Check>(`/payments/${id}/receipt.pdf`, { as: tenant })).body.code).toBe('payment.no_receipt');
    }
  });
});

describe('the numbers of receipts', () => {
  let house: TestApp;
  let money: TestMoney;
  beforeAll(async () => {
    house = await startApp();
    money = new TestMoney(house);
  });
  afterAll(() => house.close());

  const numbers = async (): Promise<number[]> => (await house.database.client.query<{ number: number }>('SELECT number FROM receipts ORDER BY number')).rows.map(({ number }) => number);
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  it('have no gaps, with completions at once, told twice, and rolled back', async () => {
    const parties = { tenant: await house.actors.asTenant(), landlord: await house.actors.asLandlord() };
    const payments: string[] = [];
    while (payments.length < 20) payments.push((await money.started(parties)).id);
    const doomed = payments.filter((_, index) => index % 4 === 1);
    // Their transactions do everything, take their number, and fail when they commit.
    await house.database.client.query(`
      CREATE TABLE doomed (payment_id uuid PRIMARY KEY);
      CREATE FUNCTION fail_the_doomed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM doomed WHERE payment_id = NEW.payment_id) THEN RAISE EXCEPTION 'the disk is full'; END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER fail_the_doomed AFTER INSERT ON receipts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail_the_doomed()`);
    await house.database.client.query('INSERT INTO doomed SELECT unnest($1::uuid[])', [doomed]);

    const twice = [...payments, ...payments.toReversed()];
    const failed = new Set((await Promise.allSettled(twice.map((id) => money.arrived(id)))).flatMap(({ status }, index) => (status === 'rejected' ? [twice[index]] : [])));
    expect([...failed].toSorted()).toEqual(doomed.toSorted());
    expect(await numbers()).toEqual(upTo(15));

    await house.database.client.query('DELETE FROM doomed');
    await Promise.all(twice.map((id) => money.arrived(id)));
    expect(await numbers()).toEqual(upTo(20));
    const { rows } = await house.database.client.query('SELECT count(DISTINCT payment_id)::int AS payments, count(DISTINCT code)::int AS codes, count(DISTINCT year)::int AS years FROM receipts');
    expect(rows).toEqual([{ payments: 20, codes: 20, years: 1 }]);
  });
});
