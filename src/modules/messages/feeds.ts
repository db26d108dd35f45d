import { Injectable } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';
import { FeedSocket } from './feed-socket.js';
import type { FeedMessage } from './message.views.js';
import { MessagesRepository } from './messages.repository.js';

/** A client that was away for longer reads the rest over HTTP. */
const MOST_MISSED = 1000;
const HINT = 'feeds:grown';

/** The feeds of everyone who is connected to this instance. */
@Injectable()
export class Feeds {
  private readonly byUser = new Map<string, Set<FeedSocket>>();
  private namespace: Namespace | undefined;

  constructor(private readonly messages: MessagesRepository) {}

  attach(namespace: Namespace): void {
    this.namespace = namespace;
    namespace.on(HINT, (messages: readonly FeedMessage[]) => { this.hear(messages); });
  }

  /** These are in the feeds of those who take part in them: their sockets are told, here and on every other instance. */
  grown(messages: readonly FeedMessage[]): void {
    if (messages.length === 0) return;
    this.hear(messages);
    this.namespace?.serverSideEmit(HINT, messages);
  }

  /**
   * A socket of this person, from `after` on where it says how far it has come, else from now on.
   * Answers where that is.
   */
  async open(user_id: string, socket: Socket, after: number | null): Promise<{ feed: FeedSocket; begin: () => Promise<void>; at: number }> {
    const feed = new FeedSocket(socket, (seq, limit) => this.messages.feedAfter(user_id, seq, limit));
    const feeds = this.byUser.get(user_id) ?? new Set<FeedSocket>();
    this.byUser.set(user_id, feeds.add(feed));
    const last = (await this.messages.latest([user_id])).get(user_id) ?? 0;
    const at = after === null || after > last ? last : Math.max(after, last - MOST_MISSED);
    return {
      feed,
      at,
      begin: async () => {
        await feed.begin(at);
        await feed.catchUp(last);
      },
    };
  }

  close(user_id: string, feed: FeedSocket): void {
    const feeds = this.byUser.get(user_id);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.byUser.delete(user_id);
  }

  /** Hints get lost when an instance dies or Redis is away: whoever is behind their feed reads it. */
  async compare(): Promise<void> {
    const latest = await this.messages.latest([...this.byUser.keys()]);
    for (const [user_id, seq] of latest) for (const feed of this.byUser.get(user_id) ?? []) void feed.catchUp(seq);
  }

  private hear(messages: readonly FeedMessage[]): void {
    for (const { view, sender_seq, receiver_seq } of messages) {
      for (const feed of this.byUser.get(view.sender_id) ?? []) feed.offer(sender_seq, view);
      for (const feed of this.byUser.get(view.receiver_id) ?? []) feed.offer(receiver_seq, view);
    }
  }
}
