import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Config } from './config.js';
import type { Environment } from './schema.js';

/** One validated, frozen `Config` for the whole process. */
@Global()
@Module({})
export class ConfigModule {
  static of(config: Environment): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
