export { MessageFacts, type MessageFactsRow } from './message-facts.js';
export { blockPolicy, messagePolicy } from './message.policy.js';
export { MessagesModule } from './messages.module.js';
import './message.events.js';
