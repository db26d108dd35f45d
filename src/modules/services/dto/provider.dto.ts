import { isUuid } from '../../../kernel/id.js';
import { BooleanField, InstantField, IntField, ListField, MoneyField, NumberField, ObjectField, StringField, UuidField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page-query.js';
import { PublicProfileView } from '../../users/index.js';

const isArea = (value: unknown): boolean => typeof value === 'string' && value.trim().length >= 2 && value.length <= 100;
const services = { items: { type: 'string', format: 'uuid' }, unique: true, max: 30, each: { code: 'not_a_uuid', test: isUuid } };
const areas = { items: { type: 'string', minLength: 2, maxLength: 100 }, unique: true, max: 50, each: { code: 'bad_area', test: isArea }, example: ['Cotonou', 'Abomey-Calavi'] };

/** One's own profile; what is left out stays as it is. */
export class ProviderProfileChange {
  @StringField({ optional: true, nullable: true, max: 255, example: 'Hounsa Dépannage' }) company_name?: string | null;
  @StringField({ optional: true, nullable: true, max: 3000, example: 'Plombier depuis quinze ans.' }) bio?: string | null;
  @ListField({ optional: true, ...services, description: 'Ids of the catalogue’s services.' }) services?: string[];
  @ListField({ optional: true, ...areas, description: 'Towns that are served.' }) service_areas?: string[];
  @MoneyField({ optional: true, nullable: true, max: 999_999_999, example: 5000 }) hourly_rate?: number | null;
  @NumberField({ optional: true, nullable: true, min: -90, max: 90, decimals: 6, example: 6.3654, description: 'Where the work starts from; with `longitude`.' }) latitude?: number | null;
  @NumberField({ optional: true, nullable: true, min: -180, max: 180, decimals: 6, example: 2.4183 }) longitude?: number | null;
}

export class ProviderView {
  @UuidField() id: string;
  @UuidField() user_id: string;
  @StringField({ nullable: true, max: 255, example: 'Hounsa Dépannage' }) company_name: string | null;
  @StringField({ nullable: true, max: 3000, example: 'Plombier depuis quinze ans.' }) bio: string | null;
  @ListField({ items: { type: 'string', format: 'uuid' } }) services: string[];
  @ListField({ example: ['Cotonou', 'Abomey-Calavi'] }) service_areas: string[];
  @MoneyField({ nullable: true, example: 5000 }) hourly_rate: number | null;
  @NumberField({ nullable: true, min: -90, max: 90, example: 6.3654 }) latitude: number | null;
  @NumberField({ nullable: true, min: -180, max: 180, example: 2.4183 }) longitude: number | null;
  @BooleanField({ description: 'Our team has checked who they are.' }) is_verified: boolean;
  @NumberField({ nullable: true, min: 1, max: 5, example: 4.7 }) rating: number | null;
  @IntField({ example: 12 }) reviews_count: number;
  @IntField({ example: 37, description: 'Jobs completed.' }) total_jobs: number;
  @NumberField({ nullable: true, max: 25_000, example: 2.41, description: 'From the point that was given.' }) distance_km: number | null;
  @ObjectField(() => PublicProfileView) user: PublicProfileView;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
}

export class ProvidersQuery extends PageQuery {
  @UuidField({ optional: true, description: 'Only those who do this.' }) service_id?: string;
  @StringField({ optional: true, min: 2, max: 100, example: 'Cotonou', description: 'Only those who come to this town.' }) city?: string;
  @BooleanField({ optional: true, query: true, description: 'Only those whom our team has checked, or only the others.' }) is_verified?: boolean;
  @NumberField({ optional: true, query: true, min: 1, max: 5, description: 'Rated so or better.', example: 4 }) min_rating?: number;
  @NumberField({ optional: true, query: true, min: -90, max: 90, example: 6.3654, description: 'With `longitude`: the nearest first.' }) latitude?: number;
  @NumberField({ optional: true, query: true, min: -180, max: 180, example: 2.4183 }) longitude?: number;
  @NumberField({ optional: true, query: true, min: 0.1, max: 50, default: 10, example: 10, description: 'Kilometres around the point.' }) radius?: number;
}
