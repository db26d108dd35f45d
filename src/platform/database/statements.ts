import { AsyncResource } from 'node:async_hooks';
import { Histogram, Registry } from 'prom-client';
import pg from 'pg';

export type Ended = (error: unknown) => void;

/** Of the process, like the driver. */
export const statementsRegistry = new Registry();

const duration = new Histogram({
  name: 'lokahome_database_statement_seconds', help: 'Time from a statement to its answer', buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [statementsRegistry],
});

let watcher: ((text: string) => Ended | undefined) | undefined;

/** Whoever is told of every statement as it is sent, and what came of it: the traces. */
export function watchStatements(begin: typeof watcher): void {
  watcher = begin;
}

type Query = (this: unknown, config: unknown, values?: unknown, callback?: unknown) => unknown;
type Callback = (error: unknown, result: unknown) => void;

/**
 * TypeORM's statements and our own meet in the client of node-postgres and nowhere before, and it has no hook there. COPY and
 * cursors bring an object of their own, and go by unseen.
 */
function watchClient(prototype: { query: unknown }): void {
  const send = prototype.query as Query;
  prototype.query = function watched(this: unknown, config: unknown, values?: unknown, callback?: unknown): unknown {
    const text = typeof config === 'string' ? config : (config as { text?: unknown } | null)?.text;
    if (typeof text !== 'string' || typeof (config as { submit?: unknown }).submit === 'function') return send.call(this, config, values, callback);
    const start = performance.now();
    const told = watcher?.(text);
    const ended = (error?: unknown): void => {
      duration.observe((performance.now() - start) / 1000);
      told?.(error ?? undefined);
    };
    const called = (given: unknown): Callback => (error, result) => {
      ended(error);
      (given as Callback)(error, result);
    };
    if (typeof values === 'function') return send.call(this, config, called(values));
    if (typeof callback === 'function') return send.call(this, config, values, called(callback));
    const answer = send.call(this, config, values) as Promise<unknown> | undefined;
    answer?.then(() => { ended(); }, ended);
    return answer;
  };
}

/** Who waits for a connection is called by whoever gives one back: without this, as part of the other's request. */
function keepCallersApart(prototype: { connect: unknown }): void {
  const connect = prototype.connect as (this: unknown, callback?: unknown) => unknown;
  prototype.connect = function apart(this: unknown, callback?: unknown): unknown {
    return connect.call(this, typeof callback === 'function' ? AsyncResource.bind(callback as () => void) : callback);
  };
}

watchClient(pg.Client.prototype);
keepCallersApart(pg.Pool.prototype);
