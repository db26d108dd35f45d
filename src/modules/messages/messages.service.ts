import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor } from '../../kernel/page.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database } from '../../platform/database/database.js';
import { Feed } from '../../platform/http/answer.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { pageOf, type FeedQuery } from '../../platform/http/page-query.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { BlocksRepository } from './blocks.repository.js';
import type { ConversationView, MessageView, SentMessage, Typing } from './dto/message.dto.js';
import { MessagePost } from './message-post.js';
import type { Draft } from './message-writer.js';
import { END_OF_TIME, MessagesRepository, type HistoryPoint, type ReadReceipt } from './messages.repository.js';

/** What people say to each other: one service behind HTTP and sockets. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly database: Database,
    private readonly messages: MessagesRepository,
    private readonly blocks: BlocksRepository,
    private readonly postbox: MessagePost,
    private readonly abilities: Abilities,
    private readonly realtime: Realtime,
  ) {}

  /** Over a socket: written together with what others send at the same moment. @throws MessageToOneself, ReceiverUnknown, MessageBlocked, MessageAboutNothing */
  async send(actor: SignedIn, message: SentMessage): Promise<MessageView> {
    return (await this.postbox.post(draftOf(actor, message))).view;
  }

  /** Over HTTP. @throws as `send` */
  write(actor: SignedIn, message: SentMessage): Promise<MessageView> {
    return this.postbox.postAlone(draftOf(actor, message));
  }

  /** Newest first, from the cursor on. @throws ValidationFailed for a cursor that is none of ours */
  async conversations(actor: SignedIn, query: FeedQuery): Promise<Feed> {
    const { page, per_page } = pageOf(query);
    const [before] = numbersIn(query.cursor, 1) ?? [Number.MAX_SAFE_INTEGER];
    const offset = query.cursor === undefined ? (page - 1) * per_page : 0;
    const [rows, total] = await Promise.all([
      this.messages.conversations(actor.id, before ?? 0, per_page + 1, offset),
      this.messages.countConversations(actor.id),
    ]);
    const items = rows.slice(0, per_page).map(({ user, last_message, unread_count }): ConversationView => ({ user, last_message, unread_count }));
    return new Feed(items, rows.length > per_page ? encodeCursor([rows[per_page - 1]?.last_seq]) : null, total);
  }

  /** Newest first, from the cursor on; empty where the two never wrote. @throws ValidationFailed for a cursor that is none of ours */
  async history(actor: SignedIn, partner_id: string, query: FeedQuery): Promise<Feed> {
    const { per_page } = pageOf(query);
    const before = historyPoint(query);
    const [rows, total] = await Promise.all([this.messages.history(actor.id, partner_id, before, per_page + 1), this.messages.countBetween(actor.id, partner_id)]);
    const items = rows.slice(0, per_page);
    const last = items.at(-1);
    return new Feed(items.map(({ view }) => view), rows.length > per_page && last ? encodeCursor([last.own_seq, last.partner_seq]) : null, total);
  }

  /** Everything up to it. @throws NotFound, Forbidden for what one wrote oneself */
  async read(actor: SignedIn, id: string): Promise<MessageView> {
    let receipt: ReadReceipt | null = null;
    const message = await this.database.transaction(async (tx) => {
      const parties = await this.messages.findParties(tx, id);
      if (!parties) throw new NotFound();
      this.abilities.authorize(actor, 'update', 'Message', parties);
      receipt = await this.messages.markRead(tx, parties);
      const read = await this.messages.find(tx, id);
      if (!read) throw new NotFound();
      return read;
    });
    if (receipt !== null) this.realtime.toUsers([message.sender_id, message.receiver_id], 'message:read', receipt);
    return message;
  }

  /** Kept nowhere, and not shown to who has blocked the writer or is blocked by them. */
  async showTyping(actor: SignedIn, { receiver_id, is_typing }: Typing): Promise<null> {
    if (receiver_id !== actor.id && !(await this.blocks.areApart(actor.id, receiver_id))) this.realtime.toUsers([receiver_id], 'typing', { user_id: actor.id, is_typing });
    return null;
  }
}

function draftOf(actor: SignedIn, { receiver_id, content, property_id, service_request_id, client_id }: SentMessage): Draft {
  return {
    sender_id: actor.id, receiver_id: receiver_id.toLowerCase(), content, property_id: property_id ?? null, service_request_id: service_request_id ?? null, client_id: client_id ?? null,
  };
}

function historyPoint({ cursor }: FeedQuery): HistoryPoint {
  const [own_seq, partner_seq] = numbersIn(cursor, 2) ?? [];
  return own_seq === undefined || partner_seq === undefined ? END_OF_TIME : { own_seq, partner_seq };
}

/** What our cursor holds; null without one. */
function numbersIn(cursor: string | undefined, count: number): number[] | null {
  if (cursor === undefined) return null;
  const values = decodeCursor(cursor) ?? [];
  if (values.length !== count || !values.every((one): one is number => Number.isSafeInteger(one) && Number(one) >= 0)) throw fieldFailure('cursor', 'not_a_cursor');
  return values;
}
