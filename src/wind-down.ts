import type { FastifyInstance } from 'fastify';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const LAST_CALL_MS = 250;
/** Enough for a request that is on its way to arrive. */
const SILENCE_MS = 1000;

/** Stops answering without cutting off anybody who has asked. Nest says when; here is how. */
export class WindDown {
  /**
   * The last answer that each of them waits for. No entry comes and goes with a request: a table that a Map or Set has outgrown points to
   * the next one, so that all the answers they ever held would live until the next full collection, with all that hangs on them.
   */
  private readonly connections = new Map<Socket, ServerResponse | null>();
  private stopping = false;
  /** Kept while the last requests wait for the door to be closed. */
  private closed: Promise<void> | undefined;

  constructor(server: Server, fastify: FastifyInstance) {
    server.on('connection', (socket) => {
      this.connections.set(socket, null);
      socket.once('close', () => this.connections.delete(socket));
    });
    server.prependListener('request', ({ socket }, response) => {
      if (this.stopping) endConnectionAfter(response);
      this.connections.set(socket, response);
      response.once('close', () => {
        if (this.connections.get(socket) === response) this.connections.set(socket, null);
      });
    });
    fastify.addHook('onRequest', (_request, _reply, done) => {
      if (this.closed) void this.closed.then(() => { done(); });
      else done();
    });
    fastify.addHook('preClose', () => this.closeDoor());
  }

  /**
   * From now on every answer ends its connection. By the time the door closes whoever is still connected is idle, and
   * closing idle connections cuts no request off.
   */
  begin(): void {
    this.stopping = true;
    for (const response of this.connections.values()) if (response) endConnectionAfter(response);
  }

  /**
   * Closing a listening socket resets the connections that wait to be accepted, and Node.js accepts one per turn of its
   * loop: under load some always do. So the last requests are held for a moment, the loop gets to everyone at the door, the
   * door closes, and then they are all answered.
   */
  private async closeDoor(): Promise<void> {
    let answer = (): void => undefined;
    this.closed = new Promise((resolve) => { answer = resolve; });
    await pause(LAST_CALL_MS);
    // The server stops listening in the same turn of the loop as this hook ends.
    setImmediate(answer);
    setTimeout(() => { this.hangUpOnTheSilent(); }, SILENCE_MS);
  }

  /** Browsers open connections that they may need later: the process would wait for a request on each of them. */
  private hangUpOnTheSilent(): void {
    for (const [socket, response] of this.connections) if (!response) socket.destroy();
  }
}

function endConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
