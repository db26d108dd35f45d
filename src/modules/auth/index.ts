import './auth.events.js';

export { apiKeyPolicy } from './api-keys/api-key.policy.js';
export { Accounts } from './accounts.js';
export { AuthCleanup } from './auth-cleanup.js';
export { AuthCodes, CODE_LIVES_MINUTES, type AuthCode } from './auth-codes.js';
export { AuthLinks, type AuthLink } from './auth-links.js';
export { AuthModule } from './auth.module.js';
export { AuthSecrets } from './auth-secrets.js';
export { sessionPolicy } from './session.policy.js';
export { Sessions, type TokenPair } from './sessions.js';
export { Tokens } from './tokens.js';
