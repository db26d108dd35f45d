export { Config } from './config.js';
export { ConfigModule } from './config.module.js';
export { ConfigError, loadConfig, loadUnconnectedConfig } from './load-config.js';
export { programPath } from './machine.js';
export type { Environment } from './schema.js';
