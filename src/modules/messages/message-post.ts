import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';
import { isDatabaseDown } from '../../platform/database/database-errors.js';
import { Presence } from '../../platform/realtime/presence.js';
import type { MessageView } from './dto/message.dto.js';
import { Feeds } from './feeds.js';
import type { FeedMessage } from './message.views.js';
import { MessageWriter, type Draft, type Outcome } from './message-writer.js';
import { Notices } from './notices.js';

interface Waiting {
  readonly draft: Draft;
  readonly settle: (outcome: Outcome) => void;
}

const MOST_AT_ONCE = 200;

/**
 * Where messages go in. What comes while some are being written waits and is written together: a transaction costs the same for
 * one message and for a hundred.
 */
@Injectable()
export class MessagePost {
  private readonly waiting: Waiting[] = [];
  private writing = false;

  constructor(
    private readonly database: Database,
    private readonly writer: MessageWriter,
    private readonly feeds: Feeds,
    private readonly presence: Presence,
    private readonly notices: Notices,
  ) {}

  /** Writes it with whatever else waits, and tells whoever is connected. @throws what it is refused for */
  async post(draft: Draft): Promise<FeedMessage> {
    const outcome = await new Promise<Outcome>((settle) => {
      this.waiting.push({ draft, settle });
      if (!this.writing) void this.work();
    });
    return messageOf(outcome);
  }

  /** The same in a transaction of its own, which keeps the answer of an idempotent request. @throws what it is refused for */
  async postAlone(draft: Draft): Promise<MessageView> {
    const connected = await this.receivers([draft]);
    let written: FeedMessage | undefined;
    const view = await this.database.transaction(async (tx) => {
      written = messageOf((await this.write(tx, [draft], connected))[0]);
      return written.view;
    });
    if (written) this.feeds.grown([written]);
    return view;
  }

  private async work(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST_AT_ONCE);
      const outcomes = await this.attempt(batch.map(({ draft }) => draft));
      this.feeds.grown(outcomes.flatMap((outcome) => (outcome instanceof Error || !outcome.fresh ? [] : [outcome.message])));
      batch.forEach(({ settle }, n) => { settle(outcomes[n]); });
    }
    this.writing = false;
  }

  /** One that breaks the whole batch is found by writing them one by one. */
  private async attempt(drafts: readonly Draft[]): Promise<Outcome[]> {
    try {
      const connected = await this.receivers(drafts);
      return await this.database.transaction((tx) => this.write(tx, drafts, connected));
    } catch (error) {
      if (drafts.length === 1 || isDatabaseDown(error)) return drafts.map(() => error as Error);
      const outcomes: Outcome[] = [];
      for (const draft of drafts) outcomes.push(...(await this.attempt([draft])));
      return outcomes;
    }
  }

  private async write(tx: Tx, drafts: readonly Draft[], connected: ReadonlySet<string>): Promise<Outcome[]> {
    const outcomes = await this.writer.write(tx, drafts);
    const unheard = outcomes.flatMap((outcome) => (outcome instanceof Error || !outcome.fresh || connected.has(outcome.message.view.receiver_id) ? [] : [outcome.message.view]));
    await this.notices.raise(tx, unheard.map(({ receiver_id, sender_id }) => ({ user_id: receiver_id, partner_id: sender_id })));
    return outcomes;
  }

  /** Those who are connected, looked up before the transaction. */
  private receivers(drafts: readonly Draft[]): Promise<ReadonlySet<string>> {
    return this.presence.connected([...new Set(drafts.map(({ receiver_id }) => receiver_id))]);
  }
}

function messageOf(outcome: Outcome | undefined): FeedMessage {
  if (outcome === undefined) throw new Error('a message was neither written nor refused');
  if (outcome instanceof Error) throw outcome;
  return outcome.message;
}
