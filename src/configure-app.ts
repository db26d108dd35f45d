import multipart from '@fastify/multipart';
import { RequestMethod } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { Config, type Environment } from './config/index.js';
import { mountQueuesDashboard } from './modules/admin/index.js';
import { documentApp } from './platform/http/document.js';
import { InputPipe } from './platform/http/input.pipe.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { addSecurityHeaders } from './platform/http/security-headers.js';
import { addRequestHooks } from './platform/http/request-hooks.js';
import { serveMedia } from './platform/http/media.js';
import { HouseIoAdapter } from './platform/realtime/house-io-adapter.js';
import { Metrics } from './platform/observability/metrics.js';

/** What stands at the root; the health paths carry the prefix in their own name as well. */
const ROOT_PATHS = [
  '/', 'health', 'health/detailed', 'ready', 'metrics', '.well-known/jwks.json',
  'api/v1/health', 'api/v1/health/detailed', 'api/v1/ready',
];

/** Also needed where the document is built without serving it. */
export function prefixRoutes(app: NestFastifyApplication, config: Environment): void {
  app.setGlobalPrefix(config.API_V1_STR, { exclude: ROOT_PATHS.map((path) => ({ path, method: RequestMethod.GET })) });
}

/** One and the same application for `main.ts` and the end-to-end tests. */
export async function configureApp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  const config = app.get(Config);
  const server = app.getHttpAdapter().getInstance();

  prefixRoutes(app, config);
  app.useWebSocketAdapter(new HouseIoAdapter(app, config));
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  app.enableCors({
    origin: config.BACKEND_CORS_ORIGINS,
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    // An OPTIONS that is no preflight would be answered in plain text.
    strictPreflight: false,
    exposedHeaders: [
      'Link', 'X-Total-Count', 'X-Total-Count-Capped', 'X-Request-ID', 'X-Process-Time', 'ETag', 'Retry-After', 'RateLimit',
      'RateLimit-Policy', 'Idempotency-Replayed', 'X-Facets', 'X-Average-Rating',
    ],
  });

  addRequestHooks(server, { metrics: app.get(Metrics), fallback: config.DEFAULT_LOCALE });
  addSecurityHeaders(server);
  await app.register(multipart, { throwFileSizeLimit: true });
  serveMedia(server, config);
  await mountQueuesDashboard(app);
  await documentApp(app, config);

  await app.init();
  return app;
}
