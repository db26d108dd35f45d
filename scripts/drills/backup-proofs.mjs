/** What must hold on a copy: the rules, the books, the files. Each query finds what breaks one, and should find nothing. */
import { contextOf } from '../../src/modules/uploads/documents.ts';
import { namedFilesSql } from '../../src/platform/backup/named-files.ts';
import { LocalStorage } from '../../src/platform/storage/local-storage.ts';
import { Vault } from '../../src/platform/vault/vault.ts';

const RULES = {
  'no two stays share a night': `
    SELECT a.id FROM bookings a JOIN bookings b ON a.property_id = b.property_id AND a.id < b.id AND a.start_date < b.end_date AND b.start_date < a.end_date
    WHERE a.status IN ('pending', 'confirmed') AND b.status IN ('pending', 'confirmed')`,
  'no stay lies on a blocked day': `
    SELECT s.id FROM bookings s JOIN property_blocks b ON b.property_id = s.property_id AND b.start_date < s.end_date AND s.start_date < b.end_date WHERE s.status = 'confirmed'`,
  'the ledger adds up to nothing, in all and in each transaction': `
    SELECT currency FROM ledger_entries GROUP BY GROUPING SETS ((currency), (currency, transaction_id)) HAVING sum(amount) <> 0`,
  'every payment that brought money is in the ledger once, with its amount': `
    SELECT p.id FROM payments p WHERE p.collected_amount IS DISTINCT FROM (SELECT -sum(e.amount) FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'payer'
      WHERE t.payment_id = p.id AND t.kind = 'payment') OR (p.status IN ('completed', 'refunded') AND p.collected_amount IS NULL)`,
  'every refund that went out is in the ledger once, with its amount': `
    SELECT f.id FROM refunds f WHERE f.status = 'completed' AND f.amount IS DISTINCT FROM
      (SELECT sum(e.amount) FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id AND e.account = 'payer' WHERE t.refund_id = f.id)`,
  'a payment has given back what its refunds say': `
    SELECT p.id FROM payments p WHERE p.refunded_amount <> (SELECT coalesce(sum(amount), 0) FROM refunds WHERE payment_id = p.id AND status = 'completed')`,
  'every account holds what its payments brought in': `
    WITH held AS (SELECT credit_account AS account, sum(collected_amount - refunded_amount) AS amount FROM payments WHERE credit_account IS NOT NULL GROUP BY 1),
      kept AS (SELECT account, sum(amount) AS amount FROM ledger_entries WHERE account LIKE '%:%' GROUP BY 1)
    SELECT account FROM held FULL JOIN kept USING (account) WHERE held.amount IS DISTINCT FROM kept.amount`,
  'the installments of a stay are its total': `
    SELECT b.id FROM bookings b WHERE b.status = 'confirmed' AND b.total_amount IS DISTINCT FROM (SELECT sum(amount) FROM installments WHERE booking_id = b.id)`,
  'an installment is paid by what was paid for it': `
    SELECT i.id FROM installments i WHERE i.paid_amount <> (SELECT coalesce(sum(amount), 0) FROM payments WHERE installment_id = i.id AND credit_account LIKE 'landlord:%')`,
  'every completed payment has its receipt, and receipts are numbered without gaps': `
    SELECT p.id::text FROM payments p WHERE p.status = 'completed' AND NOT EXISTS (SELECT 1 FROM receipts WHERE payment_id = p.id)
    UNION ALL SELECT year::text FROM receipts GROUP BY year HAVING count(*) <> max(number)`,
  'every index and constraint is valid': `
    SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid UNION ALL SELECT conname::text FROM pg_constraint WHERE NOT convalidated`,
};

/** @returns how many rules were held against it. @throws an error that names the first that is broken */
export async function proveRules(sql) {
  for (const [rule, breaches] of Object.entries(RULES)) {
    const rows = await sql(breaches);
    if (rows.length > 0) throw new Error(`broken: ${rule}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return Object.keys(RULES).length;
}

/** PostgreSQL has checked them while it restored; this asks the rows themselves. */
export async function proveReferences(sql) {
  const keys = await sql(`
    SELECT conname AS name, conrelid::regclass::text AS child, confrelid::regclass::text AS parent,
      (SELECT json_agg(json_build_array(quote_ident(c.attname), quote_ident(p.attname))) FROM unnest(conkey, confkey) AS pair (child, parent)
        JOIN pg_attribute c ON c.attrelid = conrelid AND c.attnum = pair.child JOIN pg_attribute p ON p.attrelid = confrelid AND p.attnum = pair.parent) AS pairs
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`);
  for (const { name, child, parent, pairs } of keys) {
    const set = pairs.map(([column]) => `c.${column} IS NOT NULL`).join(' AND ');
    const same = pairs.map(([column, key]) => `p.${key} = c.${column}`).join(' AND ');
    const orphans = await sql(`SELECT 1 FROM ${child} c WHERE ${set} AND NOT EXISTS (SELECT 1 FROM ${parent} p WHERE ${same}) LIMIT 1`);
    if (orphans.length > 0) throw new Error(`broken: ${name}: a row of ${child} refers to nothing in ${parent}`);
  }
  return keys.length;
}

/** Every file that a row names is there; what is sealed opens with its key and is, by its checksum, what was sealed. */
export async function proveFiles(sql, { root, public_url, FILES_ENC_KEYS }) {
  const storage = new LocalStorage({ root, public_url });
  const vault = new Vault({ FILES_ENC_KEYS });
  const named = await sql(namedFilesSql());
  for (const { file } of named) {
    const bytes = await storage.get(file.replace(`${public_url}/`, ''));
    if (!bytes?.length) throw new Error(`broken: a row names ${file}, which is not there`);
  }
  const documents = await sql('SELECT * FROM documents');
  for (const row of documents) {
    const opened = vault.open({ ...row, ciphertext: await storage.get(row.storage_key) }, contextOf(row));
    if (opened.length !== row.size) throw new Error(`broken: document ${row.id} has ${opened.length} bytes and not ${row.size}`);
  }
  return { named: named.length, opened: documents.length };
}
