import { BooleanField, EnumField, InstantField, StringField, UuidField } from '../../../platform/http/fields.js';

/** What homes need looking after for. */
export const SERVICE_CATEGORIES = [
  'plumbing', 'electricity', 'cooling', 'cleaning', 'painting', 'carpentry', 'locksmith', 'gardening', 'masonry', 'moving', 'security', 'pest_control', 'other',
] as const;

export class ServicesQuery {
  @EnumField(SERVICE_CATEGORIES, { optional: true, description: 'Only those of this category.' })
  category?: string;
}

export class NewService {
  @StringField({ min: 2, max: 100, example: 'Plomberie' }) name: string;
  @EnumField(SERVICE_CATEGORIES, { example: 'plumbing' }) category: string;
  @StringField({ optional: true, nullable: true, max: 2000, example: 'Fuites, robinetterie, chauffe-eau.' }) description?: string | null;
  @StringField({ optional: true, nullable: true, max: 2000, format: 'uri', pattern: /^https:\/\/\S+$/, example: 'https://cdn.lokahome.bj/icons/wrench.svg' }) icon_url?: string | null;
}

export class ServiceChange {
  @StringField({ optional: true, min: 2, max: 100, example: 'Plomberie' }) name?: string;
  @EnumField(SERVICE_CATEGORIES, { optional: true, example: 'plumbing' }) category?: string;
  @StringField({ optional: true, nullable: true, max: 2000, example: 'Fuites, robinetterie, chauffe-eau.' }) description?: string | null;
  @StringField({ optional: true, nullable: true, max: 2000, format: 'uri', pattern: /^https:\/\/\S+$/, example: 'https://cdn.lokahome.bj/icons/wrench.svg' }) icon_url?: string | null;
  @BooleanField({ optional: true, description: 'Whether it is on offer.' }) is_active?: boolean;
}

export class ServiceView {
  @UuidField() id: string;
  @StringField({ max: 100, example: 'Plomberie' }) name: string;
  @EnumField(SERVICE_CATEGORIES, { example: 'plumbing' }) category: string;
  @StringField({ nullable: true, max: 2000, example: 'Fuites, robinetterie, chauffe-eau.' }) description: string | null;
  @StringField({ nullable: true, max: 2000, format: 'uri' }) icon_url: string | null;
  @BooleanField() is_active: boolean;
  @InstantField() created_at: string;
}
