import { io, type Socket } from 'socket.io-client';

import { ConnectionError, ProblemError, type ProblemBody } from './errors.js';
import type { MessageView, NewMessage, NotificationView } from './generated/types.gen.js';
import type { LokaHome } from './lokahome.js';
import { abortable, pause } from './retry.js';
import { newKey } from './transport.js';

/** Everything up to the message has been read by its receiver. */
export interface ReadReceipt {
  readonly message_id: string;
  readonly reader_id: string;
  readonly read_at: string;
}

/** What comes by itself. */
export interface ChatEvents {
  /** A message from or to the signed-in person, on whichever device it was written; in order, each one once. */
  'message:new': (message: MessageView) => void;
  'message:read': (receipt: ReadReceipt) => void;
  typing: (who: { user_id: string; is_typing: boolean }) => void;
  /** Of people one has talked with. */
  presence: (who: { user_id: string; online: boolean }) => void;
  'notification:new': (note: NotificationView) => void;
  /** Connected; `recovered`: what was missed follows. Otherwise ask for the conversations anew. */
  ready: (state: { user_id: string; recovered: boolean }) => void;
}

type Acknowledgement<Data> = { ok: true; data: Data } | { ok: false; error: ProblemBody };
type Acknowledge<Data> = (answer: Acknowledgement<Data>) => void;

interface Sent {
  'message:send': (message: NewMessage & { client_id: string }, done: Acknowledge<MessageView>) => void;
  'message:read': (mark: { message_id: string }, done: Acknowledge<MessageView>) => void;
  typing: (state: { receiver_id: string; is_typing: boolean }) => void;
}

export interface ChatOptions {
  /** How long one try waits for its acknowledgement, in milliseconds (10 000). */
  timeout?: number;
  /** How long a message is tried to be sent over lost connections, in milliseconds (60 000). */
  patience?: number;
}

const LONGEST_PAUSE = 15_000;
/** Refusals that pass: too fast, or a dependency that is away. */
const PASSING = [429, 503];

/**
 * The chat of who is signed in at `api`. Comes back by itself after a lost connection, with a token that is good, and
 * goes on where it was. Needs `socket.io-client`.
 */
export class Chat {
  readonly #api: LokaHome;
  readonly #options: Required<ChatOptions>;
  readonly #socket: Socket<ChatEvents, Sent>;
  readonly #closing = new AbortController();
  #token: string | null = null;
  #failures = 0;

  constructor(api: LokaHome, { timeout = 10_000, patience = 60_000 }: ChatOptions = {}) {
    this.#api = api;
    this.#options = { timeout, patience };
    this.#socket = io(`${api.baseUrl}/ws/messages`, {
      transports: ['websocket'],
      forceNew: true,
      autoConnect: false,
      reconnectionDelayMax: LONGEST_PAUSE,
      extraHeaders: { 'accept-language': api.language },
      // Asked for before each connection, the first and those after a loss.
      auth: (say) => void this.#tokenForHandshake().then((token) => say({ token })),
    });
    this.#socket.on('ready', () => void (this.#failures = 0));
    this.#socket.on('connect_error', (error) => {
      // Lost connections are socket.io's to try again; a refused handshake is ours.
      if (!this.#socket.active) void this.#comeBack((error as { data?: ProblemBody }).data);
    });
    this.#socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') void this.#comeBack();
    });
    this.#socket.connect();
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** Listens until the returned function is called. */
  on<Name extends keyof ChatEvents>(event: Name, listener: ChatEvents[Name]): () => void {
    // socket.io's own type for listeners does not follow a name that is still open.
    const socket = this.#socket as unknown as { on: (event: string, listener: unknown) => void; off: (event: string, listener: unknown) => void };
    socket.on(event, listener);
    return () => socket.off(event, listener);
  }

  /** Sends a message, over lost connections as well; the same `client_id` twice is one message. */
  send(message: NewMessage & { client_id?: string }, { signal }: { signal?: AbortSignal } = {}): Promise<MessageView> {
    const body = { ...message, client_id: message.client_id ?? newKey() };
    return this.#ask((socket) => socket.emitWithAck('message:send', body), signal);
  }

  /** Everything up to this message has been read. */
  read(message_id: string, { signal }: { signal?: AbortSignal } = {}): Promise<MessageView> {
    return this.#ask((socket) => socket.emitWithAck('message:read', { message_id }), signal);
  }

  /** Shows that one is writing, or no longer; lost when nobody is connected. */
  typing(receiver_id: string, is_typing = true): void {
    this.#socket.volatile.emit('typing', { receiver_id, is_typing });
  }

  /** Ends it; what is still being sent fails with a ConnectionError. */
  close(): void {
    this.#closing.abort(new ConnectionError('the chat is closed'));
    this.#socket.disconnect();
  }

  /** Repeats a question until it is acknowledged: whatever is asked here may be asked twice. */
  async #ask<Data>(question: (socket: ReturnType<Socket<ChatEvents, Sent>['timeout']>) => Promise<Acknowledgement<Data>>, asked?: AbortSignal): Promise<Data> {
    const giving_up = new AbortController();
    const stop = (reason: unknown): void => giving_up.abort(reason);
    const timer = setTimeout(() => stop(new ConnectionError(`not acknowledged within ${this.#options.patience} ms`)), this.#options.patience);
    const ends = [this.#closing.signal, ...(asked ? [asked] : [])].map((signal) => ({ signal, end: (): void => stop(signal.reason) }));
    for (const { signal, end } of ends) {
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    }
    const { signal } = giving_up;
    try {
      for (let tries = 1; ; tries++) {
        await this.#whenConnected(signal);
        const answer = await abortable(question(this.#socket.timeout(this.#options.timeout)).catch(() => null), signal);
        if (answer?.ok) return answer.data;
        if (answer && !PASSING.includes(answer.error.status)) throw new ProblemError(answer.error);
        await pause(pauseAfter(tries), signal);
      }
    } finally {
      clearTimeout(timer);
      for (const { signal: one, end } of ends) one.removeEventListener('abort', end);
    }
  }

  async #whenConnected(signal: AbortSignal): Promise<void> {
    if (this.#socket.connected) return;
    let connected = (): void => undefined;
    const connecting = new Promise<void>((resolve) => (connected = resolve));
    this.#socket.once('connect', connected);
    await abortable(connecting, signal).finally(() => this.#socket.off('connect', connected));
  }

  /** Never fails: without a token the server refuses, and we come back later. */
  async #tokenForHandshake(): Promise<string> {
    this.#token = await this.#api.accessToken().catch(() => this.#token);
    return this.#token ?? '';
  }

  /** After the server has said no: with another token where it was the token, and not at all once nobody is signed in. */
  async #comeBack(problem?: ProblemBody): Promise<void> {
    try {
      await pause(pauseAfter((this.#failures += 1)), this.#closing.signal);
      if (problem?.code === 'auth.unauthorized') {
        const refused = this.#token;
        const token = refused === null ? await this.#api.accessToken() : await this.#api.accessToken(refused).catch(() => refused);
        if (token === null) this.close();
      }
      if (!this.#closing.signal.aborted) this.#socket.connect();
    } catch {
      // Closed meanwhile.
    }
  }
}

/** Longer with every failure, half of it by chance. */
function pauseAfter(failures: number): number {
  const grown = Math.min(250 * 2 ** (failures - 1), LONGEST_PAUSE);
  return grown / 2 + Math.random() * (grown / 2);
}
