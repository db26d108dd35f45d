import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AppModule } from '../src/app.module.js';
import { loadConfig, type Environment } from '../src/config/index.js';
import { Can, Public } from '../src/platform/authz/access.js';
import { configureLogger, NestLogger } from '../src/platform/observability/logger.js';
import { Consumes } from '../src/platform/outbox/consumer.js';
import { publishes } from '../src/platform/outbox/consumers.js';
import type { EventType } from '../src/platform/outbox/events.js';
import { FastRedis } from '../src/platform/redis/redis.module.js';
import { Scheduled } from '../src/platform/schedule/scheduled-job.js';
import { cloneDatabase, type TestDatabase } from './support/database.js';

@Controller('left-open')
class LeftOpen {
  @Get()
  look(): string {
    return 'everybody sees this';
  }
}

@Can('read', 'User')
@Controller('spoken-for')
class SpokenForAsAWhole {
  @Get()
  look(): string {
    return 'signed in';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'anyone';
  }
}

@Controller('of-nothing')
class OfNothing {
  @Can('read', 'Unicorn')
  @Get()
  look(): string {
    return 'there is no policy on unicorns';
  }
}

const soundEvent = 'booking.requested' as EventType;

@Injectable()
class ListensTwice {
  @Consumes(soundEvent, { consumer: 'twice', queue: 'events' })
  once(): Promise<void> {
    return Promise.resolve();
  }

  @Consumes(soundEvent, { consumer: 'twice', queue: 'events' })
  again(): Promise<void> {
    return Promise.resolve();
  }
}

@Injectable()
class ListensApart {
  @Consumes(soundEvent, { consumer: 'apart', queue: 'events' })
  once(): Promise<void> {
    return Promise.resolve();
  }
}

const nightly = { name: 'expire-bookings', cron: '0 3 * * *', description: 'the name of another job' };

@Injectable()
@Scheduled(nightly)
class SecondOfItsName {
  run(): Promise<Record<string, number>> {
    return Promise.resolve({});
  }
}

@Module({})
class Extra {}

/** The whole house with one more module. */
function houseWith(config: Environment, extra: { controllers?: Type[]; providers?: Type[] }): DynamicModule {
  const house = AppModule.for({ worker: false }, config);
  return { ...house, imports: [...(house.imports ?? []), { module: Extra, ...extra }] };
}

describe('the start', () => {
  let database: TestDatabase;
  let config: Environment;

  beforeAll(async () => {
    database = await cloneDatabase();
    // Nothing listens at this Redis: starting does not need one.
    config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'silent' });
    configureLogger({ level: 'silent', format: 'json' });
  });
  afterAll(() => database.drop());

  async function start(extra: { controllers?: Type[]; providers?: Type[] }): Promise<void> {
    const house = await Test.createTestingModule({ imports: [houseWith(config, extra)] }).setLogger(new NestLogger()).compile();
    try {
      await house.init();
      await house.close();
    } catch (error) {
      // What did not start cannot be closed either, and its connections would keep this process alive.
      await house.get(DataSource).destroy();
      house.get(FastRedis).disconnect();
      throw error;
    }
  }

  it('succeeds where every route says who may call it, for itself or by its controller', async () => {
    await start({ controllers: [SpokenForAsAWhole], providers: [ListensApart] });
  });

  it('ends at a route that says nothing', async () => {
    await expect(start({ controllers: [LeftOpen] })).rejects.toThrow('LeftOpen.look is open: say @Can(action, Subject) or @Public()');
  });

  it('ends at a route about something that has no policy', async () => {
    await expect(start({ controllers: [OfNothing] })).rejects.toThrow('OfNothing.look guards Unicorn, which has no policy');
  });

  it('ends at a consumer that listens twice to one event', async () => {
    await expect(start({ providers: [ListensTwice] })).rejects.toThrow('twice consumes booking.requested twice');
  });

  it('ends at two scheduled jobs of one name', async () => {
    await expect(start({ providers: [SecondOfItsName] })).rejects.toThrow('two scheduled jobs are called expire-bookings');
  });

  // Last: what is published is known for the rest of this process.
  it('ends at an event that is published and that nobody consumes', async () => {
    publishes('unicorn.seen' as EventType);
    await expect(start({})).rejects.toThrow('event unicorn.seen is published and nobody consumes it');
  });
});
