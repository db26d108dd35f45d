import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { Config } from '../../config/index.js';
import { requestContext, type RequestContext } from '../http/request-context.js';
import { databaseSettings } from './data-source-options.js';
import { OwnWrites } from './own-writes.js';
import { Replica, type ReplicaFigures } from './replica.js';

/** How often it is looked how far the replicas are. */
const LOOK_EVERY_MS = 500;

/**
 * The read replicas of DATABASE_REPLICA_URLS. A request that only reads may be answered by one of them, unless it comes
 * from someone whose latest change is not there yet. Whatever changes something, and every job, stays with the primary.
 */
@Injectable()
export class Replicas implements OnModuleInit, OnApplicationShutdown {
  private readonly replicas: readonly Replica[];
  /** One request is answered by one of them: its list and its count fit together. */
  private readonly chosen = new WeakMap<RequestContext, Promise<Replica | undefined>>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    config: Config,
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ownWrites: OwnWrites,
  ) {
    const settings = databaseSettings(config);
    this.replicas = settings.replicaUrls.map((url) => new Replica(url, settings, config.DATABASE_REPLICA_MAX_LAG_MS));
  }

  async onModuleInit(): Promise<void> {
    if (this.any) await this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await Promise.all(this.replicas.map((one) => one.close()));
  }

  /** Where the running request may read; undefined: from the primary. */
  forThisRequest(): Promise<Replica | undefined> | undefined {
    if (!this.any) return undefined;
    const context = requestContext.current();
    if (context?.only_reads !== true) return undefined;
    const known = this.chosen.get(context) ?? this.choose(context.actor_id ?? null);
    this.chosen.set(context, known);
    return known;
  }

  /** From now on this request reads from the primary; false where it has done so all along. */
  async leave(context: RequestContext): Promise<boolean> {
    const replica = await this.chosen.get(context);
    this.chosen.set(context, Promise.resolve(undefined));
    return replica !== undefined;
  }

  get any(): boolean {
    return this.replicas.length > 0;
  }

  /** Notes, after a request that may have changed something, up to where this caller must see the log. */
  async remember(actor_id: string): Promise<void> {
    await this.ownWrites.remember(actor_id, () => this.primaryLsn('pg_current_wal_insert_lsn'));
  }

  figures(): ReplicaFigures[] {
    return this.replicas.map((one) => one.figures());
  }

  private async choose(actor_id: string | null): Promise<Replica | undefined> {
    // Without a replica in use nobody's changes need to be looked up.
    if (!this.replicas.some((one) => one.has(0))) return undefined;
    const needed = actor_id === null ? 0 : await this.ownWrites.of(actor_id);
    const able = this.replicas.filter((one) => one.has(needed));
    return able[Math.floor(Math.random() * able.length)];
  }

  private async look(): Promise<void> {
    const at = performance.now();
    // While the primary is away nothing changes, and who has all that was seen of it is up to date.
    const lsn = await this.primaryLsn('pg_current_wal_flush_lsn').catch(() => undefined);
    if (lsn !== undefined) for (const one of this.replicas) one.primaryIsAt(lsn, at);
    await Promise.all(this.replicas.map((one) => one.look()));
    if (!this.closed) this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  private async primaryLsn(name: 'pg_current_wal_insert_lsn' | 'pg_current_wal_flush_lsn'): Promise<number> {
    const pool = (this.dataSource.driver as unknown as { master: Pool }).master;
    const { rows } = await pool.query<{ lsn: number }>(`SELECT pg_wal_lsn_diff(${name}(), '0/0')::float8 AS lsn`);
    return rows[0]?.lsn ?? Infinity;
  }
}
