import { BooleanField, DateField, EnumField, InstantField, ObjectField, StringField, UuidField } from '../../../platform/http/fields.js';

export const MOST_IMPORTS = 10;

/** Why the last try brought nothing; the days known from before stay closed. */
export const IMPORT_ERRORS = ['unreachable', 'address_refused', 'refused', 'too_large', 'unreadable', 'partly_unreadable', 'empty'] as const;
export type ImportError = (typeof IMPORT_ERRORS)[number];

export class CalendarQuery {
  @StringField({ optional: true, query: true, description: 'From `export_url`.' }) token?: string;
}

export class CalendarImportDto {
  @StringField({ min: 1, max: 2000, pattern: /^(https?|webcal):\/\/\S+$/i, example: 'https://example.com/calendar/123.ics', description: '`https` (or `webcal`, which is taken for it).' })
  url: string;
  @StringField({ optional: true, nullable: true, max: 100, example: 'Airbnb' }) name?: string | null;
}

export class CalendarImportsDto {
  @ObjectField(() => CalendarImportDto, { list: true, max: MOST_IMPORTS, optional: true, description: 'All of them; those left out go, and the days they closed open again. Unchanged where it is not given.' })
  imports?: CalendarImportDto[];
  @BooleanField({ optional: true, description: 'Makes a new `export_url`; the old one opens nothing any more.' }) rotate_export?: boolean;
}

export class CalendarConflictView {
  @UuidField({ description: 'The stay, which stands.' }) booking_id: string;
  @DateField({ description: 'The days that the other calendar claims.' }) start_date: string;
  @DateField({ description: 'The first day that is free again.' }) end_date: string;
}

export class CalendarImportView {
  @UuidField() id: string;
  @StringField({ max: 2000, format: 'uri', example: 'https://example.com/calendar/123.ics' }) url: string;
  @StringField({ nullable: true, max: 100, example: 'Airbnb' }) name: string | null;
  @InstantField({ nullable: true }) last_fetched_at: string | null;
  @EnumField(IMPORT_ERRORS, { nullable: true, description: 'What was wrong with the last answer; null when it was taken over. Meanwhile the days known from before stay closed.' })
  last_error: ImportError | null;
  @ObjectField(() => CalendarConflictView, { list: true, max: 1000, description: 'Days that a stay of ours holds as well. They become closed days when it goes.' }) conflicts: CalendarConflictView[];
}

export class CalendarImportsView {
  @StringField({ max: 2000, format: 'uri', description: 'The secret link to this home’s calendar, for other sites. Whoever has it sees when the home is taken.' }) export_url: string;
  @ObjectField(() => CalendarImportView, { list: true, max: MOST_IMPORTS }) imports: CalendarImportView[];
}
