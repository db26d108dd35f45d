import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Scope } from './scopes.js';

export const ROLES = ['tenant', 'landlord', 'provider', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls. */
export type Actor = SignedIn | Anonymous;

export interface SignedIn {
  readonly id: string;
  readonly role: Role;
  /** Empty where it is no session that calls. */
  readonly session_id: string;
  /** The key that calls in the person's place, and what it was given: never more than the person has. */
  readonly api_key?: ActingKey;
}

export interface ActingKey {
  readonly id: string;
  readonly scopes: readonly Scope[];
}

export interface Anonymous {
  readonly id: null;
  readonly role: 'anonymous';
}

export const ANONYMOUS: Anonymous = Object.freeze({ id: null, role: 'anonymous' });

export type ActorRequest = FastifyRequest & { actor: Actor };

/** What a socket carries: nobody becomes one without a session. */
export interface SocketHolder {
  readonly actor: SignedIn;
}

/** The caller of a route that may be public. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor =>
  context.switchToHttp().getRequest<ActorRequest>().actor,
);

/** The caller of a route behind `@Can`: the guard has seen to it that there is one. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { actor } = context.switchToHttp().getRequest<ActorRequest>();
  if (actor.id === null) throw new Error('@CurrentUser on a route that lets strangers in');
  return actor;
});
