export { IdentityFacts, type IdentityFactsRow } from './identity-facts.js';
export { IdentityModule } from './identity.module.js';
export { identityPolicy } from './identity.policy.js';
