import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { requestContext } from '../http/request-context.js';
import { Replicas } from './replicas.js';

/** Who has changed something reads it back: noted before the answer leaves, also where the answer is a refusal. */
@Injectable()
export class OwnWritesInterceptor implements NestInterceptor {
  constructor(private readonly replicas: Replicas) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const current = requestContext.current();
    if (!this.replicas.any || !current || current.only_reads === true) return next.handle();
    return from(
      lastValueFrom(next.handle(), { defaultValue: undefined }).finally(async () => {
        const actor_id = current.actor_id ?? null;
        if (actor_id !== null) await this.replicas.remember(actor_id);
      }),
    );
  }
}
