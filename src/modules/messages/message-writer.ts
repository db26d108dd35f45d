import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { query, type Tx } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import { MessageAboutNothing, MessageBlocked, MessageToOneself, ReceiverUnknown } from './message.errors.js';
import { messageSql, READ_BY_RECEIVER, type FeedMessage } from './message.views.js';

/** What somebody wants to say. */
export interface Draft {
  readonly sender_id: string;
  readonly receiver_id: string;
  readonly content: string;
  readonly property_id: string | null;
  readonly service_request_id: string | null;
  readonly client_id: string | null;
}

/** A draft that was written down, was there before, or is refused. */
export type Outcome = { readonly message: FeedMessage; readonly fresh: boolean } | Error;

interface Verdict {
  readonly n: number;
  readonly blocked: boolean;
  readonly about_known: boolean;
}

const PEOPLE = { name: 'messages.people', text: 'SELECT id FROM users WHERE id = ANY ($1) AND is_active AND erased_at IS NULL ORDER BY id FOR KEY SHARE' };
const DRAFT_COLUMNS = 'd(n int, sender_id uuid, receiver_id uuid, client_id text, property_id uuid, service_request_id uuid)';

/**
 * Writes messages down, any number in one go: checks, numbers, rows and both sides of each conversation. The feeds of all
 * concerned are locked in the order of their ids until the transaction ends, so the numbers of a feed become visible
 * in their order.
 */
@Injectable()
export class MessageWriter {
  async write(tx: Tx, drafts: readonly Draft[]): Promise<Outcome[]> {
    const outcomes: (Outcome | undefined)[] = await this.check(tx, drafts);
    await this.findSentBefore(tx, drafts, outcomes);
    const open = drafts.flatMap((draft, n) => (outcomes[n] === undefined ? [{ ...draft, n }] : []));
    if (open.length > 0) {
      const written = await this.insert(tx, open);
      // A twin that another process has written while we waited for the lock is found now.
      const missing = open.filter(({ n }) => !written.has(n));
      for (const [n, message] of written) outcomes[n] = { message, fresh: true };
      if (missing.length > 0) await this.findSentBefore(tx, drafts, outcomes);
      await this.moveConversations(tx, [...written.values()]);
    }
    return outcomes.map((outcome) => outcome ?? new NotFound());
  }

  /** Receivers who are there stay so until the transaction ends: erasure waits, and then finds what was written. */
  private async check(tx: Tx, drafts: readonly Draft[]): Promise<(Error | undefined)[]> {
    const people = [...new Set(drafts.flatMap(({ sender_id, receiver_id }) => [sender_id, receiver_id]))];
    const there = new Set(
      (await query<{ id: string }>(tx, PEOPLE, [people])).map(({ id }) => id),
    );
    const verdicts = await query<Verdict>(
      tx,
      { name: 'messages.check', text: `SELECT d.n,
         EXISTS (SELECT 1 FROM user_blocks b WHERE (b.blocker_id, b.blocked_id) IN ((d.sender_id, d.receiver_id), (d.receiver_id, d.sender_id))) AS blocked,
         (d.property_id IS NULL OR EXISTS (SELECT 1 FROM properties p WHERE p.id = d.property_id AND p.deleted_at IS NULL
            AND (p.status = 'published' OR p.owner_id IN (d.sender_id, d.receiver_id))))
         AND (d.service_request_id IS NULL OR EXISTS (SELECT 1 FROM service_requests r WHERE r.id = d.service_request_id AND r.requester_id IN (d.sender_id, d.receiver_id)))
           AS about_known
       FROM jsonb_to_recordset($1) AS ${DRAFT_COLUMNS}` },
      [JSON.stringify(drafts.map((draft, n) => ({ ...draft, content: undefined, n })))],
    );
    const refusals: (Error | undefined)[] = drafts.map(() => undefined);
    for (const { n, blocked, about_known } of verdicts) {
      const { sender_id, receiver_id } = drafts[n];
      if (sender_id === receiver_id) refusals[n] = new MessageToOneself();
      else if (!there.has(receiver_id) || !there.has(sender_id)) refusals[n] = new ReceiverUnknown();
      else if (blocked) refusals[n] = new MessageBlocked();
      else if (!about_known) refusals[n] = new MessageAboutNothing();
    }
    return refusals;
  }

  /** What has come under the same `client_id` before is answered as it is. */
  private async findSentBefore(tx: Tx, drafts: readonly Draft[], outcomes: (Outcome | undefined)[]): Promise<void> {
    const named = drafts.flatMap(({ sender_id, client_id }, n) => (client_id !== null && outcomes[n] === undefined ? [{ n, sender_id, client_id }] : []));
    if (named.length === 0) return;
    const rows = await query<FeedMessage & { n: number }>(
      tx,
      { name: 'messages.sent_before', text: `SELECT d.n, ${messageSql(READ_BY_RECEIVER)} AS view, m.sender_seq, m.receiver_seq
       FROM jsonb_to_recordset($1) AS d(n int, sender_id uuid, client_id text) JOIN messages m ON m.sender_id = d.sender_id AND m.client_id = d.client_id` },
      [JSON.stringify(named)],
    );
    for (const { n, ...message } of rows) outcomes[n] = { message, fresh: false };
  }

