import type { ClientBase } from 'pg';

const TABLES = ['properties', 'property_images', 'property_blocks', 'favorites', 'bookings', 'booking_transitions', 'installments', 'reviews'];
/** The triggers whose work our rows have done already: masks are computed, no stay lies on another or on a block. */
const KNOWN_TRIGGERS = new Set(['properties_mask_amenities', 'stays_keep_off_blocks', 'blocks_keep_off_stays']);
const NOT_PERMITTED = '42501';

/** How to put back what was taken away. */
export interface DroppedIndex {
  readonly name: string;
  readonly definition: string;
  readonly drop: string;
  readonly restore: string;
}

/**
 * Takes away the indexes that are costly to fill row by row and tells how to make them again, word for word. Only
 * ever inside the transaction that loads the rows: should it fail or die, they were never gone. Primary keys stay,
 * because foreign keys hang on them; rows come in the order of their ids, so they cost little. So does what has an
 * `IN (…)` in its condition: PostgreSQL writes that in a form which it reads back as another.
 */
export async function dropHeavyIndexes(client: ClientBase): Promise<DroppedIndex[]> {
  const { rows } = await client.query<{ name: string; table: string; definition: string; constraint: string | null }>(
    `SELECT i.relname AS name, t.relname AS table, pg_get_indexdef(i.oid) AS definition, pg_get_constraintdef(c.oid) AS constraint
       FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_class t ON t.oid = x.indrelid
       LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('u', 'x')
      WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY ($1) AND NOT x.indisprimary
        AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.conindid = i.oid AND f.contype = 'f')
      ORDER BY t.relname, i.relname`,
    [TABLES],
  );
  const heavy = rows.filter(({ definition }) => !definition.includes(' = ANY ('));
  const dropped = heavy.map(({ name, table, definition, constraint }): DroppedIndex => {
    const quoted = client.escapeIdentifier(name);
    return constraint === null
      ? { name, definition, drop: `DROP INDEX ${quoted}`, restore: definition }
      : {
          name,
          definition,
          drop: `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
          restore: `ALTER TABLE ${table} ADD CONSTRAINT ${quoted} ${constraint}`,
        };
  });
  for (const { drop } of dropped) await client.query(drop);
  return dropped;
}

/** Throws, and so undoes the whole run, when one does not come back as it was. */
export async function restoreIndexes(client: ClientBase, dropped: readonly DroppedIndex[], log: (line: string) => void): Promise<void> {
  for (const { name, definition, restore } of dropped) {
    const begun = performance.now();
    await client.query(restore);
    const { rows } = await client.query<{ definition: string }>('SELECT pg_get_indexdef($1::regclass) AS definition', [
      client.escapeIdentifier(name),
    ]);
    if (rows[0]?.definition !== definition) throw new Error(`Index ${name} did not come back as it was`);
    log(`  ${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
}

/**
 * Keeps triggers and foreign key checks from running in this transaction: they cost a third of the load. Only a
 * superuser may, and only while every trigger on our tables is one whose work we do ourselves; otherwise they run.
 */
export async function quietTriggers(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT g.tgname AS name FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
      WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY ($1) AND NOT g.tgisinternal`,
    [[...TABLES, 'users', 'property_views']],
  );
  if (rows.some(({ name }) => !KNOWN_TRIGGERS.has(name))) return false;
  await client.query('SAVEPOINT quiet');
  try {
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query('RELEASE SAVEPOINT quiet');
    return true;
  } catch (error) {
    if (!isCode(error, NOT_PERMITTED)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT quiet');
    return false;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
