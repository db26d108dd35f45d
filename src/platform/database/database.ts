import { Injectable, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { CustomTypesConfig, Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { claimKey, keepAnswer } from '../idempotency/idempotency-claim.js';
import { ConnectionLost, isConnectionLost, isRetriable } from './database-errors.js';
import type { ReplicaFigures } from './replica.js';
import { Replicas } from './replicas.js';

/** An open transaction. What writes takes it as its first argument. */
export type Tx = EntityManager;

/** A fixed statement: prepared once per connection under its name. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  /** How its columns are read, where it is not as usual. */
  readonly types?: CustomTypesConfig;
}

const ATTEMPTS = 3;
/** For how long an answer shows that the database is there. */
const FRESH_MS = 1000;

@Injectable()
export class Database {
  private answeredAt = -Infinity;

  constructor(
    @InjectDataSource() readonly dataSource: DataSource,
    /** None where the database is used outside of the application. */
    @Optional() private readonly replicas?: Replicas,
  ) {}

  /**
   * Runs `work` in one transaction and commits it. A deadlock or serialization failure runs it again,
   * three times in all, so `work` must touch nothing outside the database. An idempotent request's
   * answer is kept in the same transaction.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.commit(async (tx) => {
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

  /**
   * Not TypeORM's own wrapper: where the database hangs, that one waits a second time, for the ROLLBACK, and then puts the
   * connection back into the pool with its transaction still open, for somebody else's statements to get lost in.
   */
  private async commit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const result = await work(runner.manager);
      await runner.commitTransaction();
      this.answeredAt = performance.now();
      return result;
    } catch (error) {
      // TypeORM lets go of a connection that breaks between two statements; the next one only says "already released".
      if (runner.isReleased) throw new ConnectionLost(error);
      if (isConnectionLost(error)) await cut(runner);
      else await runner.rollbackTransaction().catch(() => cut(runner));
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Reads outside of any transaction: from a replica where there is one that this request may be answered by. */
  async read<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const replica = await this.replicas?.forThisRequest();
    if (!replica) return this.write<R>(statement, values);
    try {
      return await replica.query<R>({ ...asQuery(statement), values: [...values] });
    } catch (error) {
      if (!replica.failedBy(error)) throw error;
      return this.write<R>(statement, values);
    }
  }

  /** Where this request reads: what another one has read elsewhere is no answer to it. */
  async readsFrom(): Promise<string> {
    return (await this.replicas?.forThisRequest())?.name ?? 'primary';
  }

  /** One statement on the primary, in its own transaction: what writes, and what must be read as it is now. */
  async write<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    const result = await this.primaryPool().query<R>({ ...asQuery(statement), values: [...values] });
    this.answeredAt = performance.now();
    return result.rows;
  }

  /**
   * Resolves when the primary answers. Where it answers others, that is enough: under a flood of requests a statement of
   * its own would wait for a connection as long as they do, and a process that is merely busy would look dead.
   */
  async check(): Promise<void> {
    if (performance.now() - this.answeredAt > FRESH_MS) await this.write('SELECT 1');
  }

  /** Figures of the pool, for the metrics. */
  poolFigures(): { total: number; idle: number; waiting: number } {
    const pool = this.primaryPool();
    return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  /** Figures of the replicas, for the metrics. */
  replicaFigures(): ReplicaFigures[] {
    return this.replicas?.figures() ?? [];
  }

  private primaryPool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

function asQuery(statement: Statement | string): Statement {
  return typeof statement === 'string' ? { text: statement } : statement;
}

/** Ends the runner's connection instead of giving it back to the pool; PostgreSQL undoes what was open on it. */
function cut(runner: QueryRunner): Promise<void> {
  const internals = runner as unknown as { releasePostgresConnection(error: Error): Promise<void> };
  return internals.releasePostgresConnection(new ConnectionLost());
}

/** Rows of a statement that runs inside a transaction; a fixed one is prepared, which spares most of what it costs. */
export async function query<R extends object>(tx: Tx, statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
  const runner = tx.queryRunner;
  if (!runner) throw new Error('this statement belongs inside a transaction');
  if (typeof statement !== 'string') {
    const client = (await runner.connect()) as PoolClient;
    return (await client.query<R & QueryResultRow>({ ...statement, values: [...values] })).rows;
  }
  const result = await runner.query(statement, [...values], true);
  return (result.records ?? []) as R[];
}
