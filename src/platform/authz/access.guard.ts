import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { operationOf, type LimitGroup } from '../http/operation.js';
import { requestContext } from '../http/request-context.js';
import { RateLimits } from '../limits/rate-limits.js';
import { Abilities } from './abilities.js';
import { accessOf, type Access } from './access.js';
import { ANONYMOUS, type ActorRequest, type SocketHolder } from './actor.js';
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
    if (context.getType() === 'ws') return this.admitEvent(context);
    const http = context.switchToHttp();
    const request = http.getRequest<ActorRequest>();
    const access = accessOf(context.getHandler(), context.getClass());
    if (!access) throw new Forbidden();
    await this.admit(request, http.getResponse<FastifyReply>(), access, operationOf(context.getHandler())?.limit ?? 'default');
    return true;
  }

  /** An event over a socket: who it is was found out when it connected, and its own limit counts it. @throws Forbidden */
  private admitEvent(context: ExecutionContext): boolean {
    const { actor } = context.switchToWs().getClient<{ data: SocketHolder }>().data;
    const access = accessOf(context.getHandler(), context.getClass());
    if (access?.kind !== 'can' || !this.abilities.roleMay(actor, access.action, access.subject)) throw new Forbidden();
    return true;
  }

  /** @throws Unauthenticated, Forbidden, TooManyRequests */
  async admit(request: ActorRequest, reply: FastifyReply, access: Access, limit: LimitGroup): Promise<void> {
    request.actor = ANONYMOUS;
    let refusal: Error | undefined;
    try {
      const ignored = access.kind === 'public' && access.anonymous;
      if (!ignored) request.actor = (await this.authenticator.authenticate(request)) ?? ANONYMOUS;
      const current = requestContext.current();
      if (current) current.actor_id = request.actor.id;
    } catch (error) {
      refusal = error as Error;
    }
    // Counted before a refusal is answered, so that bad tokens cannot be tried without end.
    await this.limits.count(limit, request, reply);
    if (refusal !== undefined) throw refusal;
    if (access.kind === 'public') return;
    if (request.actor.id === null) throw unauthenticated();
    this.abilities.authorizeRole(request.actor, access.action, access.subject);
  }
}
