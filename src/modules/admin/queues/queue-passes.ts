import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { jwtVerify, SignJWT } from 'jose';
import { hkdfSync } from 'node:crypto';
import { Config } from '../../../config/index.js';
import type { SignedIn } from '../../../platform/authz/actor.js';
import { Authenticator } from '../../../platform/authz/authenticator.js';
import { unauthenticated } from '../../../platform/authz/authz.errors.js';
import { Sessions } from '../../auth/index.js';

const COOKIE = 'lokahome_queues';
const AUDIENCE = 'lokahome queues';
export const PASS_LIVES_SECONDS = 15 * 60;

/**
 * A browser opens a page without `Authorization`: for the dashboard, and for nothing else, a cookie says who looks.
 * It is signed with a key of its own, so it is no access token; it dies with its session.
 */
@Injectable()
export class QueuePasses extends Authenticator {
  private readonly key: Uint8Array;

  constructor(
    private readonly config: Config,
    private readonly tokens: Authenticator,
    private readonly sessions: Sessions,
  ) {
    super();
    this.key = new Uint8Array(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome queue passes', 32));
  }

  get path(): string {
    return `${this.config.API_V1_STR}/admin/queues`;
  }

  /** The `Set-Cookie` header for this caller: no script reads it, no other site sends it, no other path gets it. */
  async cookieFor({ id, session_id }: SignedIn): Promise<string> {
    const pass = await new SignJWT({ sid: session_id })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setIssuedAt()
      .setIssuer(this.config.API_URL)
      .setAudience(AUDIENCE)
      .setExpirationTime(`${String(PASS_LIVES_SECONDS)}s`)
      .sign(this.key);
    const secure = this.config.API_URL.startsWith('https:') ? '; Secure' : '';
    return `${COOKIE}=${pass}; Path=${this.path}; Max-Age=${String(PASS_LIVES_SECONDS)}; HttpOnly; SameSite=Strict${secure}`;
  }

  /** By access token, as everywhere; without one, by the cookie. @throws Unauthenticated */
  async authenticate(request: FastifyRequest): Promise<SignedIn | null> {
    if (request.headers.authorization !== undefined) return this.tokens.authenticate(request);
    const pass = passIn(request.headers.cookie ?? '');
    if (pass === null) return null;
    const claims = await jwtVerify(pass, this.key, { algorithms: ['HS256'], issuer: this.config.API_URL, audience: AUDIENCE, requiredClaims: ['sub', 'sid', 'exp'] }).catch(() => null);
    const { sub, sid } = claims?.payload ?? {};
    if (typeof sub !== 'string' || typeof sid !== 'string') throw unauthenticated();
    return this.sessions.verify({ sub, sid });
  }
}

function passIn(cookies: string): string | null {
  const found = cookies.split(';').map((one) => one.trim()).find((one) => one.startsWith(`${COOKIE}=`));
  return found === undefined ? null : found.slice(COOKIE.length + 1);
}
