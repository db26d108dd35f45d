import { createParamDecorator, type BeforeApplicationShutdown, type ExecutionContext } from '@nestjs/common';
import { ConnectedSocket, SubscribeMessage, WebSocketGateway, type OnGatewayConnection, type OnGatewayDisconnect, type OnGatewayInit } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import { Config } from '../../config/index.js';
import type { AppError } from '../../kernel/app-error.js';
import { newId } from '../../kernel/id.js';
import { Can } from '../../platform/authz/access.js';
import type { SignedIn, SocketHolder } from '../../platform/authz/actor.js';
import { InputPipe } from '../../platform/http/input.pipe.js';
import { TooManyRequests } from '../../platform/http/http.errors.js';
import { toAppError } from '../../platform/http/problem.filter.js';
import { problemOf, type Problem } from '../../platform/http/problem.js';
import { localeFrom } from '../../platform/i18n/locale.js';
import { reportError } from '../../platform/observability/error-reports.js';
import { logger } from '../../platform/observability/logger.js';
import { NAMESPACE } from '../../platform/realtime/realtime.js';
import { Connections } from './connections.js';
import { ReadMark, SentMessage, Typing } from './dto/message.dto.js';
import { MessagesService } from './messages.service.js';
import { SocketLimit } from './socket-limit.js';

type Acknowledgement = { readonly ok: true; readonly data: object | null } | { readonly ok: false; readonly error: Problem };

interface Holder extends SocketHolder {
  readonly limit: SocketLimit;
}

/** As it came: the global pipe would refuse it where nothing can be acknowledged. */
const Sent = createParamDecorator((_: unknown, context: ExecutionContext): unknown => context.switchToWs().getData());

const SAID_GOODBYE = 'client namespace disconnect';

/**
 * The chat over socket.io: the same service as over HTTP, with acknowledgements instead of answers. What is wrong with an event is
 * acknowledged as well, so it is checked within.
 */
@WebSocketGateway({ namespace: NAMESPACE })
export class MessagesGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<Socket>, OnGatewayDisconnect<Socket>, BeforeApplicationShutdown {
  private readonly input = new InputPipe();

  constructor(
    private readonly config: Config,
    private readonly connections: Connections,
    private readonly messages: MessagesService,
  ) {}

  afterInit(namespace: Namespace): void {
    // Guards do not see handshakes: whoever has no living session never becomes a socket.
    namespace.use((socket, next) => {
      this.connections.admit(socket).then(
        (actor) => {
          (socket.data as Holder) = { actor, limit: new SocketLimit(this.config.RATE_LIMIT_SOCKET, Date.now()) };
          nameIt(socket);
          next();
        },
        (error: unknown) => {
          const problem = this.problem(socket, error);
          next(Object.assign(new Error(problem.title), { data: problem }));
        },
      );
    });
    this.connections.start(namespace);
  }

  handleConnection(socket: Socket): void {
    if (this.config.RATE_LIMIT_ENABLED) socket.use((event, next) => { this.limit(socket, event, next); });
    this.connections.arrive(socket, actorOf(socket));
  }

  handleDisconnect(socket: Socket, reason?: string): void {
    this.connections.leave(socket.id, reason === SAID_GOODBYE).catch((error: unknown) => { logger.warn({ err: error }, 'a client has gone, and nobody could be told'); });
  }

  @SubscribeMessage('message:send')
  @Can('create', 'Message')
  send(@ConnectedSocket() socket: Socket, @Sent() body: unknown): Promise<Acknowledgement> {
    return this.answer(socket, async () => this.messages.send(actorOf(socket), await this.read(body, SentMessage)));
  }

  @SubscribeMessage('message:read')
  @Can('update', 'Message')
  markRead(@ConnectedSocket() socket: Socket, @Sent() body: unknown): Promise<Acknowledgement> {
    return this.answer(socket, async () => this.messages.read(actorOf(socket), (await this.read(body, ReadMark)).message_id));
  }

  @SubscribeMessage('typing')
  @Can('create', 'Message')
  type(@ConnectedSocket() socket: Socket, @Sent() body: unknown): Promise<Acknowledgement> {
    return this.answer(socket, async () => this.messages.showTyping(actorOf(socket), await this.read(body, Typing)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.connections.stop();
  }

  private async read<T>(body: unknown, metatype: new () => T): Promise<T> {
    return (await this.input.transform(body, { type: 'body', metatype })) as T;
  }

  private async answer(socket: Socket, work: () => Promise<object | null>): Promise<Acknowledgement> {
    try {
      return { ok: true, data: await work() };
    } catch (error) {
      return { ok: false, error: this.problem(socket, error) };
    }
  }

  /** Whoever sends too much is told when to go on; nothing of it is looked at. */
  private limit(socket: Socket, event: readonly unknown[], next: () => void): void {
    const seconds = (socket.data as Holder).limit.take(Date.now());
    if (seconds === 0) { next(); return; }
    const acknowledge = event.at(-1);
    if (typeof acknowledge === 'function') (acknowledge as (answer: Acknowledgement) => void)({ ok: false, error: this.problem(socket, new TooManyRequests({ seconds })) });
  }

  private problem(socket: Socket, thrown: unknown): Problem {
    const error: AppError = toAppError(thrown);
    const request_id = newId();
    if (error.status >= 500) {
      logger.error({ err: error.extras.cause ?? error, request_id }, 'a socket’s event failed');
      reportError(error.extras.cause ?? error, { what: 'socket', code: error.code });
    }
    return problemOf(error, { locale: localeFrom(socket.handshake.headers['accept-language'], this.config.DEFAULT_LOCALE), request_id, instance: NAMESPACE });
  }
}

function actorOf(socket: Socket): SignedIn {
  return (socket.data as Holder).actor;
}

/**
 * A name of the connection makes socket.io's client say, when it comes back, which text came last behind an event: the
 * number of the last message in its feed. The server's own way to have names (`connectionStateRecovery`) sends every single packet through Redis.
 */
function nameIt(socket: Socket): void {
  Object.assign(socket, { pid: newId() });
}
