import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { addMonths, instantAt } from '../../../kernel/calendar-date.js';
import { Database } from '../../../platform/database/database.js';
import { csvOf, type Cell } from '../../../platform/documents/csv.js';
import { Answer } from '../../../platform/http/answer.js';
import type { MonthlyReportView, MonthQuery } from './monthly-report.view.js';

const list = (object: string, from: string): string => `(SELECT coalesce(json_agg(${object}), '[]') FROM ${from} AS x)`;

/** `$1` and `$2` are when the month begins and ends. Deposits are owed back: what comes and goes of them is no revenue. */
const REPORT = `
  WITH came AS (
    SELECT p.currency, p.payment_type, p.collected_amount AS amount, h.city_key, h.city
    FROM payments p LEFT JOIN bookings b ON b.id = p.booking_id LEFT JOIN properties h ON h.id = b.property_id
    WHERE p.completed_at >= $1 AND p.completed_at < $2 AND p.collected_amount IS NOT NULL),
  went AS (
    SELECT f.currency, f.amount FROM refunds f JOIN payments p ON p.id = f.payment_id
    WHERE f.status = 'completed' AND f.completed_at >= $1 AND f.completed_at < $2 AND p.payment_type <> 'deposit' AND p.completed_at IS NOT NULL),
  sums AS (
    SELECT currency, sum(rent) AS rent, sum(services) AS services, sum(deposits) AS deposits, sum(refunded) AS refunded FROM (
      SELECT currency, CASE payment_type WHEN 'rent' THEN amount ELSE 0 END AS rent, CASE payment_type WHEN 'service' THEN amount ELSE 0 END AS services,
        CASE payment_type WHEN 'deposit' THEN amount ELSE 0 END AS deposits, 0 AS refunded FROM came
      UNION ALL SELECT currency, 0, 0, 0, amount FROM went) AS moved
    GROUP BY currency ORDER BY currency),
  asked AS (SELECT b.status, b.currency, h.city, h.city_key FROM bookings b JOIN properties h ON h.id = b.property_id WHERE b.created_at >= $1 AND b.created_at < $2),
  listed AS (SELECT city, city_key, currency FROM properties WHERE published_at >= $1 AND published_at < $2),
  prices AS (
    SELECT rental_type, currency, round(avg(price), CASE currency WHEN 'XOF' THEN 0 ELSE 2 END) AS average, count(*) AS listings FROM properties
    WHERE status IN ('published', 'rented') AND deleted_at IS NULL AND published_at < $2 GROUP BY rental_type, currency ORDER BY rental_type, currency),
  places AS (
    SELECT min(city) AS city, currency, sum(bookings) AS bookings, sum(rent) AS rent, sum(new_listings) AS new_listings FROM (
      SELECT city, city_key, currency, 1 AS bookings, 0 AS rent, 0 AS new_listings FROM asked
      UNION ALL SELECT city, city_key, currency, 0, amount, 0 FROM came WHERE payment_type = 'rent'
      UNION ALL SELECT city, city_key, currency, 0, 0, 1 FROM listed) AS happened
    GROUP BY city_key, currency ORDER BY bookings DESC, rent DESC, city_key)
  SELECT json_build_object(
    'bookings', (SELECT json_build_object('requested', count(*), ${['pending', 'confirmed', 'cancelled', 'completed'].map((status) => `'${status}', count(*) FILTER (WHERE status = '${status}')`).join(', ')}) FROM asked),
    'revenue', ${list(`json_build_object('currency', currency, 'rent', trim_scale(rent), 'services', trim_scale(services), 'deposits', trim_scale(deposits),
      'refunded', trim_scale(refunded), 'net', trim_scale(rent + services - refunded))`, 'sums')},
    'new_users', (SELECT json_build_object(${['tenant', 'landlord', 'provider', 'admin'].map((role) => `'${role}', count(*) FILTER (WHERE user_type = '${role}')`).join(', ')}, 'total', count(*))
      FROM users WHERE created_at >= $1 AND created_at < $2),
    'new_listings', (SELECT count(*) FROM listed),
    'average_price', ${list(`json_build_object('rental_type', rental_type, 'currency', currency, 'average', trim_scale(average), 'listings', listings)`, 'prices')},
    'cities', ${list(`json_build_object('city', city, 'currency', currency, 'bookings', bookings, 'rent', trim_scale(rent), 'new_listings', new_listings)`, 'places')}) AS report`;

/** What a month has brought. */
@Injectable()
export class MonthlyReport {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async of({ year, month, format }: MonthQuery): Promise<MonthlyReportView | Answer> {
    const time_zone = this.config.TZ_BUSINESS;
    const label = `${String(year)}-${String(month).padStart(2, '0')}`;
    const first = `${label}-01`;
    const rows = await this.database.read<{ report: Omit<MonthlyReportView, 'year' | 'month' | 'time_zone'> }>(REPORT, [
      instantAt(first, '00:00', time_zone), instantAt(addMonths(first, 1), '00:00', time_zone),
    ]);
    if (!rows[0]) throw new Error('the month was not counted');
    const report: MonthlyReportView = { year, month, time_zone, ...rows[0].report };
    if (format !== 'csv') return report;
    return new Answer(tableOf(report), {
      'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="lokahome-${label}.csv"`, 'cache-control': 'private, no-store',
    });
  }
}

/** One figure a line: spreadsheets sort, filter and pivot it as they like. */
function tableOf({ bookings, revenue, new_users, new_listings, average_price, cities }: MonthlyReportView): string {
  const rows: Cell[][] = [
    ...Object.entries(bookings).map(([name, count]) => ['bookings', name, null, count as number]),
    ...revenue.flatMap(({ currency, ...sums }) => Object.entries(sums).map(([name, amount]) => ['revenue', name, currency, amount])),
    ...Object.entries(new_users).map(([role, count]) => ['new_users', role, null, count as number]),
    ['new_listings', null, null, new_listings],
    ...average_price.map(({ rental_type, currency, average }) => ['average_price', rental_type, currency, average]),
    ...cities.flatMap(({ city, currency, ...figures }) => Object.entries(figures).map(([name, value]) => [`city_${name}`, city, currency, value])),
  ];
  return csvOf(['figure', 'of', 'currency', 'value'], rows);
}
