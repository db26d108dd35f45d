import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { AppModule, type Duties } from './app.module.js';
import { ConfigError, loadConfig, type Environment } from './config/index.js';
import { configureApp } from './configure-app.js';
import { HouseAdapter } from './platform/http/house-adapter.js';
import { configureLogger, logger, NestLogger } from './platform/observability/logger.js';

const STOP_WITHIN_MS = 30_000;
const LAST_CALL_MS = 250;
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export async function startHttp(duties: Duties): Promise<void> {
  const config = readyConfig();
  try {
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(duties, config), new HouseAdapter(config), {
      logger: new NestLogger(), abortOnError: false, bufferLogs: false,
    });
    stopOnSignals(app);
    cutSlowClients(app.getHttpServer());
    endConnectionsOnStop(app.getHttpServer());
    closeDoorBetweenRequests(app.getHttpAdapter().getInstance());
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
    logger.info('the worker works');
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

/**
 * From the signal on every answer ends its connection. By the time the door closes whoever is still connected is idle, and
 * closing idle connections cuts no request off; a request in hand does not keep its connection, and with it the process, alive.
 */
function endConnectionsOnStop(server: Server): void {
  const open = new Set<ServerResponse>();
  let stopping = false;
  const end = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  server.prependListener('request', (_request, response) => {
    if (stopping) end(response);
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => {
      stopping = true;
      open.forEach(end);
    });
  }
}

/**
 * Closing a listening socket resets the connections that wait to be accepted, and Node.js accepts one per turn of its loop:
 * under load some always do. So the last requests are held for a moment, the loop gets to everyone at the door, the door
 * closes, and then they are all answered.
 */
function closeDoorBetweenRequests(server: FastifyInstance): void {
  let closed: Promise<void> | undefined;
  server.addHook('onRequest', (_request, _reply, done) => {
    if (closed) void closed.then(() => { done(); });
    else done();
  });
  server.addHook('preClose', async () => {
    let answer = (): void => undefined;
    closed = new Promise((resolve) => { answer = resolve; });
    await pause(LAST_CALL_MS);
    // The server stops listening in the same turn of the loop as this hook ends.
    setImmediate(answer);
  });
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
    process.on('uncaughtException', (error) => { fail(error); });
    process.on('unhandledRejection', (reason) => {
      logger.error({ err: reason }, 'a promise was rejected and nobody looked');
    });
    return config;
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else logger.fatal({ err: error }, 'cannot go on');
  process.exit(1);
}
