export { ServiceFacts, type ServiceFactsRow } from './service-facts.js';
export { providerPolicy, quotePolicy, servicePolicy, serviceRequestPolicy } from './service.policy.js';
export { ServicesModule } from './services.module.js';
import './service.events.js';
