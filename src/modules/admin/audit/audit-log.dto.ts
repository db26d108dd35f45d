import { ApiProperty } from '@nestjs/swagger';
import { DateField, InstantField, StringField, UuidField } from '../../../platform/http/fields.js';
import { FeedQuery } from '../../../platform/http/page-query.js';

export class AuditLogQuery extends FeedQuery {
  @UuidField({ optional: true, example: undefined, description: 'Only what this admin did.' })
  actor_id?: string;

  @StringField({ optional: true, min: 1, max: 60, description: 'Only this kind of change, like `user.deactivate`, `property.unpublish` or `payment.refund`.' })
  action?: string;

  @StringField({ optional: true, min: 1, max: 40, description: 'Only changes of this kind of thing: `user`, `property`, `payment`, `report`…' })
  subject_type?: string;

  @UuidField({ optional: true, example: undefined, description: 'Only changes of this very thing.' })
  subject_id?: string;

  @DateField({ optional: true, example: undefined, description: 'On this day or later, like `2027-03-01`.' })
  from?: string;

  @DateField({ optional: true, example: undefined, description: 'On this day or earlier, like `2027-03-31`.' })
  to?: string;
}

export class AuditEntryView {
  @UuidField() id: string;
  @UuidField({ nullable: true, description: 'The admin who did it; null for the command line and the clock.' }) actor_id: string | null;
  @StringField({ nullable: true, example: 'Awa Dossou' }) actor_name: string | null;
  @StringField({ max: 60, example: 'user.deactivate' }) action: string;
  @StringField({ max: 40, example: 'user' }) subject_type: string;
  @UuidField({ nullable: true }) subject_id: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { is_active: true }, description: 'What was changed, as it was.' })
  before: Record<string, unknown> | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { is_active: false }, description: 'The same, as it is from then on.' })
  after: Record<string, unknown> | null;
  @StringField({ nullable: true, example: '41.85.160.12' }) client_address: string | null;
  @StringField({ nullable: true, example: '5b1c8e0e-0a53-4a7c-9d0c-0c6b6a3f1a52' }) request_id: string | null;
  @InstantField() created_at: string;
}
