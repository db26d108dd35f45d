import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { accessOf, type Access } from './access.js';
import { Policies } from './abilities.js';

export interface GuardedRoute {
  readonly controller: new (...parameters: never[]) => object;
  readonly handler: (...parameters: never[]) => unknown;
  readonly access: Access | undefined;
}

/** Stops the start when a route says neither `@Can` nor `@Public`, or names a subject without a policy. */
@Injectable()
export class ClosedByDefault implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly policies: Policies,
  ) {}

  onModuleInit(): void {
    const subjects = new Set(this.policies.all.map((policy) => policy.subject));
    for (const { controller, handler, access } of this.routes()) {
      const place = `${controller.name}.${handler.name}`;
      if (!access) throw new Error(`${place} is open: say @Can(action, Subject) or @Public()`);
      if (access.kind === 'can' && !subjects.has(access.subject)) throw new Error(`${place} guards ${access.subject}, which has no policy`);
    }
  }

  /** Every route of the application. */
  routes(): GuardedRoute[] {
    return this.discovery.getControllers().flatMap((wrapper) => {
      const controller = wrapper.metatype as GuardedRoute['controller'] | null;
      if (!controller) return [];
      const prototype = controller.prototype as Record<string, GuardedRoute['handler']>;
      return this.scanner
        .getAllMethodNames(prototype)
        .map((name) => prototype[name])
        .filter((handler) => handler !== undefined && Reflect.hasMetadata(METHOD_METADATA, handler))
        .map((handler) => handler)
        .map((handler) => ({ controller, handler, access: accessOf(handler, controller) }));
    });
  }
}
