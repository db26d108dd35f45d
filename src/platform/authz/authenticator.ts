import type { FastifyRequest } from 'fastify';
import type { SignedIn } from './actor.js';

/** How a request says who sends it. Provided by the feature that knows sessions. */
export abstract class Authenticator {
  /** Null without credentials. @throws Unauthenticated when those given are not, or no longer, valid. */
  abstract authenticate(request: FastifyRequest): Promise<SignedIn | null>;
}
