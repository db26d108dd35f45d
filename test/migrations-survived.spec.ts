import { describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { loadMigrations } from '../src/platform/database/data-source-options.js';

/** Older ones were there before there was a version that had to survive them. */
const FROM = 1795200040000;

/** What takes something away from the version before, or asks of it what it does not know. docs/deploy.md, "Migrations". */
const NARROWING: Readonly<Record<string, RegExp>> = {
  'takes something away': /\bDROP\s+(TABLE|COLUMN|VIEW|MATERIALIZED\s+VIEW|TYPE|SCHEMA)\b|\bTRUNCATE\b/i,
  'renames': /\bRENAME\s+(TO|COLUMN|CONSTRAINT)\b/i,
  'changes a type': /\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE\b/i,
  'forbids what was allowed': /\bSET\s+NOT\s+NULL\b|\bDROP\s+DEFAULT\b/i,
  'adds a column that must be given': /\bADD\s+COLUMN\s+(?![^,;]*\b(DEFAULT|GENERATED)\b)[^,;]*\bNOT\s+NULL\b/i,
};
const REASON = /--\s*contract:\s*\S.{10,}/;

/** The harm of each statement that says no reason above it. */
function harmsOf(sql: string): string[] {
  return sql.split(';').flatMap((statement) => {
    if (REASON.test(statement)) return [];
    const bare = statement.replace(/--.*$/gm, '');
    return Object.entries(NARROWING).flatMap(([harm, pattern]) => (pattern.test(bare) ? [`${harm}: ${bare.trim().replace(/\s+/g, ' ').slice(0, 120)}`] : []));
  });
}

async function statementsOf(migration: MigrationInterface): Promise<string[]> {
  const said: string[] = [];
  const runner = { query: (sql: string) => { said.push(sql); return Promise.resolve([]); } };
  await migration.up(runner as unknown as QueryRunner);
  return said;
}

describe('the version before survives every migration', () => {
  it('none takes away or narrows what it uses, unless it says why nobody does', async () => {
    const migrations = (await loadMigrations()).map((type) => new type() as MigrationInterface);
    const young = migrations.filter(({ name = '' }) => Number(/\d+$/.exec(name)?.[0]) > FROM);
    const harms = await Promise.all(young.map(async (migration) => (await statementsOf(migration)).flatMap(harmsOf).map((harm) => `${migration.name ?? ''} ${harm}`)));
    expect(harms.flat()).toEqual([]);
  });

  it.each([
    'DROP TABLE reports', 'ALTER TABLE users DROP COLUMN phone', 'ALTER TABLE users RENAME COLUMN phone TO number', 'ALTER TABLE a ALTER COLUMN b TYPE text', 'ALTER TABLE a ALTER b SET NOT NULL',
    'ALTER TABLE a ADD COLUMN b int NOT NULL', 'ALTER TABLE a ADD COLUMN x int DEFAULT 1, ADD COLUMN b int NOT NULL', 'CREATE TABLE ok (id int); TRUNCATE ok',
  ])('%s asks for a reason', (sql) => {
    expect(harmsOf(sql)).toHaveLength(1);
    expect(harmsOf(`SELECT 1; -- contract: nobody has read it since 1.4\n ${sql.split('; ').at(-1) ?? ''}`)).toEqual([]);
  });

  it.each([
    'CREATE TABLE a (id int NOT NULL)', 'ALTER TABLE a ADD COLUMN b int', 'ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0', 'ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (1) STORED NOT NULL',
    'ALTER TABLE a DROP CONSTRAINT b, ADD CONSTRAINT b CHECK (c IN (1, 2))', 'DROP INDEX a', '-- DROP TABLE a\nSELECT 1', 'ALTER TABLE a ALTER COLUMN b DROP NOT NULL',
  ])('%s does not', (sql) => {
    expect(harmsOf(sql)).toEqual([]);
  });
});
