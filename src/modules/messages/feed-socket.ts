import type { Socket } from 'socket.io';
import { logger } from '../../platform/observability/logger.js';
import type { MessageView } from './dto/message.dto.js';

/** Read at a time. */
const STRETCH = 100;
/** A client that takes nothing any more is cut before its packets fill the memory: it comes back and goes on where it was. */
const MOST_UNSENT = 1000;

/** What is in a person's feed above a number. */
export type ReadFeed = (after: number, limit: number) => Promise<readonly { readonly seq: number; readonly view: MessageView }[]>;

/**
 * One socket, and how far in its person's feed it is. What is told across instances is only a hint: the next number goes out as it comes,
 * anything else makes it read the feed. So nothing is left out, repeated or in another order, whatever got lost on the way.
 */
export class FeedSocket {
  private cursor = 0;
  private reading = true;
  /** The highest number heard of. */
  private heard = 0;
  /** Numbers up to here have surely arrived: a ping that went out behind them was answered. */
  private arrived = 0;
  private pinged = 0;

  constructor(
    readonly socket: Socket,
    private readonly read: ReadFeed,
  ) {
    // Whatever went out before a ping is there once its pong comes back: one connection keeps its order.
    socket.conn.on('packetCreate', ({ type }: { type: string }) => { if (type === 'ping') this.pinged = this.cursor; });
    socket.conn.on('heartbeat', () => { this.arrived = this.pinged; });
  }

  /** How far the client surely is; `left_in_order` when it said good-bye itself, so that everything before has arrived. */
  position(left_in_order: boolean): number {
    return left_in_order ? this.cursor : this.arrived;
  }

  /** From here on everything is sent. */
  async begin(at: number): Promise<void> {
    this.cursor = at;
    this.arrived = this.pinged = at;
    this.reading = false;
    if (this.heard > at) await this.catchUp(this.heard);
  }

  /** A message with this number is in the feed. */
  offer(seq: number, view: MessageView): void {
    this.heard = Math.max(this.heard, seq);
    if (this.reading || seq <= this.cursor) return;
    if (seq === this.cursor + 1) this.send(seq, view);
    else void this.catchUp(seq);
  }

  /** The feed is at least as long as this. */
  async catchUp(to: number): Promise<void> {
    this.heard = Math.max(this.heard, to);
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.cursor < this.heard && this.socket.connected) {
        const goal = this.heard;
        const rows = await this.read(this.cursor, STRETCH);
        for (const { seq, view } of rows) this.send(seq, view);
        // Numbers without a message are those of one that was sent twice.
        if (rows.length < STRETCH) this.cursor = Math.max(this.cursor, goal);
      }
    } catch (error) {
      logger.warn({ err: error }, 'a feed cannot be read now; it is tried again shortly');
    } finally {
      this.reading = false;
    }
  }

  private send(seq: number, view: MessageView): void {
    this.cursor = seq;
    this.socket.emit('message:new', view, String(seq));
    if (unsent(this.socket) > MOST_UNSENT) this.socket.conn.close();
  }
}

/** engine.io puts no bound on it, and does not show it either. */
function unsent({ conn }: Socket): number {
  return (conn as unknown as { writeBuffer: readonly unknown[] }).writeBuffer.length;
}
