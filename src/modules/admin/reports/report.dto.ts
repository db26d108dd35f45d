import { EnumField, InstantField, StringField, UuidField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page-query.js';

export const REPORTED = ['user', 'property', 'message', 'review'] as const;
export type Reported = (typeof REPORTED)[number];
export const REPORT_REASONS = ['spam', 'fraud', 'harassment', 'inappropriate', 'wrong_information', 'other'] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];
export const REPORT_STATUSES = ['open', 'dismissed', 'acted'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

const comment = { max: 2000, example: 'L’annonce demande un virement avant la visite.' };
const note = { max: 2000, example: 'Annonce retirée, propriétaire prévenu.' };

export class NewReport {
  @EnumField(REPORTED, { example: 'property', description: 'What is reported.' }) subject_type: Reported;
  @UuidField({ description: 'Its id.' }) subject_id: string;
  @EnumField(REPORT_REASONS, { example: 'fraud' }) reason: ReportReason;
  @StringField({ optional: true, nullable: true, ...comment }) comment?: string | null;
}

export class ReportView {
  @UuidField() id: string;
  @EnumField(REPORTED, { example: 'property' }) subject_type: Reported;
  @UuidField() subject_id: string;
  @EnumField(REPORT_REASONS, { example: 'fraud' }) reason: ReportReason;
  @StringField({ nullable: true, ...comment }) comment: string | null;
  @EnumField(REPORT_STATUSES, { example: 'open', description: '`dismissed`: nothing was wrong; `acted`: something was done about it.' }) status: ReportStatus;
  @InstantField() created_at: string;
}

/** A report, for the staff. */
export class QueuedReportView extends ReportView {
  @UuidField() reporter_id: string;
  @StringField({ example: 'Afi Adjovi' }) reporter_name: string;
  @StringField({ nullable: true, max: 5000, example: 'Villa avec piscine', description: 'What is reported, in its own words: the name, the title, the message, the review. Null where it is gone.' })
  subject_text: string | null;
  @UuidField({ nullable: true, description: 'Whose it is: for `GET /admin/users/{id}`.' }) subject_user_id: string | null;
  @StringField({ nullable: true, ...note }) note: string | null;
  @UuidField({ nullable: true, description: 'The admin who decided.' }) decided_by: string | null;
  @InstantField({ nullable: true }) decided_at: string | null;
}

export class ReportsQuery extends PageQuery {
  @EnumField(REPORT_STATUSES, { optional: true, description: 'Only those in this state.' }) status?: ReportStatus;
  @EnumField(REPORTED, { optional: true, description: 'Only those about this kind of thing.' }) subject_type?: Reported;
}

export class ReportDecision {
  @EnumField(['dismissed', 'acted'], { example: 'acted', description: '`dismissed`: nothing is wrong; `acted`: you have done something about it.' }) decision: 'dismissed' | 'acted';
  @StringField({ optional: true, nullable: true, description: 'For your colleagues.', ...note }) note?: string | null;
}
