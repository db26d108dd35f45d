import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { AppModule, type Duties } from './app.module.js';
import { ConfigError, loadConfig, type Environment } from './config/index.js';
import { configureApp } from './configure-app.js';
import { WorkerDoor } from './modules/health/index.js';
import { HouseAdapter } from './platform/http/house-adapter.js';
import { reportError, stopErrorReports } from './platform/observability/error-reports.js';
import { configureLogger, logger, NestLogger } from './platform/observability/logger.js';
import { WindDown } from './wind-down.js';

const STOP_WITHIN_MS = 30_000;
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export async function startHttp(duties: Duties): Promise<void> {
  const config = readyConfig();
  try {
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(duties, config), new HouseAdapter(config), {
      logger: new NestLogger(), abortOnError: false, bufferLogs: false, rawBody: true,
    });
    stopOnSignals(app);
    cutSlowClients(app.getHttpServer());
    const windDown = new WindDown(app.getHttpServer(), app.getHttpAdapter().getInstance());
    for (const signal of STOP_SIGNALS) process.once(signal, () => { windDown.begin(); });
    await configureApp(app);
    await app.listen({ port: config.PORT, host: config.HOST });
    logger.info({ address: await app.getUrl(), worker: duties.worker }, 'LokaHome answers');
  } catch (error) {
    fail(error);
  }
}

export async function startWorker(): Promise<void> {
  const config = readyConfig();
  try {
    const app = await NestFactory.createApplicationContext(AppModule.for({ worker: true }, config), { logger: new NestLogger(), abortOnError: false });
    stopOnSignals(app);
    await app.get(WorkerDoor).open();
    logger.info({ port: config.WORKER_PORT }, 'the worker works');
  } catch (error) {
    fail(error);
  }
}

/** An orderly stop ends with status 0; without `useProcessExit` Nest repeats the signal, and the process dies of it. */
function stopOnSignals(app: INestApplicationContext): void {
  app.enableShutdownHooks([...STOP_SIGNALS], { useProcessExit: true });
}

/** Whose headers do not come: Node.js would look for them every 30 s only, whatever the timeouts say. */
function cutSlowClients(server: Server & { connectionsCheckingInterval?: number }): void {
  server.connectionsCheckingInterval = 500;
}

/** Configuration or one clear line; a stop that hangs is ended. */
function readyConfig(): Environment {
  try {
    const config = loadConfig();
    configureLogger({ level: config.LOG_LEVEL, format: config.LOG_FORMAT });
    for (const signal of STOP_SIGNALS) {
      process.once(signal, () => {
        setTimeout(() => { process.exit(1); }, STOP_WITHIN_MS).unref();
      });
    }
    // The last resort: say it, then let the supervisor start afresh from a known state.
    process.on('uncaughtException', (error) => void lastWords(error));
    process.on('unhandledRejection', (reason) => {
      logger.error({ err: reason }, 'a promise was rejected and nobody looked');
      reportError(reason, { what: 'rejection' });
    });
    return config;
  } catch (error) {
    fail(error);
  }
}

/** People are told before the process ends: two seconds at most. */
async function lastWords(error: unknown): Promise<void> {
  logger.fatal({ err: error }, 'cannot go on');
  reportError(error, { what: 'uncaught' });
  await stopErrorReports();
  process.exit(1);
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else logger.fatal({ err: error }, 'cannot go on');
  process.exit(1);
}
