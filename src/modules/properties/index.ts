export { PropertiesModule } from './properties.module.js';
export { PropertiesRepository, type BookableProperty } from './properties.repository.js';
export { Property } from './property.entity.js';
export { InvalidTransition as InvalidPropertyTransition } from './property.errors.js';
export { PropertyFacts, type PropertyFactsRow } from './property-facts.js';
export { PropertyModeration } from './property-moderation.js';
export { amenityPolicy, propertyPolicy } from './property.policy.js';
export { PropertyView } from './property.views.js';
export { propertySummaryJson, PropertySummaryView } from './property-summary.js';
