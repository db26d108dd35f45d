import { BooleanField, EnumField, InstantField, IntField, MoneyField, NumberField, ObjectField, StringField, UuidField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page-query.js';
import { PublicProfileView } from '../../users/index.js';
import { SERVICE_REQUEST_STATUSES, type ServiceRequestStatus } from '../service-request.state.js';
import { SERVICE_CATEGORIES } from './service.dto.js';

export const URGENCIES = ['low', 'normal', 'high', 'urgent'] as const;
export const QUOTE_STATUSES = ['pending', 'accepted', 'rejected'] as const;

export class NewServiceRequest {
  @UuidField({ description: 'A service of the catalogue.' }) service_id: string;
  @StringField({ min: 3, max: 255, example: 'Fuite sous l’évier' }) title: string;
  @StringField({ min: 3, max: 5000, example: 'L’eau coule depuis hier soir, le robinet d’arrêt est bloqué.' }) description: string;
  @UuidField({ optional: true, nullable: true, description: 'A home that the caller owns or rents.' }) property_id?: string | null;
  @EnumField(URGENCIES, { optional: true, default: 'normal', example: 'high' }) urgency?: string;
  @InstantField({ optional: true, nullable: true }) preferred_date?: string | null;
}

/** The job's service, as requests and lists mention it. */
export class ServiceSummaryView {
  @UuidField() id: string;
  @StringField({ max: 100, example: 'Plomberie' }) name: string;
  @EnumField(SERVICE_CATEGORIES, { example: 'plumbing' }) category: string;
}

/** Where the job is: never the street, before somebody is chosen. */
export class ServicePlaceView {
  @UuidField() id: string;
  @StringField({ example: 'Studio meublé près de la plage' }) title: string;
  @StringField({ max: 100, example: 'Cotonou' }) city: string;
  @StringField({ nullable: true, max: 100, example: 'Fidjrossè' }) neighborhood: string | null;
  @StringField({ nullable: true, max: 500, example: 'Rue 12.045', description: 'For the requester and the chosen provider.' }) address: string | null;
}

export class ServiceRequestView {
  @UuidField() id: string;
  @UuidField() service_id: string;
  @UuidField() requester_id: string;
  @UuidField({ nullable: true }) property_id: string | null;
  @UuidField({ nullable: true, description: 'The chosen provider’s profile.' }) provider_id: string | null;
  @StringField({ example: 'Fuite sous l’évier' }) title: string;
  @StringField({ max: 5000, example: 'L’eau coule depuis hier soir.' }) description: string;
  @EnumField(URGENCIES, { example: 'high' }) urgency: string;
  @EnumField(SERVICE_REQUEST_STATUSES, { example: 'open' }) status: ServiceRequestStatus;
  @StringField({ nullable: true, max: 100, example: 'Cotonou' }) city: string | null;
  @InstantField({ nullable: true }) preferred_date: string | null;
  @MoneyField({ nullable: true, example: 35000, description: 'Of the accepted quote.' }) price: number | null;
  @EnumField(['XOF']) currency: string;
  @BooleanField({ description: 'The accepted quote is paid, and not all of it has gone back or is on its way.' }) is_paid: boolean;
  @IntField({ example: 2, description: 'Quotes that wait for an answer or were accepted.' }) quotes_count: number;
  @InstantField({ nullable: true }) assigned_at: string | null;
  @InstantField({ nullable: true }) started_at: string | null;
  @InstantField({ nullable: true, description: 'When the provider said that it is done; the requester confirms, or the clock does after 72 hours.' }) done_at: string | null;
  @InstantField({ nullable: true }) completed_at: string | null;
  @InstantField({ nullable: true }) cancelled_at: string | null;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
  @ObjectField(() => ServiceSummaryView) service: ServiceSummaryView;
  @ObjectField(() => ServicePlaceView, { nullable: true }) property: ServicePlaceView | null;
  @ObjectField(() => PublicProfileView) requester: PublicProfileView;
}

export class OwnRequestsQuery extends PageQuery {
  @EnumField(SERVICE_REQUEST_STATUSES, { optional: true, description: 'Only those in this state.' }) status?: ServiceRequestStatus;
}

export class RequestsQuery extends OwnRequestsQuery {
  @UuidField({ optional: true, description: 'Only for this service.' }) service_id?: string;
  @StringField({ optional: true, min: 2, max: 100, example: 'Cotonou', description: 'Only in this town.' }) city?: string;
  @EnumField(URGENCIES, { optional: true, description: 'Only this urgent.' }) urgency?: string;
}

export class NewQuote {
  @UuidField() service_request_id: string;
  @MoneyField({ min: 1, max: 999_999_999, example: 35000, description: 'For all of it, in francs.' }) amount: number;
  @StringField({ min: 3, max: 3000, example: 'Remplacement du siphon et du robinet d’arrêt, pièces comprises.' }) description: string;
  @IntField({ min: 1, max: 2000, example: 3, description: 'Hours.' }) estimated_duration: number;
}

/** Who quotes. */
export class QuoteProviderView {
  @UuidField() id: string;
  @StringField({ nullable: true, max: 255, example: 'Hounsa Dépannage' }) company_name: string | null;
  @BooleanField() is_verified: boolean;
  @NumberField({ nullable: true, min: 1, max: 5, example: 4.7 }) rating: number | null;
  @IntField({ example: 37 }) total_jobs: number;
  @ObjectField(() => PublicProfileView) user: PublicProfileView;
}

export class QuoteView {
  @UuidField() id: string;
  @UuidField() service_request_id: string;
  @UuidField() provider_id: string;
  @MoneyField({ example: 35000 }) amount: number;
  @EnumField(['XOF']) currency: string;
  @StringField({ nullable: true, max: 3000, example: 'Pièces comprises.' }) description: string | null;
  @IntField({ nullable: true, example: 3, description: 'Hours.' }) estimated_duration: number | null;
  @EnumField(QUOTE_STATUSES, { example: 'pending' }) status: string;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
  @ObjectField(() => QuoteProviderView) provider: QuoteProviderView;
}