  private async insert(tx: Tx, drafts: readonly (Draft & { n: number })[]): Promise<Map<number, FeedMessage>> {
    const next = await this.takeNumbers(tx, drafts);
    const numbered = drafts.map((draft) => ({ ...draft, id: newId(), sender_seq: next(draft.sender_id), receiver_seq: next(draft.receiver_id) }));
    const rows = await query<{ id: string; created_at: string }>(
      tx,
      { name: 'messages.insert', text: `INSERT INTO messages AS m (id, sender_id, receiver_id, content, property_id, service_request_id, client_id, sender_seq, receiver_seq, created_at)
       SELECT id, sender_id, receiver_id, content, property_id, service_request_id, client_id, sender_seq, receiver_seq, clock_timestamp()
       FROM jsonb_to_recordset($1) AS d(id uuid, sender_id uuid, receiver_id uuid, content text, property_id uuid, service_request_id uuid, client_id text,
         sender_seq bigint, receiver_seq bigint)
       ON CONFLICT (sender_id, client_id) WHERE client_id IS NOT NULL DO NOTHING RETURNING id, ${instantSql('created_at')} AS created_at` },
      [JSON.stringify(numbered)],
    );
    const madeAt = new Map(rows.map(({ id, created_at }) => [id, created_at]));
    return new Map(
      numbered.flatMap(({ n, sender_seq, receiver_seq, ...draft }): [number, FeedMessage][] => {
        const created_at = madeAt.get(draft.id);
        if (created_at === undefined) return [];
        const { id, sender_id, receiver_id, content, property_id, service_request_id, client_id } = draft;
        const view = { id, sender_id, receiver_id, content, property_id, service_request_id, client_id, is_read: false, created_at };
        return [[n, { view, sender_seq, receiver_seq }]];
      }),
    );
  }

  /** So many numbers for each feed, in one statement that locks the feeds in the order of their ids; answers who takes the next one. */
  private async takeNumbers(tx: Tx, drafts: readonly Draft[]): Promise<(user_id: string) => number> {
    const needed = new Map<string, number>();
    for (const id of drafts.flatMap(({ sender_id, receiver_id }) => [sender_id, receiver_id])) needed.set(id, (needed.get(id) ?? 0) + 1);
    const rows = await query<{ user_id: string; last_seq: number }>(
      tx,
      { name: 'messages.take_numbers', text: `INSERT INTO message_feeds AS f (user_id, last_seq) SELECT user_id, needed FROM unnest($1::uuid[], $2::bigint[]) AS u(user_id, needed) ORDER BY user_id
       ON CONFLICT (user_id) DO UPDATE SET last_seq = f.last_seq + excluded.last_seq RETURNING user_id, last_seq` },
      [[...needed.keys()], [...needed.values()]],
    );
    const latest = new Map(rows.map(({ user_id, last_seq }) => [user_id, last_seq - (needed.get(user_id) ?? 0)]));
    return (user_id) => {
      const seq = (latest.get(user_id) ?? 0) + 1;
      latest.set(user_id, seq);
      return seq;
    };
  }

  /** Both sides of each conversation come up; one of them has more to read. */
  private async moveConversations(tx: Tx, messages: readonly FeedMessage[]): Promise<void> {
    const sides = new Map<string, { user_id: string; partner_id: string; last_seq: number; last_at: string; unread: number }>();
    for (const { view, sender_seq, receiver_seq } of messages) {
      for (const [user_id, partner_id, last_seq, unread] of [[view.sender_id, view.receiver_id, sender_seq, 0], [view.receiver_id, view.sender_id, receiver_seq, 1]] as const) {
        const before = sides.get(`${user_id} ${partner_id}`);
        sides.set(`${user_id} ${partner_id}`, { user_id, partner_id, last_seq, last_at: view.created_at, unread: (before?.unread ?? 0) + unread });
      }
    }
    await query(
      tx,
      { name: 'messages.move_conversations', text: `INSERT INTO conversations AS c (user_id, partner_id, last_seq, last_at, unread_count)
       SELECT user_id, partner_id, last_seq, last_at, unread FROM jsonb_to_recordset($1) AS s(user_id uuid, partner_id uuid, last_seq bigint, last_at timestamptz, unread int)
       ORDER BY user_id, partner_id
       ON CONFLICT (user_id, partner_id) DO UPDATE SET last_seq = excluded.last_seq, last_at = excluded.last_at, unread_count = c.unread_count + excluded.unread_count` },
      [JSON.stringify([...sides.values()])],
    );
  }
}
