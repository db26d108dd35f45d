import { io, type Socket } from 'socket.io-client';
import { until } from './wait.js';

export interface ChatMessage {
  readonly id: string;
  readonly sender_id: string;
  readonly receiver_id: string;
  readonly content: string;
  readonly client_id: string | null;
  readonly is_read: boolean;
  readonly property_id: string | null;
}

export interface ChatProblem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

export type Ack<T = ChatMessage> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: ChatProblem };

type Heard = { readonly event: string; readonly payload: Record<string, unknown> };

/** A person's device: socket.io's own client, and all it has heard. */
export class Device {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  refused: Error & { data?: ChatProblem } | undefined;

  constructor(url: string, token: string, options: { auth?: Record<string, string>; headers?: Record<string, string> } = {}) {
    this.socket = io(`${url}/ws/messages`, {
      auth: { token, ...options.auth }, transports: ['websocket'], forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 300, extraHeaders: options.headers,
    });
    this.socket.on('connect_error', (error) => { this.refused = error; });
    this.socket.onAny((event: string, payload: Record<string, unknown>) => this.heard.push({ event, payload }));
  }

  /** Connected, and told where its feed is. */
  async ready(times = 1, timeout_ms = 15_000): Promise<this> {
    await until(() => Promise.resolve(this.all('ready').length >= times), 'a device to be ready', timeout_ms);
    return this;
  }

  all(event: string): Record<string, unknown>[] {
    return this.heard.filter((one) => one.event === event).map(({ payload }) => payload);
  }

  /** The texts of the messages it got, in their order. */
  get texts(): string[] {
    return this.all('message:new').map(({ content }) => String(content));
  }

  async send(receiver_id: string, content: unknown, more: object = {}): Promise<Ack> {
    return this.ask('message:send', { receiver_id, content, ...more });
  }

  async ask<T>(event: string, payload: unknown): Promise<Ack<T>> {
    return (await this.socket.timeout(15_000).emitWithAck(event, payload).catch((error: unknown) => {
      throw new Error(`${event} ${JSON.stringify(payload)} is not acknowledged`, { cause: error });
    })) as Ack<T>;
  }

  async hears(event: string, what: (payload: Record<string, unknown>) => boolean = () => true): Promise<Record<string, unknown>> {
    return until(() => Promise.resolve(this.all(event).find(what)), `a device to hear ${event}`);
  }

  async gets(...texts: string[]): Promise<void> {
    await until(() => Promise.resolve(this.texts.length >= texts.length), `${String(texts.length)} messages, not ${JSON.stringify(this.texts)}`);
    if (JSON.stringify(this.texts) !== JSON.stringify(texts)) throw new Error(`got ${JSON.stringify(this.texts)} instead of ${JSON.stringify(texts)}`);
  }

  /** The line is cut without a word, as in a tunnel. */
  cut(): void {
    (this.socket.io.engine.transport as unknown as { ws: { terminate?: () => void; close: () => void } }).ws.terminate?.();
  }

  close(): void {
    this.socket.disconnect();
  }
}
