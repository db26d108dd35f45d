import { Injectable } from '@nestjs/common';
import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { Config, ConfigError } from '../../config/index.js';
import { LRUCache } from 'lru-cache';
import { isUuid, newId } from '../../kernel/id.js';
import type { Role } from '../../platform/authz/actor.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';

const AUDIENCE = 'lokahome';

export interface AccessClaims {
  /** User id. */
  readonly sub: string;
  /** Session id. */
  readonly sid: string;
  readonly role: Role;
  readonly type: 'access';
  /** Seconds since 1970. */
  readonly exp: number;
}

export interface RefreshClaims {
  readonly sub: string;
  readonly sid: string;
  readonly generation: number;
}

/** Signs and verifies our own tokens. One algorithm is accepted: the configured one. */
@Injectable()
export class Tokens {
  private readonly signing: KeyObject;
  private readonly verifying: KeyObject;
  private readonly refreshKey: KeyObject;
  /** A signature that was right stays right; whether its session lives is asked each time all the same. */
  private readonly verified = new LRUCache<string, AccessClaims>({ max: 10_000 });
  private kid: string | undefined;

  constructor(private readonly config: Config) {
    if (config.ALGORITHM === 'HS256') {
      this.signing = this.verifying = createSecretKey(Buffer.from(config.SECRET_KEY, 'utf8'));
    } else {
      this.signing = createPrivateKey(readKey('JWT_PRIVATE_KEY_PATH', config.JWT_PRIVATE_KEY_PATH));
      this.verifying = createPublicKey(readKey('JWT_PUBLIC_KEY_PATH', config.JWT_PUBLIC_KEY_PATH));
    }
    // A key of its own: an access token can never pass for a refresh token, nor the other way round.
    this.refreshKey = createSecretKey(Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome refresh tokens', 32)));
  }

  /** Seconds that an access token lives. */
  get expiresIn(): number {
    return this.config.ACCESS_TOKEN_EXPIRE_MINUTES * 60;
  }

  async signAccess(claims: Omit<AccessClaims, 'type' | 'exp'>): Promise<string> {
    const header = { alg: this.config.ALGORITHM, typ: 'JWT', ...(this.isAsymmetric() ? { kid: await this.keyId() } : {}) };
    return new SignJWT({ sid: claims.sid, role: claims.role, type: 'access' })
      .setProtectedHeader(header)
      .setSubject(claims.sub)
      .setJti(newId())
      .setIssuedAt()
      .setIssuer(this.config.API_URL)
      .setAudience(AUDIENCE)
      .setExpirationTime(`${String(this.config.ACCESS_TOKEN_EXPIRE_MINUTES)}m`)
      .sign(this.signing);
  }

  /** @throws Unauthenticated for anything but a live access token of ours. */
  async verifyAccess(token: string): Promise<AccessClaims> {
    const known = this.verified.get(token);
    if (known && known.exp > Date.now() / 1000) return known;
    try {
      if (!isWrittenOneWay(token)) throw new Error('not as we wrote it');
      const { payload } = await jwtVerify(token, this.verifying, {
        algorithms: [this.config.ALGORITHM],
        issuer: this.config.API_URL,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'sid', 'role', 'exp', 'jti', 'iat'],
      });
      if (payload['type'] !== 'access' || !isUuid(payload.sub) || !isUuid(payload['sid'])) throw new Error('not an access token');
      const claims = payload as unknown as AccessClaims;
      this.verified.set(token, claims);
      return claims;
    } catch {
      throw unauthenticated();
    }
  }

  signRefresh(claims: RefreshClaims): Promise<string> {
    return new SignJWT({ sid: claims.sid, generation: claims.generation, type: 'refresh' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(claims.sub)
      .setJti(newId())
      .setIssuedAt()
      .setIssuer(this.config.API_URL)
      .setAudience(AUDIENCE)
      .setExpirationTime(`${String(this.config.REFRESH_TOKEN_EXPIRE_DAYS)}d`)
      .sign(this.refreshKey);
  }

  /** @throws Unauthenticated for anything but a refresh token of ours that has not expired. */
  async verifyRefresh(token: string): Promise<RefreshClaims> {
    try {
      if (!isWrittenOneWay(token)) throw new Error('not as we wrote it');
      const { payload } = await jwtVerify(token, this.refreshKey, {
        algorithms: ['HS256'],
        issuer: this.config.API_URL,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'sid', 'generation', 'exp', 'jti', 'iat'],
      });
      const isOurs = payload['type'] === 'refresh' && isUuid(payload.sub) && isUuid(payload['sid']) && Number.isInteger(payload['generation']);
      if (!isOurs) throw new Error('not a refresh token');
      return payload as unknown as RefreshClaims;
    } catch {
      throw unauthenticated();
    }
  }

  /** The public keys (RFC 7517); empty where tokens are signed with a shared secret. */
  async publicKeys(): Promise<{ keys: JWK[] }> {
    if (!this.isAsymmetric()) return { keys: [] };
    const jwk = await exportJWK(this.verifying);
    return { keys: [{ ...jwk, kid: await this.keyId(), use: 'sig', alg: this.config.ALGORITHM }] };
  }

  private isAsymmetric(): boolean {
    return this.config.ALGORITHM !== 'HS256';
  }

  private async keyId(): Promise<string> {
    return (this.kid ??= await calculateJwkThumbprint(await exportJWK(this.verifying)));
  }
}

/** The last character of a signature has bits to spare: without this a token with another last character is as good. */
function isWrittenOneWay(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

function readKey(name: string, path: string | undefined): string {
  try {
    return readFileSync(path ?? '', 'utf8');
  } catch {
    throw new ConfigError(`${name}=${JSON.stringify(path)} cannot be read: expected a PEM file`);
  }
}
