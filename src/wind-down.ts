import type { FastifyInstance } from 'fastify';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const LAST_CALL_MS = 250;
/** Enough for a request that is on its way to arrive. */
const SILENCE_MS = 1000;

/** Stops answering without cutting off anybody who has asked. Nest says when; here is how. */
export class WindDown {
  private readonly connections = new Set<Socket>();
  private readonly unanswered = new Set<ServerResponse>();
  private stopping = false;
  /** Kept while the last requests wait for the door to be closed. */
  private closed: Promise<void> | undefined;

  constructor(server: Server, fastify: FastifyInstance) {
    server.on('connection', (socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
    server.prependListener('request', (_request, response) => {
      if (this.stopping) endConnectionAfter(response);
      this.unanswered.add(response);
      response.once('close', () => this.unanswered.delete(response));
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
    this.unanswered.forEach(endConnectionAfter);
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
    const busy = new Set([...this.unanswered].map((response) => response.req.socket));
    for (const socket of this.connections) if (!busy.has(socket)) socket.destroy();
  }
}

function endConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
