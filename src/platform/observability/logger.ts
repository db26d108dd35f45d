import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/**
 * Lines leave some at a time: a system call for each would cost a busy process more than writing them. They are at most
 * a quarter of a second late, and out when the process ends, unless it is killed outright.
 */
const output = pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 250 });

/**
 * Structured logs on standard output. What could name a person (tokens, codes, passwords, addresses,
 * bodies) is not passed in; the redaction is a second fence, not the first.
 */
function build(): Logger {
  return pino({
    level: 'info',
    base: { service: 'lokahome' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.token', '*.code_value', '*.authorization', 'password', 'token', 'authorization', 'email', 'phone', '*.email', '*.phone'],
      censor: '[hidden]',
    },
    serializers: { err: describeError },
  }, output);
}

/** A driver's error carries the statement's values (`detail`, `parameters`): only its kind is kept. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  return {
    type: error.constructor.name,
    message: error.message.slice(0, 500),
    code,
    constraint,
    stack: error.stack?.split('\n').slice(0, 12).join('\n'),
  };
}

export let logger: Logger = build();

/** Called once, before the application is made. */
export function configureLogger(options: { level: string; format: 'json' | 'pretty' }): void {
  if (options.format === 'pretty') {
    logger = pino({ level: options.level, serializers: { err: describeError }, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,service' } } });
    return;
  }
  logger = build();
  logger.level = options.level;
}

/** Nest's own lines, through the same pipe. */
export class NestLogger implements LoggerService {
  log(message: unknown, context?: unknown): void {
    logger.debug({ context }, String(message));
  }
  error(message: unknown, stack?: unknown, context?: unknown): void {
    logger.error({ context, stack }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    logger.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    logger.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    logger.trace({ context }, String(message));
  }
}
