import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy } from 'passport-jwt';
import type { SignedIn } from '../../platform/authz/actor.js';
import { Authenticator } from '../../platform/authz/authenticator.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { looksLikeApiKey } from './api-keys/api-key-text.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { Sessions } from './sessions.js';
import { Tokens, type AccessClaims } from './tokens.js';

// Its types know keys only; claims travel in their place.
type Done = (error: unknown, claims?: never) => void;

// passport-jwt verifies with jsonwebtoken, which knows no EdDSA. jose does it where the key is asked
// for, and what arrives here as "key" is the verified claims.
(Strategy as unknown as { JwtVerifier: unknown }).JwtVerifier = (_token: string, claims: AccessClaims, _options: unknown, done: Done) => {
  done(null, claims as never);
};

/** RFC 6750 §2.1, and nothing behind the token: passport-jwt’s own reader lets anything follow it. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

function tokenOf({ headers }: FastifyRequest): string | null {
  return BEARER.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Tokens come from the `Authorization` header and from nowhere else: addresses end up in logs. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    tokens: Tokens,
    private readonly sessions: Sessions,
  ) {
    super({
      jwtFromRequest: tokenOf,
      secretOrKeyProvider: (_request: unknown, token: string, done: Done) => {
        tokens.verifyAccess(token).then((claims) => { done(null, claims as never); }, done);
      },
    });
  }

  validate(claims: AccessClaims): Promise<SignedIn> {
    return this.sessions.verify(claims);
  }
}

/** Asks passport who sends a request; API keys are no tokens of passport's. */
@Injectable()
export class PassportAuthenticator extends Authenticator {
  constructor(
    private readonly strategy: JwtStrategy,
    private readonly keys: ApiKeys,
  ) {
    super();
  }

  authenticate(request: FastifyRequest): Promise<SignedIn | null> {
    if (request.headers.authorization === undefined) return Promise.resolve(null);
    const token = tokenOf(request);
    if (token !== null && looksLikeApiKey(token)) return this.keys.verify(token);
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, user: SignedIn | false | null): void => {
        if (user) resolve(user);
        else reject((error as Error | null) ?? unauthenticated());
      };
      // Passport hangs the request's callbacks on the strategy it is given, so each request has its own.
      const strategy = Object.create(this.strategy) as JwtStrategy;
      const run = passport.authenticate(strategy, { session: false }, settle) as (...parameters: unknown[]) => void;
      run(request, {}, reject);
    });
  }
}
