import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
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
    private readonly modules: ModulesContainer,
    private readonly policies: Policies,
  ) {}

  onModuleInit(): void {
    const subjects = new Set(this.policies.all.map((policy) => policy.subject));
    for (const { controller, handler, access } of guardedRoutes(this.modules)) {
      const place = `${controller.name}.${handler.name}`;
      if (!access) throw new Error(`${place} is open: say @Can(action, Subject) or @Public()`);
      if (access.kind === 'can' && !subjects.has(access.subject)) throw new Error(`${place} guards ${access.subject}, which has no policy`);
    }
  }
}

/** Every route of the application, also of one that is only looked at and has no instances. */
export function guardedRoutes(modules: ModulesContainer): GuardedRoute[] {
  const scanner = new MetadataScanner();
  const controllers = new Set([...modules.values()].flatMap((module) => [...module.controllers.values()].map((wrapper) => wrapper.metatype)));
  return [...controllers].flatMap((metatype) => {
    const controller = metatype as GuardedRoute['controller'] | null;
    if (!controller) return [];
    const prototype = controller.prototype as Record<string, GuardedRoute['handler']>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => prototype[name])
      .filter((handler) => handler !== undefined && Reflect.hasMetadata(METHOD_METADATA, handler))
      .map((handler) => ({ controller, handler: handler, access: accessOf(handler, controller) }));
  });
}
