import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { MetadataScanner, type DiscoveryService } from '@nestjs/core';
import { Consumes } from './consumer.js';
import { Consumers, publishes } from './consumers.js';
import type { EventEnvelope, EventType } from './events.js';

const RANG = 'doorbell.rang' as EventType;
const OPENED = 'door.opened' as EventType;
const envelope = (type: EventType): EventEnvelope => ({ event_id: 'e-1', type, occurred_at: new Date(), payload: {} as never });

class Porter {
  readonly heard: string[] = [];

  @Consumes([RANG, OPENED], { consumer: 'porter', queue: 'events' })
  listen(event: EventEnvelope): Promise<void> {
    this.heard.push(event.type);
    return Promise.resolve();
  }
}

class Dog {
  @Consumes(RANG, { consumer: 'dog', queue: 'background' })
  bark(): Promise<void> {
    return Promise.resolve();
  }
}

class Parrot extends Porter {}

class Echo {
  @Consumes(RANG, { consumer: 'echo', queue: 'events' })
  once(): Promise<void> {
    return Promise.resolve();
  }

  @Consumes(RANG, { consumer: 'echo', queue: 'events' })
  twice(): Promise<void> {
    return Promise.resolve();
  }
}

function consumersOf(...instances: (object | null | undefined)[]): Consumers {
  const discovery = { getProviders: () => instances.map((instance) => ({ instance })) } as unknown as DiscoveryService;
  return new Consumers(discovery, new MetadataScanner());
}

describe('who listens to what', () => {
  it('is found among all there is, values and nothing included', () => {
    const consumers = consumersOf(new Porter(), new Dog(), { plain: 'value' }, null, undefined, Object.create(null) as object);
    consumers.onModuleInit();
    expect(consumers.of(RANG).map(({ consumer, queue }) => `${consumer} ${queue}`)).toEqual(['porter events', 'dog background']);
    expect(consumers.of(OPENED).map(({ consumer }) => consumer)).toEqual(['porter']);
    expect(consumers.of('nothing.happened')).toEqual([]);
  });

  it('is called on its own instance', async () => {
    const porter = new Porter();
    const consumers = consumersOf(porter);
    consumers.onModuleInit();
    await consumers.handlerOf(RANG, 'porter')?.handle(envelope(RANG));
    expect(porter.heard).toEqual([RANG]);
    expect(consumers.handlerOf(RANG, 'dog')).toBeUndefined();
  });

  it('is one for each name: a second one, inherited or written, stops the start', () => {
    expect(() => { consumersOf(new Echo()).onModuleInit(); }).toThrow('echo consumes doorbell.rang twice');
    expect(() => { consumersOf(new Porter(), new Parrot()).onModuleInit(); }).toThrow('porter consumes doorbell.rang twice');
  });

  // Last: what is published is known for the rest of this file.
  it('is somebody, for everything that is published', () => {
    publishes(OPENED);
    expect(() => { consumersOf(new Dog()).onModuleInit(); }).toThrow('event door.opened is published and nobody consumes it');
    expect(() => { consumersOf(new Porter()).onModuleInit(); }).not.toThrow();
  });
});
