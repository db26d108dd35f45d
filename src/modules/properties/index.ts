export { PropertiesModule } from './properties.module.js';
export { PropertiesRepository, type BookableProperty } from './properties.repository.js';
export { Property } from './property.entity.js';
export { amenityPolicy, propertyPolicy } from './property.policy.js';
export { propertySummaryJson, PropertySummaryView } from './property-summary.js';
