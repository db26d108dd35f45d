import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { requestContext } from '../http/request-context.js';
import { scrub } from './scrub.js';
import { traceIds } from './tracing.js';

const SECRET = ['password', 'token', 'code_value', 'authorization', 'cookie', 'email', 'phone', 'recipient'];

const CHUNK = 64 * 1024;

/**
 * Lines leave many at a time: a system call for each would cost a busy process more than writing them. They are at most
 * a quarter of a second late, and out when the process ends, unless it is killed outright.
 */
const lines = pino.destination({ dest: 1, sync: false, contentMode: 'buffer', minLength: CHUNK, maxWrite: 2 * CHUNK, periodicFlush: 250 });

/** As bytes at once: kept as text, a line drags along the pieces it was put together from, and all of them are counted again with each line more. */
const output = {
  write: (line: string): boolean => (lines as unknown as { write(bytes: Buffer): boolean }).write(Buffer.from(line)),
  /** Before a fatal line ends the process. */
  flushSync: (): void => { lines.flushSync(); },
};

/**
 * Structured logs on standard output, one JSON object a line: `time`, `level`, `msg`, and the ids of the request and the trace that the line
 * belongs to. What could name a person (tokens, codes, passwords, addresses, bodies) is not passed in; the redaction is a second fence, not the first.
 */
const options: LoggerOptions = {
  base: { service: 'lokahome' },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
  serializers: { err: describeError },
  mixin: () => ({ ...requestIds(), ...traceIds() }),
};

/** Collectors know levels by name; a worker of pino-pretty's would not. */
function build(to: DestinationStream = output, redact: LoggerOptions['redact'] = options.redact): Logger {
  return pino({ ...options, redact, level: 'info', formatters: { level: (level) => ({ level }) } }, to);
}

function requestIds(): { request_id: string } | undefined {
  const context = requestContext.current();
  return context && { request_id: context.request_id };
}

/** A driver's error carries the statement's values (`detail`, `parameters`): only its kind is kept. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  return {
    type: error.constructor.name,
    message: scrub(error.message.slice(0, 500)),
    code,
    constraint,
    stack: error.stack && scrub(error.stack.split('\n').slice(0, 12).join('\n')),
  };
}

export let logger: Logger = build();

/** The line of a request: ids, a route's pattern and figures, nothing that could name a person. */
export interface RequestLine {
  readonly request_id: string;
  readonly method: string;
  readonly endpoint: string;
  readonly status: number;
  readonly ms: number;
  readonly user_id: string | null;
  readonly api_key_id?: string;
}

let requestLogger: Logger = build(output, []);

/** Without the redaction, which copies and walks through what it is given, nine tenths of a line's time: all fields are known. */
export function logRequest(line: RequestLine): void {
  requestLogger.info(line, 'request');
}

/** Called once, before the application is made. */
export function configureLogger({ level, format, to }: { level: string; format: 'json' | 'pretty'; to?: DestinationStream }): void {
  if (format === 'pretty') {
    requestLogger = logger = pino({ ...options, level, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,service' } } });
    return;
  }
  logger = build(to);
  requestLogger = build(to, []);
  logger.level = requestLogger.level = level;
}

/** Nest's own lines, through the same pipe. */
export class NestLogger implements LoggerService {
  log(message: unknown, context?: unknown): void {
    logger.debug({ context }, String(message));
  }
  error(message: unknown, stack?: unknown, context?: unknown): void {
    logger.error({ context, stack: typeof stack === 'string' ? scrub(stack) : undefined }, scrub(String(message)));
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
