import { AsyncLocalStorage } from 'node:async_hooks';
import type { Locale } from '../../kernel/app-error.js';
import type { IdempotencyClaim } from '../idempotency/idempotency-claim.js';

/** What is known of the request that the running code belongs to. Jobs have none. */
export interface RequestContext {
  readonly request_id: string;
  readonly locale: Locale;
  readonly client_address: string;
  /** GET or HEAD: it changes nothing, so a replica may answer. */
  readonly only_reads?: boolean;
  /** Who calls, once it is known; who signs in, from then on. */
  actor_id?: string | null;
  idempotency?: IdempotencyClaim;
}

const storage = new AsyncLocalStorage<RequestContext>();

export const requestContext = {
  run<T>(context: RequestContext, work: () => T): T {
    return storage.run(context, work);
  },
  current(): RequestContext | undefined {
    return storage.getStore();
  },
  /** Work of a request that comes after its answer is kept: its transactions keep nothing under the request's key. */
  afterwards<T>(work: () => T): T {
    const context = storage.getStore();
    return context ? storage.run({ ...context, idempotency: undefined }, work) : work();
  },
};
