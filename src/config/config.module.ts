import { Global, Module } from '@nestjs/common';
import { loadConfig } from './load-config.js';
import { Config } from './config.js';

/** One validated, frozen `Config` for the whole process. */
@Global()
@Module({
  providers: [{ provide: Config, useFactory: (): Config => loadConfig() }],
  exports: [Config],
})
export class ConfigModule {}
