import { HttpSimulator } from './http-simulator.js';

export interface ReceivedSpan {
  trace_id: string;
  span_id: string;
  parent_id: string | null;
  name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  attributes: Record<string, unknown>;
  failed: boolean;
}

interface OtlpValue { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }
interface OtlpAttribute { key: string; value: OtlpValue }
interface OtlpSpan { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; attributes: OtlpAttribute[]; status?: { code?: number } }
interface OtlpTraces { resourceSpans: { resource: { attributes: OtlpAttribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[] }

const read = (attributes: OtlpAttribute[]): Record<string, unknown> => Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector that speaks OTLP/HTTP with JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly resources: Record<string, unknown>[] = [];
  readonly http = new HttpSimulator(({ method, path, headers, body }) => {
    if (method !== 'POST' || path !== '/v1/traces') return { status: 404 };
    if (headers['content-type'] !== 'application/json') return { status: 415 };
    for (const { resource, scopeSpans } of (JSON.parse(body.toString()) as OtlpTraces).resourceSpans) {
      this.resources.push(read(resource.attributes));
      for (const one of scopeSpans.flatMap(({ spans }) => spans)) {
        if (!/^[0-9a-f]{32}$/.test(one.traceId) || !/^[0-9a-f]{16}$/.test(one.spanId)) return { status: 400 };
        this.spans.push({
          trace_id: one.traceId, span_id: one.spanId, parent_id: one.parentSpanId ?? null, name: one.name, kind: one.kind, attributes: read(one.attributes),
          failed: one.status?.code === 2,
        });
      }
    }
    return { status: 200, body: { partialSuccess: {} } };
  });

  /** From the outermost to this one; fails where a parent was not received. */
  pathTo(span: ReceivedSpan): ReceivedSpan[] {
    if (span.parent_id === null) return [span];
    const parent = this.spans.find((one) => one.span_id === span.parent_id && one.trace_id === span.trace_id);
    if (!parent) throw new Error(`the parent of ${span.name} was not received`);
    return [...this.pathTo(parent), span];
  }
}
