import type { Policy } from './platform/authz/policy.js';
import { administrationPolicy, reportPolicy } from './modules/admin/index.js';
import { apiKeyPolicy, sessionPolicy } from './modules/auth/index.js';
import { amenityPolicy, propertyPolicy } from './modules/properties/index.js';
import { bookingPolicy, installmentPolicy } from './modules/bookings/index.js';
import { webhookPolicy } from './modules/partners/index.js';
import { paymentPolicy } from './modules/payments/index.js';
import { blockPolicy, messagePolicy } from './modules/messages/index.js';
import { reviewPolicy } from './modules/reviews/index.js';
import { providerPolicy, quotePolicy, servicePolicy, serviceRequestPolicy } from './modules/services/index.js';
import { identityPolicy } from './modules/identity/index.js';
import { documentPolicy } from './modules/uploads/index.js';
import { notificationPolicy } from './modules/notifications/index.js';
import { userPolicy, userThingPolicies } from './modules/users/index.js';

/** Who may do what, feature by feature. */
export const POLICIES: readonly Policy[] = [
  userPolicy, ...userThingPolicies, sessionPolicy, apiKeyPolicy, propertyPolicy, amenityPolicy, bookingPolicy, installmentPolicy, paymentPolicy, servicePolicy, providerPolicy, serviceRequestPolicy, quotePolicy, reviewPolicy,
  messagePolicy, blockPolicy, notificationPolicy,
  documentPolicy, identityPolicy,
  administrationPolicy, reportPolicy,
  webhookPolicy,
];
