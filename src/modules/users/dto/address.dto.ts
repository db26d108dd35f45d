import { BooleanField, InstantField, NumberField, StringField, UuidField } from '../../../platform/http/fields.js';

const label = { nullable: true, max: 60, example: 'Maison' };
const address = { min: 1, max: 500, example: 'Lot 1204, rue du Gouverneur Bayol' };
const city = { min: 1, max: 100, example: 'Cotonou' };
const neighborhood = { nullable: true, max: 100, example: 'Haie Vive' };
const country = { min: 2, max: 2, pattern: /^[A-Z]{2}$/, example: 'BJ', description: 'ISO 3166-1.' };
const latitude = { nullable: true, min: -90, max: 90, example: 6.3527 };
const longitude = { nullable: true, min: -180, max: 180, example: 2.3712 };
const isDefault = { description: 'At most one of an account; the one before stops being it.' };

export class NewAddress {
  @StringField({ ...label, optional: true }) label?: string | null;
  @StringField(address) address: string;
  @StringField(city) city: string;
  @StringField({ ...neighborhood, optional: true }) neighborhood?: string | null;
  @StringField({ ...country, optional: true, default: 'BJ' }) country?: string;
  @NumberField({ ...latitude, optional: true }) latitude?: number | null;
  @NumberField({ ...longitude, optional: true }) longitude?: number | null;
  @BooleanField({ ...isDefault, optional: true, default: false }) is_default?: boolean;
}

/** What is given is changed. */
export class AddressChange {
  @StringField({ ...label, optional: true }) label?: string | null;
  @StringField({ ...address, optional: true }) address?: string;
  @StringField({ ...city, optional: true }) city?: string;
  @StringField({ ...neighborhood, optional: true }) neighborhood?: string | null;
  @StringField({ ...country, optional: true }) country?: string;
  @NumberField({ ...latitude, optional: true }) latitude?: number | null;
  @NumberField({ ...longitude, optional: true }) longitude?: number | null;
  @BooleanField({ ...isDefault, optional: true }) is_default?: boolean;
}

export class AddressView {
  @UuidField() id: string;
  @StringField(label) label: string | null;
  @StringField(address) address: string;
  @StringField(city) city: string;
  @StringField(neighborhood) neighborhood: string | null;
  @StringField(country) country: string;
  @NumberField(latitude) latitude: number | null;
  @NumberField(longitude) longitude: number | null;
  @BooleanField(isDefault) is_default: boolean;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
}
