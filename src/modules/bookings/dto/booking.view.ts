import {
  BooleanField, DateField, EnumField, InstantField, IntField, MoneyField, ObjectField, StringField, UuidField,
} from '../../../platform/http/fields.js';
import { PropertySummaryView } from '../../properties/index.js';
import { BOOKING_PARTIES, BOOKING_STATUSES, type BookingParty, type BookingStatus } from '../booking.state.js';

/** How the price came about; what does not apply is null. */
export class PriceBreakdownView {
  @EnumField(['night', 'month']) unit: 'night' | 'month';
  @MoneyField() unit_price: number;
  @IntField({ nullable: true }) nights: number | null;
  @MoneyField({ nullable: true }) nights_amount: number | null;
  @IntField({ nullable: true }) months: number | null;
  @MoneyField({ nullable: true }) months_amount: number | null;
  @IntField({ nullable: true }) remaining_days: number | null;
  @MoneyField({ nullable: true }) remaining_days_amount: number | null;
  @MoneyField() total: number;
  @EnumField(['XOF', 'EUR', 'USD']) currency: string;
}

/** Who asks to stay, as the owner sees them. */
export class TenantSummaryView {
  @UuidField() id: string;
  @StringField({ example: 'Afi' }) first_name: string;
  @StringField({ example: 'Adjovi' }) last_name: string;
  @StringField({ nullable: true, max: 2000, format: 'uri', example: 'https://api.lokahome.bj/media/avatars/0198c5c8/afi.jpg' }) avatar_url: string | null;
  @BooleanField() is_verified: boolean;
}

export class BookingView {
  @UuidField() id: string;
  @UuidField() property_id: string;
  @UuidField() tenant_id: string;
  @UuidField() owner_id: string;
  @DateField() start_date: string;
  @DateField() end_date: string;
  @IntField({ example: 4 }) nights: number;
  @IntField({ nullable: true, example: 2 }) guests: number | null;
  @StringField({ nullable: true, max: 2000, example: 'Bonjour, nous arriverons vers 18 h.' }) message: string | null;
  @EnumField(['short_term', 'long_term']) rental_type: string;
  @MoneyField({ max: 1e12, description: 'The price of the stay, without the deposit.' }) total_amount: number;
  @EnumField(['XOF', 'EUR', 'USD']) currency: string;
  @ObjectField(() => PriceBreakdownView) price_breakdown: PriceBreakdownView;
  @MoneyField({ description: 'Owed beside the rent, given back in full.' }) deposit_amount: number;
  @MoneyField() deposit_paid: number;
  @EnumField(['flexible', 'moderate', 'strict']) cancellation_policy: string;
  @EnumField(BOOKING_STATUSES) status: BookingStatus;
  @EnumField(BOOKING_PARTIES, { nullable: true }) cancelled_by: BookingParty | null;
  @StringField({ nullable: true, max: 1000, example: 'Voyage reporté' }) cancellation_reason: string | null;
  @MoneyField({ nullable: true, max: 1e12, description: 'Once cancelled: what goes back of what was paid.' }) refund_amount: number | null;
  @MoneyField({ nullable: true, max: 1e12, description: 'What would go back if the reader cancelled now; null where they cannot.' }) refund_preview: number | null;
  @InstantField({ nullable: true, description: 'While pending: when the hold ends.' }) expires_at: string | null;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
  @ObjectField(() => PropertySummaryView) property: PropertySummaryView;
  @ObjectField(() => TenantSummaryView, { nullable: true, description: 'For the owner and admins.' }) tenant: TenantSummaryView | null;
}
