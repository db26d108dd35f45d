import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import Bull from 'bull';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Abilities } from '../../../platform/authz/abilities.js';
import { AccessGuard } from '../../../platform/authz/access.guard.js';
import type { ActorRequest } from '../../../platform/authz/actor.js';
import { DependencyDown, MethodNotAllowed } from '../../../platform/http/http.errors.js';
import { sendProblem, toAppError } from '../../../platform/http/problem.filter.js';
import { RateLimits } from '../../../platform/limits/rate-limits.js';
import { logger } from '../../../platform/observability/logger.js';
import { QUEUES } from '../../../platform/outbox/events.js';
import { FastRedis } from '../../../platform/redis/redis.module.js';
import { QueuePasses } from './queue-passes.js';

const READERS = { kind: 'can', action: 'read', subject: 'Administration' } as const;

/** The page's `<base>` is its own, and its scripts and styles come from here. */
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'`;

/**
 * Bull's dashboard, behind the guard of all routes. It only looks: what fails is tried again by the outbox, and a cookie that
 * changes nothing is of no use to another site. It needs no worker: the queues share the connection that fails fast.
 */
export async function mountQueuesDashboard(app: NestFastifyApplication): Promise<void> {
  const redis = app.get(FastRedis);
  const passes = app.get(QueuePasses, { strict: false });
  const guard = new AccessGuard(passes, app.get(Abilities), app.get(RateLimits));
  const board = new FastifyAdapter().setBasePath(passes.path);
  const queues = QUEUES.map((name) => new Bull(name, { prefix: 'bull', skipVersionCheck: true, createClient: () => redis } as Bull.QueueOptions));
  createBullBoard({
    queues: queues.map((queue) => new BullAdapter(queue, { readOnlyMode: true })),
    // The adapter's types come with a copy of their own.
    serverAdapter: board as never,
    options: { uiConfig: { boardTitle: 'LOKAHOME', hideRedisDetails: true } },
  });
  board.setErrorHandler((error) => {
    logger.warn({ err: error }, 'the dashboard of the queues cannot answer');
    return { status: 503 as never, body: { error: 'Redis does not answer' } };
  });

  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await guard.admit(request as ActorRequest, reply, READERS, 'default');
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new MethodNotAllowed();
    if (redis.status !== 'ready') throw new DependencyDown({}, { headers: { 'retry-after': '5' } });
    void reply.headers({ 'content-security-policy': POLICY, 'cache-control': 'private, no-store' });
  };
  await app.getHttpAdapter().getInstance().register(
    (scope, _options, done) => {
      // Answered here: the dashboard's own error handler knows none of our errors.
      scope.addHook('onRequest', async (request, reply) => {
        await admit(request, reply).catch((error: unknown) => { sendProblem(toAppError(error), request, reply); });
        if (reply.sent) return reply;
      });
      // Its page asks Google for a font, which would tell Google who works here and when.
      scope.addHook('onSend', (_request, reply, payload, next) => {
        const page = String(reply.getHeader('content-type') ?? '').startsWith('text/html') && typeof payload === 'string';
        next(null, page ? payload.replace(/<link href="https:\/\/fonts\.[^>]*>/g, '') : payload);
      });
      void scope.register(board.registerPlugin());
      done();
    },
    { prefix: passes.path },
  );
}
