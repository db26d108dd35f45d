import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Config } from '../../config/index.js';
import { Answer } from '../../platform/http/answer.js';
import { toAppError } from '../../platform/http/problem.filter.js';
import { HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';

/** Where a worker, which answers no requests, is looked at by balancers, supervisors and Prometheus: `/health`, `/ready`, `/metrics`. */
@Injectable()
export class WorkerDoor implements OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly healthService: HealthService,
    private readonly metricsService: MetricsService,
  ) {}

  /** Opens on WORKER_PORT, where there is one. @throws where the port is taken */
  async open(): Promise<void> {
    const { WORKER_PORT: port, HOST: host } = this.config;
    if (port === undefined) return;
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000, keepAliveTimeout: 72_000 }, (request, response) => void this.answer(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host }, resolve);
    });
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer({ method, url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: string, more: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...more }).end(method === 'HEAD' ? undefined : body);
    };
    const show = (shown: unknown): void => {
      if (!(shown instanceof Answer)) send(200, JSON.stringify(shown));
      else send(shown.status ?? 200, typeof shown.body === 'string' ? shown.body : JSON.stringify(shown.body), shown.headers);
    };
    const path = url?.split('?')[0] ?? '/';
    try {
      if (method !== 'GET' && method !== 'HEAD') send(405, '{"error":"only GET and HEAD"}', { allow: 'GET, HEAD' });
      else if (path === '/health') show(this.healthService.health());
      else if (path === '/ready') show(await this.healthService.ready());
      else if (path === '/metrics') show(await this.metricsService.render(headers.authorization));
      else send(404, '{"error":"a worker answers /health, /ready and /metrics"}');
    } catch (error) {
      const { status, code } = toAppError(error);
      send(status, JSON.stringify({ error: code }));
    }
  }
}
