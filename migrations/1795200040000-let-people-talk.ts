import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages are kept once and numbered twice: `sender_seq` in the feed of who wrote, `receiver_seq` in that of who got it.
 * A feed has no order but these numbers, given under its row's lock: what is at or below a number that was read is there.
 */
export class LetPeopleTalk1795200040000 implements MigrationInterface {
  name = 'LetPeopleTalk1795200040000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_feeds (
        user_id uuid PRIMARY KEY REFERENCES users (id),
        last_seq bigint NOT NULL CHECK (last_seq >= 0)
      );

      -- One row for each side of a conversation.
      CREATE TABLE conversations (
        user_id uuid NOT NULL REFERENCES users (id),
        -- No foreign key: the other side's row has it.
        partner_id uuid NOT NULL,
        -- The latest message, in the feed of user_id.
        last_seq bigint NOT NULL,
        last_at timestamptz NOT NULL,
        -- Everything that came up to here, in the feed of user_id, is read.
        read_seq bigint NOT NULL DEFAULT 0,
        unread_count integer NOT NULL DEFAULT 0 CHECK (unread_count >= 0),
        -- What the partner has read last of what user_id wrote.
        partner_read_id uuid,
        partner_read_at timestamptz,
        -- Somebody is about to see whether user_id must be told of what came.
        notice_due boolean NOT NULL DEFAULT false,
        PRIMARY KEY (user_id, partner_id),
        CONSTRAINT conversations_not_with_oneself CHECK (user_id <> partner_id)
      );
      CREATE INDEX conversations_newest ON conversations (user_id, last_seq DESC);

      CREATE TABLE user_blocks (
        blocker_id uuid NOT NULL REFERENCES users (id),
        blocked_id uuid NOT NULL REFERENCES users (id),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (blocker_id, blocked_id),
        CONSTRAINT user_blocks_not_oneself CHECK (blocker_id <> blocked_id)
      );
      CREATE INDEX user_blocks_blocked ON user_blocks (blocked_id);

      -- is_read stays for the version before this one, which shows it in exports; the next migration of this table drops it.
      ALTER TABLE messages ADD COLUMN client_id varchar(64), ADD COLUMN sender_seq bigint, ADD COLUMN receiver_seq bigint;

      WITH numbered AS (
        SELECT user_id, id, row_number() OVER (PARTITION BY user_id ORDER BY created_at, id) AS seq
        FROM (SELECT sender_id AS user_id, id, created_at FROM messages UNION ALL SELECT receiver_id, id, created_at FROM messages) AS sides)
      UPDATE messages m SET sender_seq = s.seq, receiver_seq = r.seq FROM numbered s, numbered r
      WHERE s.id = m.id AND s.user_id = m.sender_id AND r.id = m.id AND r.user_id = m.receiver_id;

      INSERT INTO message_feeds (user_id, last_seq)
      SELECT user_id, max(seq) FROM (SELECT sender_id AS user_id, sender_seq AS seq FROM messages UNION ALL SELECT receiver_id, receiver_seq FROM messages) AS sides GROUP BY user_id;

      INSERT INTO conversations (user_id, partner_id, last_seq, last_at, read_seq, unread_count)
      SELECT user_id, partner_id, max(seq), max(created_at), coalesce(max(seq) FILTER (WHERE received AND is_read), 0), count(*) FILTER (WHERE received AND NOT is_read)
      FROM (SELECT sender_id AS user_id, receiver_id AS partner_id, sender_seq AS seq, created_at, false AS received, is_read FROM messages
        UNION ALL SELECT receiver_id, sender_id, receiver_seq, created_at, true, is_read FROM messages) AS sides GROUP BY user_id, partner_id;

      ALTER TABLE messages ALTER COLUMN sender_seq SET NOT NULL, ALTER COLUMN receiver_seq SET NOT NULL;
      DROP INDEX messages_sender, messages_receiver, messages_unread;
      CREATE UNIQUE INDEX messages_sent ON messages (sender_id, sender_seq);
      CREATE UNIQUE INDEX messages_received ON messages (receiver_id, receiver_seq);
      CREATE INDEX messages_between ON messages (receiver_id, sender_id, receiver_seq DESC);
      -- What a client sends twice under one id of its own is one message.
      CREATE UNIQUE INDEX messages_once ON messages (sender_id, client_id) WHERE client_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE messages m SET is_read = m.receiver_seq <= c.read_seq FROM conversations c WHERE c.user_id = m.receiver_id AND c.partner_id = m.sender_id;
      DROP TABLE user_blocks, conversations, message_feeds;
      DROP INDEX messages_sent, messages_received, messages_between, messages_once;
      ALTER TABLE messages DROP COLUMN client_id, DROP COLUMN sender_seq, DROP COLUMN receiver_seq;
      CREATE INDEX messages_sender ON messages (sender_id, receiver_id, id DESC);
      CREATE INDEX messages_receiver ON messages (receiver_id, sender_id, id DESC);
      CREATE INDEX messages_unread ON messages (receiver_id) WHERE NOT is_read;
    `);
  }
}
