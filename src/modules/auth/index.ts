export { AuthModule } from './auth.module.js';
export { Sessions, type TokenPair } from './sessions.js';
export { Tokens } from './tokens.js';
