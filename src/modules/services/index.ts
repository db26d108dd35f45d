export type { ServiceParty } from './service-request.state.js';
export { ServiceFacts, type ServiceFactsRow } from './service-facts.js';
export { providerPolicy, quotePolicy, servicePolicy, serviceRequestPolicy } from './service.policy.js';
export { ServicesModule } from './services.module.js';
import './service.events.js';
