import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { loadConfig, type Environment } from '../config/index.js';
import { configureLogger, NestLogger } from '../platform/observability/logger.js';

/** Results. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** What goes on. */
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

export type AppContext = Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;

export function configured(): Environment {
  const config = loadConfig();
  // Standard output is for results.
  configureLogger({ level: config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL, format: config.LOG_FORMAT });
  return config;
}

/** The application without its doors: services only. */
export async function withApp(work: (app: AppContext) => Promise<void>, config = configured()): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule.for({ worker: false }, config), { logger: new NestLogger(), abortOnError: false });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}
