import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { instantAt, todayIn } from '../../../kernel/calendar-date.js';
import { Clock } from '../../../platform/clock.js';
import { Database } from '../../../platform/database/database.js';
import { instantSql } from '../../../platform/database/sql.js';
import type { StatsView } from './stats.view.js';

const counts = (values: readonly string[], column: string): string => values.map((value) => `'${value}', count(*) FILTER (WHERE ${column} = '${value}')`).join(', ');

/** One statement, one moment: the figures fit each other. `$1` is when the month began. */
const STATS = `
  SELECT json_build_object(
    'users', (SELECT json_build_object(${['tenant', 'landlord', 'provider', 'admin'].map((role) => `'${role}', count(*) FILTER (WHERE is_active AND user_type = '${role}')`).join(', ')},
        'deactivated', count(*) FILTER (WHERE NOT is_active), 'new_this_month', count(*) FILTER (WHERE created_at >= $1)) FROM users WHERE erased_at IS NULL),
    'properties', (SELECT json_build_object(${counts(['draft', 'published', 'rented', 'inactive'], 'status')}) FROM properties WHERE deleted_at IS NULL),
    'bookings', (SELECT json_build_object(${counts(['pending', 'confirmed', 'cancelled', 'completed'], 'status')}) FROM bookings),
    'payments_this_month', (SELECT coalesce(json_agg(json_build_object('currency', currency, 'completed', trim_scale(completed), 'refunded', trim_scale(refunded)) ORDER BY currency), '[]')
      FROM (SELECT currency, sum(completed) AS completed, sum(refunded) AS refunded FROM (
          SELECT currency, collected_amount AS completed, 0 AS refunded FROM payments WHERE completed_at >= $1 AND collected_amount IS NOT NULL
          UNION ALL SELECT currency, 0, amount FROM refunds WHERE status = 'completed' AND completed_at >= $1) AS moved
        GROUP BY currency) AS sums),
    'payments_to_review', (SELECT count(*) FROM payments WHERE status = 'processing' AND review_reason IS NOT NULL),
    'open_reports', (SELECT count(*) FROM reports WHERE status = 'open'),
    'pending_identity_checks', NULL,
    'dead_events', (SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL),
    'counted_at', ${instantSql('now()')}) AS stats`;

/** How things stand right now. */
@Injectable()
export class Stats {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async now(): Promise<StatsView> {
    const zone = this.config.TZ_BUSINESS;
    const first = `${todayIn(zone, this.clock.now()).slice(0, 8)}01`;
    const [rows, pending_identity_checks] = await Promise.all([
      this.database.read<{ stats: StatsView }>(STATS, [instantAt(first, '00:00', zone)]),
      this.pendingIdentityChecks(),
    ]);
    const stats = rows[0]?.stats;
    if (!stats) throw new Error('the figures were not counted');
    return Object.assign(stats, { pending_identity_checks });
  }

  private async pendingIdentityChecks(): Promise<number | null> {
    const [table] = await this.database.read<{ there: boolean }>(`SELECT to_regclass('identity_verifications') IS NOT NULL AS there`);
    if (!table?.there) return null;
    const [row] = await this.database.read<{ count: number }>(`SELECT count(*)::int AS count FROM identity_verifications WHERE status = 'pending'`);
    return row?.count ?? 0;
  }
}
