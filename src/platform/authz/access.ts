import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';

export type Access =
  | { readonly kind: 'public'; readonly anonymous: boolean }
  | { readonly kind: 'can'; readonly action: string; readonly subject: string };

const ACCESS = Symbol('access');

/** Signed-in callers whose role may ever do this; the row itself is checked where it is loaded. */
export function Can(action: string, subject: string): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, { kind: 'can', action, subject } satisfies Access), ApiBearerAuth('bearerAuth'));
}

/**
 * Anyone; a caller who does sign in is known to the route, and bad credentials are still 401. With
 * `anonymous` credentials are not even looked at: for health checks and for signing in.
 */
export function Public({ anonymous = false } = {}): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, { kind: 'public', anonymous } satisfies Access), ApiSecurity({}));
}

/** The handler's word goes before the class's; undefined where neither speaks. */
export function accessOf(handler: object, controller: object): Access | undefined {
  return (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as Access | undefined;
}
