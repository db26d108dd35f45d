import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Environment } from '../../config/schema.js';
import { startErrorReports, stopErrorReports } from './error-reports.js';
import { flushTraces, startTracing, stopTracing } from './tracing.js';

/** Traces and error reports, for as long as the application lives. */
@Injectable()
export class Telemetry implements OnApplicationShutdown {
  static async start(config: Environment): Promise<Telemetry> {
    await Promise.all([startTracing(config), startErrorReports(config)]);
    return new Telemetry();
  }

  flush(): Promise<void> {
    return flushTraces();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([stopTracing(), stopErrorReports()]);
  }
}
