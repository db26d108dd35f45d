import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { claimKey, keepAnswer } from '../idempotency/idempotency-claim.js';
import { isRetriable } from './database-errors.js';

/** An open transaction. What writes takes it as its first argument. */
export type Tx = EntityManager;

/** A fixed statement: prepared once per connection under its name. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

const ATTEMPTS = 3;

@Injectable()
export class Database {
  constructor(@InjectDataSource() readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction and commits it. A deadlock or serialization failure runs it again,
   * three times in all, so `work` must touch nothing outside the database. An idempotent request's
   * answer is kept in the same transaction.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.dataSource.transaction(async (tx) => {
          await claimKey(tx);
          const result = await work(tx);
          await keepAnswer(tx, result);
          return result;
        });
      } catch (error) {
        if (attempt >= ATTEMPTS || !isRetriable(error)) throw error;
      }
    }
  }

  /** Reads outside of any transaction, from a replica where there is one. */
  async read<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const query = typeof statement === 'string' ? { text: statement } : statement;
    const result = await this.readPool().query<R>({ ...query, values: [...values] });
    return result.rows;
  }

  /** One statement that writes, in its own transaction. */
  async write<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const query = typeof statement === 'string' ? { text: statement } : statement;
    const result = await this.primaryPool().query<R>({ ...query, values: [...values] });
    return result.rows;
  }

  /** Figures of the pool, for the metrics. */
  poolFigures(): { total: number; idle: number; waiting: number } {
    const pool = this.primaryPool();
    return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  private primaryPool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private readPool(): Pool {
    const { slaves } = this.dataSource.driver as unknown as { slaves: Pool[] };
    if (slaves.length === 0) return this.primaryPool();
    return slaves[Math.floor(Math.random() * slaves.length)] ?? this.primaryPool();
  }
}

/** Rows of a statement that runs inside a transaction. */
export async function query<R>(tx: Tx, text: string, values: readonly unknown[] = []): Promise<R[]> {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('this statement belongs inside a transaction');
  const result = await runner.query(text, [...values], true);
  return (result.records ?? []) as R[];
}
