import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants.js';
import { createHmac, hkdfSync } from 'node:crypto';
import { catchError, from, lastValueFrom, type Observable } from 'rxjs';
import { Config } from '../../config/index.js';
import { AppError } from '../../kernel/app-error.js';
import type { ActorRequest } from '../authz/actor.js';
import { Database } from '../database/database.js';
import { Gathered } from '../database/gathered.js';
import { Answer, answerText } from '../http/answer.js';
import { PROBLEM_TYPE, problemOf, type Problem } from '../http/problem.js';
import { requestContext } from '../http/request-context.js';
import { toAppError } from '../http/problem.filter.js';
import { readUploads } from '../http/uploads.js';
import { answerValues, KEY_LIVES, STORE_ANSWER, type IdempotencyClaim } from './idempotency-claim.js';
import { IdempotencyInProgress, IdempotencyKeyInvalid, IdempotencyKeyReused } from './idempotency.errors.js';

interface StoredAnswer {
  fingerprint: string;
  status: number;
  body: unknown;
}

/** `Idempotency-Key` on the routes that say `idempotent: true`. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly secret: Buffer;
  private readonly stored = new Gathered((claims: readonly IdempotencyClaim[]) => this.findAll(claims));

  constructor(
    private readonly database: Database,
    private readonly reflector: Reflector,
    config: Config,
  ) {
    this.secret = Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome idempotency', 32));
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ActorRequest>();
    const header = request.headers['idempotency-key'];
    const current = requestContext.current();
    if (header === undefined || !current) return next.handle();
    const key = Array.isArray(header) ? header.join() : header;
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new IdempotencyKeyInvalid();

    const fingerprint = await this.fingerprintOf(request);
    const claim: IdempotencyClaim = {
      // Without an account the request itself is the scope: strangers never meet under one key.
      scope: request.actor.id === null ? `anonymous:${fingerprint}` : `user:${request.actor.id}`,
      key,
      fingerprint,
      status: this.reflector.get<number | undefined>(HTTP_CODE_METADATA, context.getHandler()) ?? 201,
    };
    const earlier = await this.stored.ask(claim);
    if (earlier) return from([replay(earlier, claim, request)]);

    current.idempotency = claim;
    return from(this.runOnce(next, claim)).pipe(
      catchError(async (error: unknown) => {
        // Lost against a twin that has finished in the meantime: its answer is ours.
        const finished = error instanceof IdempotencyInProgress ? await this.stored.ask(claim) : null;
        if (finished) return replay(finished, claim, request);
        throw error;
      }),
    );
  }

  /** Keyed: the body of a registration holds a password, and a bare hash of it could be guessed at from a stolen table. */
  private async fingerprintOf(request: ActorRequest): Promise<string> {
    const hash = createHmac('sha256', this.secret).update(`${request.method} ${request.url}\n`);
    const upload = await readUploads(request);
    const sent = upload && (upload.texts.length === 0 ? upload.files.map((file) => file.digest) : [upload.texts, upload.files.map(({ field, digest }) => [field, digest])]);
    return hash.update(JSON.stringify(sent ?? request.body ?? null)).digest('hex');
  }

  private async runOnce(next: CallHandler, claim: IdempotencyClaim): Promise<unknown> {
    try {
      const result = (await lastValueFrom(next.handle(), { defaultValue: undefined })) as unknown;
      const body = answerText(result);
      if (claim.kept !== body) await this.database.write(STORE_ANSWER, answerValues(claim, claim.status, body));
      return result;
    } catch (error) {
      await this.keepRefusal(toAppError(error), claim);
      throw error;
    }
  }

  /** What the business refused once it refuses again under this key; faults of ours may be retried. */
  private async keepRefusal(error: AppError, claim: IdempotencyClaim): Promise<void> {
    if (error.status >= 500 || error.status === 429 || error instanceof IdempotencyInProgress) return;
    const current = requestContext.current();
    if (!current || claim.kept !== undefined) return;
    const problem = problemOf(error, { locale: current.locale, request_id: current.request_id, instance: '' });
    await this.database.write(STORE_ANSWER, answerValues(claim, error.status, JSON.stringify(problem)));
  }

  private async findAll(claims: readonly IdempotencyClaim[]): Promise<(StoredAnswer | null)[]> {
    const rows = await this.database.write<StoredAnswer & { nth: number }>(
      {
        name: 'idempotency.find',
        text: `SELECT nth::int, fingerprint, status, body
               FROM unnest($1::varchar[], $2::varchar[]) WITH ORDINALITY AS asked (scope, key, nth) JOIN idempotency_keys USING (scope, key)
               WHERE created_at > now() - ${KEY_LIVES}`,
      },
      [claims.map(({ scope }) => scope), claims.map(({ key }) => key)],
    );
    const found = new Map(rows.map((row) => [row.nth, row]));
    return claims.map((_, index) => found.get(index + 1) ?? null);
  }
}

function replay(stored: StoredAnswer, claim: IdempotencyClaim, request: ActorRequest): Answer {
  if (stored.fingerprint.trim() !== claim.fingerprint) throw new IdempotencyKeyReused();
  const headers = { 'Idempotency-Replayed': 'true' };
  if (stored.status < 400) return new Answer(stored.body, headers, stored.status);
  const problem = { ...(stored.body as Problem), instance: request.url.split('?')[0] };
  return new Answer(problem, { ...headers, 'content-type': PROBLEM_TYPE }, stored.status);
}
