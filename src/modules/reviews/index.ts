export { ReviewFacts, type ReviewFactsRow } from './review-facts.js';
export { reviewPolicy } from './review.policy.js';
export { ReviewsModule } from './reviews.module.js';
import './review.events.js';
