import { StringField } from '../../../platform/http/fields.js';
import { AMENITY_CODE } from './property-fields.js';

export class UpdateAmenityDto {
  @StringField({ min: 1, max: 80, example: 'Climatisation' }) name_fr: string;
  @StringField({ min: 1, max: 80, example: 'Air conditioning' }) name_en: string;
  @StringField({ min: 1, max: 40, pattern: /^[a-z0-9-]+$/, example: 'snowflake', description: 'Name of an icon of the Lucide set.' }) icon: string;
}

export class CreateAmenityDto extends UpdateAmenityDto {
  @StringField({ min: 1, max: 40, pattern: AMENITY_CODE, example: 'air_conditioning' }) code: string;
}
