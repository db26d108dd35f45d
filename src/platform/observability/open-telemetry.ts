import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type Span, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import type { Environment } from '../../config/schema.js';
import { watchStatements } from '../database/statements.js';
import type { Facts, OpenSpan, SpanSpec, Tracer } from './tracing.js';

const KINDS = {
  server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL,
} as const;

/** Only ever loaded by `startTracing`. Spans are made at the house's own seams, and nothing of anybody's is patched but node-postgres. */
export function openTelemetry(config: Environment): Tracer {
  const exporter = new OTLPTraceExporter({
    url: `${(config.OTEL_EXPORTER_OTLP_ENDPOINT ?? '').replace(/\/+$/, '')}/v1/traces`,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'lokahome', 'service.version': config.VERSION, 'service.instance.id': `${hostname()}:${String(process.pid)}`,
      'deployment.environment.name': config.NODE_ENV,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.OTEL_TRACES_SAMPLER_ARG) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const otel = provider.getTracer('lokahome');
  const running = new AsyncLocalStorage<Span>();

  const begin = ({ name, kind, facts, parent }: SpanSpec): OpenSpan => {
    const span = otel.startSpan(name, { kind: KINDS[kind], attributes: { ...facts } }, contextOf(parent, running.getStore()));
    return {
      traceparent: traceparentOf(span.spanContext()),
      run: (work) => running.run(span, work),
      end: (more, failed = false) => {
        span.setAttributes({ ...more });
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };

  // A statement that belongs to nothing is the house looking after itself: the relay's look into the outbox, twice a second.
  watchStatements((text) => {
    if (!running.getStore()) return undefined;
    const span = begin({ name: nameOf(text), kind: 'client', facts: { 'db.system.name': 'postgresql', 'db.query.text': text.replace(/\s+/g, ' ').slice(0, 1000) } });
    return (error) => { span.end(error === undefined ? undefined : errorFacts(error), error !== undefined); };
  });

  return {
    begin,
    current: () => {
      const context = running.getStore()?.spanContext();
      return context && { trace_id: context.traceId, span_id: context.spanId, traceparent: traceparentOf(context) };
    },
    flush: () => provider.forceFlush(),
    stop: async () => {
      watchStatements(undefined);
      // A collector that is away must not hold up a stop.
      await provider.shutdown().catch(() => undefined);
    },
  };
}

function contextOf(parent: string | null | undefined, current: Span | undefined): Context {
  const remote = parent === undefined || parent === null ? undefined : spanContextFrom(parent);
  if (remote) return trace.setSpanContext(ROOT_CONTEXT, remote);
  return parent === undefined && current ? trace.setSpan(ROOT_CONTEXT, current) : ROOT_CONTEXT;
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function spanContextFrom(header: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** `SELECT bookings`: the verb and the first table. Values are never in a statement's text, they travel beside it. */
function nameOf(text: string): string {
  const verb = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const table = /\b(?:FROM|INTO|UPDATE|JOIN)\s+"?(\w+)/i.exec(text)?.[1];
  return table === undefined ? verb : `${verb} ${table}`;
}

function errorFacts(error: unknown): Facts {
  const { code } = error as { code?: unknown };
  return { 'error.type': typeof code === 'string' ? code : 'unknown' };
}
