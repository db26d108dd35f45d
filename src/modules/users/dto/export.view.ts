import { InstantField, ListField, ObjectField } from '../../../platform/http/fields.js';
import { OwnProfileView } from '../user.views.js';

const rows = { items: { type: 'object', additionalProperties: true }, max: 1_000_000 };

/** Everything held about somebody, table by table, in the columns' own names. */
export class ExportView {
  @InstantField() exported_at: string;
  @ObjectField(() => OwnProfileView) account: OwnProfileView;
  @ListField(rows) sessions: object[];
  @ListField(rows) api_keys: object[];
  @ListField(rows) webhooks: object[];
  @ListField(rows) webhook_deliveries: object[];
  @ListField(rows) links: object[];
  @ListField(rows) codes: object[];
  @ListField(rows) addresses: object[];
  @ListField(rows) devices: object[];
  @ListField(rows) notification_preferences: object[];
  @ListField(rows) notifications: object[];
  @ListField(rows) deliveries: object[];
  @ListField(rows) favorites: object[];
  @ListField(rows) properties: object[];
  @ListField(rows) bookings: object[];
  @ListField(rows) booking_transitions: object[];
  @ListField(rows) installments: object[];
  @ListField(rows) contracts: object[];
  @ListField(rows) calendar_imports: object[];
  @ListField(rows) payments: object[];
  @ListField(rows) refunds: object[];
  @ListField(rows) receipts: object[];
  @ListField(rows) service_providers: object[];
  @ListField(rows) service_requests: object[];
  @ListField(rows) service_quotes: object[];
  @ListField(rows) service_request_transitions: object[];
  @ListField(rows) messages: object[];
  @ListField(rows) blocked_users: object[];
  @ListField(rows) reviews: object[];
  @ListField(rows) identity_verifications: object[];
  @ListField(rows) documents: object[];
  @ListField(rows) reports: object[];
  @ListField(rows) audit_logs: object[];
}
