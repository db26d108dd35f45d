import { Injectable } from '@nestjs/common';
import { query, type Tx } from '../../platform/database/database.js';
import { AuthSecrets } from './auth-secrets.js';

/** At most `max` messages in any `seconds` for one thing: a number, an address, an account. */
export interface SendLimit {
  readonly counted: string;
  readonly max: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 3600;

/** What any SMS counts against. `address` is the caller's; a command line has none. */
export function smsLimits(phone: string, address: string | undefined): SendLimit[] {
  const limits = [{ counted: `sms ${phone}`, max: 3, seconds: 10 * MINUTE }];
  return address === undefined ? limits : [...limits, { counted: `address ${address}`, max: 10, seconds: HOUR }];
}

/** What a code that somebody asks for counts against besides. */
export function askedCodeLimits(phone: string): SendLimit[] {
  return [
    { counted: `asked ${phone}`, max: 1, seconds: MINUTE },
    { counted: `asked ${phone}`, max: 5, seconds: HOUR },
  ];
}

export function resetMailLimits(user_id: string): SendLimit[] {
  return [{ counted: `reset ${user_id}`, max: 5, seconds: HOUR }];
}

/** Each new address gets a mail, whoever it belongs to. */
export function newAddressMailLimit(user_id: string): SendLimit {
  return { counted: `new address ${user_id}`, max: 10, seconds: HOUR };
}

/** How long a row of `auth_sends` is asked about. */
export const SENDS_COUNT_FOR_HOURS = 1;

/** Keeps our messages from becoming somebody's weapon, or our bill. */
@Injectable()
export class SendLimits {
  constructor(private readonly secrets: AuthSecrets) {}

  /** Counts one message against all of the limits; false, and nothing counted, where one is reached. */
  async take(tx: Tx, limits: readonly SendLimit[]): Promise<boolean> {
    const asked = limits.map((limit) => ({ ...limit, key: this.secrets.countKeyOf(limit.counted) }));
    // Everybody takes the locks in the same order, so that two never wait for each other.
    const keys = [...new Set(asked.map((limit) => limit.key))].sort();
    await query(tx, 'SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key', [keys]);
    const counted = await query(
      tx,
      `INSERT INTO auth_sends (key) SELECT key FROM unnest($1::text[]) AS key
       WHERE NOT EXISTS (
         SELECT FROM unnest($2::text[], $3::int[], $4::int[]) AS l (key, max, seconds)
         WHERE (SELECT count(*) FROM auth_sends s WHERE s.key = l.key AND s.sent_at > now() - make_interval(secs => l.seconds)) >= l.max)
       RETURNING id`,
      [keys, asked.map((limit) => limit.key), asked.map((limit) => limit.max), asked.map((limit) => limit.seconds)],
    );
    return counted.length > 0;
  }
}
