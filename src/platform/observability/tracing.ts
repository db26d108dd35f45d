import type { Environment } from '../../config/schema.js';

export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface SpanSpec {
  /** Patterns and kinds, never what one person did: a route's pattern, an event's type, a host. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  readonly facts?: Facts;
  /** W3C Trace Context of whoever asked for the work, in another process perhaps. Without one the span belongs to the running code's. */
  readonly parent?: string | null;
}

export interface OpenSpan {
  readonly traceparent: string;
  /** What `work` does, and waits for, belongs to this span. */
  run<T>(work: () => T): T;
  end(facts?: Facts, failed?: boolean): void;
}

/** What `open-telemetry.ts` does, once it is loaded. */
export interface Tracer {
  begin(spec: SpanSpec): OpenSpan;
  current(): { trace_id: string; span_id: string; traceparent: string } | undefined;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

let tracer: Tracer | undefined;

/** Loads OpenTelemetry where a collector is named: without one not a line of it is read, and the functions here do nothing. */
export async function startTracing(config: Environment): Promise<void> {
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined || tracer !== undefined) return;
  tracer = (await import('./open-telemetry.js')).openTelemetry(config);
}

/** Sends what is left. */
export async function stopTracing(): Promise<void> {
  const stopping = tracer;
  tracer = undefined;
  await stopping?.stop();
}

export async function flushTraces(): Promise<void> {
  await tracer?.flush();
}

export const beginSpan = (spec: SpanSpec): OpenSpan | undefined => tracer?.begin(spec);

/** The running code's place in its trace, to be kept with work that is done later. */
export const traceparent = (): string | null => tracer?.current()?.traceparent ?? null;

/** For log lines. */
export function traceIds(): { trace_id: string; span_id: string } | undefined {
  const current = tracer?.current();
  return current && { trace_id: current.trace_id, span_id: current.span_id };
}

/** Runs `work` in a span of its own. `factsOf` tells what came of it; what is thrown ends the span as failed, by its kind alone. */
export async function inSpan<T>(spec: SpanSpec, work: () => Promise<T>, factsOf?: (result: T) => Facts): Promise<T> {
  const span = tracer?.begin(spec);
  if (!span) return work();
  try {
    const result = await span.run(work);
    span.end(factsOf?.(result));
    return result;
  } catch (error) {
    span.end({ 'error.type': kindOf(error) }, true);
    throw error;
  }
}

/** Messages may quote people; codes and class names do not. */
export function kindOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
