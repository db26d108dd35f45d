import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, from, lastValueFrom, mergeMap, throwError, type Observable } from 'rxjs';
import { AppError } from '../../kernel/app-error.js';
import { requestContext, type RequestContext } from '../http/request-context.js';
import { Replicas } from './replicas.js';

/** What replicas must not be noticed by: one's own changes are read back, and what is there is found. */
@Injectable()
export class ReplicaInterceptor implements NestInterceptor {
  constructor(private readonly replicas: Replicas) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const current = requestContext.current();
    if (!this.replicas.any || !current) return next.handle();
    return current.only_reads === true ? this.found(current, next) : from(this.noted(current, next));
  }

  /** Noted before the answer leaves, also where it is a refusal. */
  private async noted(current: RequestContext, next: CallHandler): Promise<unknown> {
    try {
      return await lastValueFrom(next.handle(), { defaultValue: undefined });
    } finally {
      if (current.actor_id) await this.replicas.remember(current.actor_id);
    }
  }

  /** That something is not there is for the primary to say: it may have been made, or shown, a moment ago. */
  private found(current: RequestContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof AppError) || error.status !== 404) return throwError(() => error);
        return from(this.replicas.leave(current)).pipe(mergeMap((left) => (left ? next.handle() : throwError(() => error))));
      }),
    );
  }
}
