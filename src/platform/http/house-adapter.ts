import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Environment } from '../../config/schema.js';
import { RawJson } from './answer.js';
import { finishedAnswer } from './finished-answer.js';
import { WHOLE_REQUEST_WITHIN_MS } from './slow-bodies.js';
import { requestIdOf } from './request-hooks.js';
import { answerUnreadable, answerUnroutable, ignoreUnknownExpectations } from './wire-errors.js';

const MAX_HEADER_BYTES = 16_384;

/** The server's own settings (what is too slow or too large is cut here) and the last step of an answer. */
export class HouseAdapter extends FastifyAdapter {
  constructor(config: Environment) {
    super({
      trustProxy: trusted(config.TRUST_PROXY),
      bodyLimit: 1024 * 1024,
      // Slow headers and idle connections are cut here, slow bodies by `cutSlowBodies`.
      requestTimeout: WHOLE_REQUEST_WITHIN_MS,
      connectionTimeout: 60_000,
      keepAliveTimeout: 72_000,
      // While stopping, what still arrives is answered; `/ready` tells balancers to look elsewhere.
      return503OnClosing: false,
      genReqId: requestIdOf,
      requestIdHeader: false,
      // Ids are checked by pipes, and no header is longer: what is too long is refused there, as a wrong id is.
      routerOptions: { maxParamLength: MAX_HEADER_BYTES },
      // A request without Host is refused by a hook of ours: Node's own refusal is an empty answer.
      http: { headersTimeout: 10_000, maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
      frameworkErrors: answerUnroutable(config.DEFAULT_LOCALE),
      clientErrorHandler: answerUnreadable(config.DEFAULT_LOCALE),
    } as never);
    ignoreUnknownExpectations(this.getInstance().server);
  }

  /** Nest sets the route's status after the handler has spoken: an answer of its own comes last. */
  override reply(response: FastifyReply, value: unknown, statusCode?: number): FastifyReply {
    const { request } = response;
    const { etag = false } = request.routeOptions.config as { etag?: boolean };
    const { body, headers, status } = finishedAnswer(value, { url: request.url, ifNoneMatch: request.headers['if-none-match'], etag });
    void response.headers(headers);
    return super.reply(response, body instanceof RawJson ? body.payload : body, status ?? statusCode);
  }
}

/** Fastify trusts nobody where it is given a number; who counts proxies means that their addresses vary. */
function trusted(proxies: Environment['TRUST_PROXY']): false | string | ((address: string, hop: number) => boolean) {
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxies;
}
