import { DateField, StringField } from '../../../platform/http/fields.js';

export class AvailabilityQuery {
  @DateField({ optional: true, query: true, description: 'Today at the home, unless given.' }) from?: string;
  @DateField({ optional: true, query: true, description: '90 days later, unless given; at most 366 days.' }) to?: string;
}

export class CreateBlockDto {
  @DateField() start_date: string;
  @DateField({ description: 'The first day that is free again.' }) end_date: string;
  @StringField({ optional: true, nullable: true, max: 255, example: 'Travaux' }) note?: string | null;
}
