/**
 * What an API key can be given, in the words that people choose by. Which actions a scope opens stands in the policies, beside
 * the rules that it narrows; the scopes that write also read what they write.
 */
export const SCOPES = {
  'profile:read': 'The owner’s own profile.',
  'properties:read': 'The owner’s homes, whatever their state.',
  'properties:write': 'Publish, change and delete the owner’s homes and their pictures; their closed days and calendars.',
  'bookings:read': 'Bookings that the owner takes part in, their rent schedules and contracts.',
  'bookings:write': 'Ask for stays, accept, refuse and cancel them.',
  'payments:read': 'Payments that the owner made or received, and their receipts.',
  'payments:write': 'Start payments of what the owner owes.',
  'payments:refund': 'Give back money that the owner received.',
  'services:read': 'Service requests and quotes that the owner may see.',
  'services:write': 'Ask for work, quote, accept, start, complete and cancel it; the provider’s own profile.',
  'messages:read': 'What the owner wrote and was written.',
  'messages:write': 'Write messages in the owner’s name, and mark them as read.',
  'webhooks:read': 'The owner’s webhooks and their deliveries.',
  'webhooks:write': 'Create, change and delete webhooks, exchange their secrets, send again. What they may be told of, the key must be able to read.',
} as const;

export type Scope = keyof typeof SCOPES;

export const SCOPE_NAMES = Object.keys(SCOPES) as Scope[];
