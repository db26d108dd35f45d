import { Agent, request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

export interface RawRequest {
  readonly method: string;
  /** Path and query, as they go over the wire. */
  readonly target: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer | undefined;
}

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly ms: number;
}

/** Sends what a well-behaved client never would, over a bounded number of kept connections. */
export class RawClient {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send({ method, target, headers, body }: RawRequest): Promise<RawReply> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const started = performance.now();
      let answered = false;
      const request = httpRequest({ agent: this.agent, hostname, port, method, path: target, headers, timeout: 20_000 }, (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        const done = (): void => { resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8'), ms: performance.now() - started }); };
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', done);
        // A refused upload may be cut while we still send it; what was answered counts.
        response.on('error', done);
      });
      request.on('timeout', () => request.destroy(new Error('no answer within 20 s')));
      request.on('error', (error) => { if (!answered) reject(error); });
      request.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
