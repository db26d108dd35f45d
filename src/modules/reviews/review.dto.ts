import { InstantField, IntField, ObjectField, StringField, UuidField } from '../../platform/http/fields.js';
import { PublicProfileView } from '../users/index.js';

const stars = { min: 1, max: 5, example: 5 };
const comment = { max: 3000, example: 'Logement propre, hôte très accueillante.' };

export class NewReview {
  @IntField(stars) rating: number;
  @StringField({ optional: true, nullable: true, ...comment }) comment?: string | null;
  @UuidField({ optional: true, description: 'The home; with `booking_id`.' }) property_id?: string;
  @UuidField({ optional: true, description: 'The completed stay of the caller.' }) booking_id?: string;
  @UuidField({ optional: true, description: 'The provider’s profile; with `service_request_id`.' }) provider_id?: string;
  @UuidField({ optional: true, description: 'The completed job that the caller asked for.' }) service_request_id?: string;
}

export class ReviewChange {
  @IntField({ optional: true, ...stars }) rating?: number;
  @StringField({ optional: true, nullable: true, ...comment }) comment?: string | null;
}

export class ReviewView {
  @UuidField() id: string;
  @UuidField() reviewer_id: string;
  @UuidField({ nullable: true }) property_id: string | null;
  @UuidField({ nullable: true }) booking_id: string | null;
  @UuidField({ nullable: true }) provider_id: string | null;
  @UuidField({ nullable: true }) service_request_id: string | null;
  @IntField(stars) rating: number;
  @StringField({ nullable: true, ...comment }) comment: string | null;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
  @ObjectField(() => PublicProfileView) reviewer: PublicProfileView;
}
