import { DateField, IntField, StringField, UuidField } from '../../../platform/http/fields.js';

export class BookingRequest {
  @UuidField({ description: 'The home.' })
  property_id: string;

  @DateField({ description: 'Arrival day.' })
  start_date: string;

  @DateField({ description: 'Departure day; its night is not part of the stay.', example: '2027-03-16' })
  end_date: string;

  @IntField({ optional: true, nullable: true, min: 1, max: 100, description: 'How many people will stay.', example: 2 })
  guests?: number | null;

  @StringField({ optional: true, nullable: true, max: 2000, description: 'A word to the owner.', example: 'Bonjour, nous arrivons vers 18 h.' })
  message?: string | null;
}

export class BookingRefusal {
  @StringField({ optional: true, nullable: true, max: 1000, description: 'Why; the other side reads it.', example: 'Travaux imprévus' })
  reason?: string | null;
}
