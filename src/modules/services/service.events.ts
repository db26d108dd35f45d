import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** One for each provider whom a new request matches. */
    'service.matched': { service_request_id: string; user_id: string };
    'quote.received': { service_request_id: string; quote_id: string };
    'quote.accepted': { service_request_id: string; quote_id: string };
    'quote.rejected': { service_request_id: string; quote_id: string };
    'service.started': { service_request_id: string };
    /** The provider says that it is done. */
    'service.done': { service_request_id: string };
    'service.completed': { service_request_id: string; by: 'requester' | 'system' };
    'service.cancelled': { service_request_id: string; by: 'requester' | 'admin' };
  }
}

publishes(
  'service.matched', 'quote.received', 'quote.accepted', 'quote.rejected', 'service.started', 'service.done', 'service.completed', 'service.cancelled',
);
