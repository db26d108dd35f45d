import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { operationOf } from '../http/operation.js';
import { RateLimits } from '../limits/rate-limits.js';
import { Abilities } from './abilities.js';
import { accessOf } from './access.js';
import { ANONYMOUS, type ActorRequest } from './actor.js';
import { Authenticator } from './authenticator.js';
import { Forbidden, unauthenticated } from './authz.errors.js';

/** Who is it, are they too fast, may they ever do this: in that order, on every route. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly abilities: Abilities,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<ActorRequest>();
    request.actor = ANONYMOUS;
    const access = accessOf(context.getHandler(), context.getClass());
    if (!access) throw new Forbidden();

    let refusal: Error | undefined;
    try {
      const ignored = access.kind === 'public' && access.anonymous;
      if (!ignored) request.actor = (await this.authenticator.authenticate(request)) ?? ANONYMOUS;
    } catch (error) {
      refusal = error as Error;
    }
    // Counted before a refusal is answered, so that bad tokens cannot be tried without end.
    await this.limits.count(operationOf(context.getHandler())?.limit ?? 'default', request, http.getResponse<FastifyReply>());
    if (refusal !== undefined) throw refusal;
    if (access.kind === 'public') return true;
    if (request.actor.id === null) throw unauthenticated();
    if (!this.abilities.roleMay(request.actor, access.action, access.subject)) throw new Forbidden();
    return true;
  }
}
