import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { consumptionsOf, type ConsumerSpec } from './consumer.js';
import type { EventEnvelope, EventType, QueueName } from './events.js';

type Handler = (event: EventEnvelope) => Promise<unknown>;

interface Registered extends ConsumerSpec {
  readonly handle: Handler;
}

/** Event types that must have a consumer: a feature names those it publishes. */
const published = new Set<string>();

export function publishes(...types: EventType[]): void {
  for (const type of types) published.add(type);
}

/** Who listens to what, found once at start; a missing or double handler stops it. */
@Injectable()
export class Consumers implements OnModuleInit {
  private readonly byEvent = new Map<string, Registered[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as Record<string, unknown> | null | undefined;
      if (!instance || typeof instance !== 'object') continue;
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (!prototype || prototype === Object.prototype) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) this.register(instance, name);
    }
    for (const type of published) {
      if (!this.byEvent.has(type)) throw new Error(`event ${type} is published and nobody consumes it`);
    }
  }

  /** Which queue works what. */
  all(): { type: string; consumer: string; queue: QueueName }[] {
    return [...this.byEvent].flatMap(([type, found]) => found.map(({ consumer, queue }) => ({ type, consumer, queue })));
  }

  of(type: string): readonly Registered[] {
    return this.byEvent.get(type) ?? [];
  }

  handlerOf(type: string, consumer: string): Registered | undefined {
    return this.of(type).find((one) => one.consumer === consumer);
  }

  private register(instance: Record<string, unknown>, name: string): void {
    const method = instance[name];
    if (typeof method !== 'function') return;
    for (const spec of consumptionsOf(method)) {
      const known = this.byEvent.get(spec.event) ?? [];
      if (known.some((one) => one.consumer === spec.consumer)) throw new Error(`${spec.consumer} consumes ${spec.event} twice`);
      known.push({ ...spec, handle: (method as Handler).bind(instance) });
      this.byEvent.set(spec.event, known);
    }
  }
}
