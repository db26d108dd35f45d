import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Environment } from '../../config/schema.js';
import { Answer } from './answer.js';
import { requestIdOf } from './request-hooks.js';

/** The server's own settings (what is too slow or too large is cut here) and the last step of an answer. */
export class HouseAdapter extends FastifyAdapter {
  constructor(config: Environment) {
    super({
      trustProxy: config.TRUST_PROXY,
      bodyLimit: 1024 * 1024,
      requestTimeout: 15_000,
      connectionTimeout: 15_000,
      keepAliveTimeout: 72_000,
      // While stopping, what still arrives is answered; `/ready` tells balancers to look elsewhere.
      return503OnClosing: false,
      genReqId: requestIdOf,
      requestIdHeader: false,
      routerOptions: { maxParamLength: 200 },
      http: { headersTimeout: 10_000, maxHeaderSize: 16_384 },
    } as never);
  }

  /** Nest sets the route's status after the interceptors have spoken: an answer of its own comes last. */
  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    if (!(body instanceof Answer)) return super.reply(response, body, statusCode);
    void response.headers(body.headers);
    return super.reply(response, body.body, body.status ?? statusCode);
  }
}
