import { CURRENCIES } from '../../../kernel/money.js';
import { EnumField, InstantField, IntField, MoneyField, ObjectField } from '../../../platform/http/fields.js';

export class UserFigures {
  @IntField({ example: 1840 }) tenant: number;
  @IntField({ example: 212 }) landlord: number;
  @IntField({ example: 96 }) provider: number;
  @IntField({ example: 3 }) admin: number;
  @IntField({ example: 12, description: 'Deactivated; not counted above.' }) deactivated: number;
  @IntField({ example: 74 }) new_this_month: number;
}

export class PropertyFigures {
  @IntField({ example: 41 }) draft: number;
  @IntField({ example: 388 }) published: number;
  @IntField({ example: 57 }) rented: number;
  @IntField({ example: 30 }) inactive: number;
}

export class BookingFigures {
  @IntField({ example: 18 }) pending: number;
  @IntField({ example: 64 }) confirmed: number;
  @IntField({ example: 102 }) cancelled: number;
  @IntField({ example: 731 }) completed: number;
}

export class MonthMoney {
  @EnumField(CURRENCIES, { example: 'XOF' }) currency: string;
  @MoneyField({ max: 1e15, description: 'What has come since the month began, deposits included.' }) completed: number;
  @MoneyField({ max: 1e15, example: 20000, description: 'What has gone back since the month began.' }) refunded: number;
}

export class StatsView {
  @ObjectField(() => UserFigures) users: UserFigures;
  @ObjectField(() => PropertyFigures) properties: PropertyFigures;
  @ObjectField(() => BookingFigures) bookings: BookingFigures;
  @ObjectField(() => MonthMoney, { list: true }) payments_this_month: MonthMoney[];
  @IntField({ example: 1, description: 'Payments that wait for a decision of ours: they carry a `review_reason`.' }) payments_to_review: number;
  @IntField({ example: 2, description: 'See `GET /admin/reports-queue`.' }) open_reports: number;
  @IntField({ nullable: true, example: 4, description: 'See `GET /admin/identity-verifications`; null where identities are not checked.' }) pending_identity_checks: number | null;
  @IntField({ example: 0, description: 'Messages and tasks that were given up after many attempts: above 0, tell whoever runs the servers.' }) dead_events: number;
  @InstantField() counted_at: string;
}
