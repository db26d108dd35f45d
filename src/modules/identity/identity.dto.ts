import { EnumField, InstantField, ObjectField, StringField, UuidField } from '../../platform/http/fields.js';
import type { FormShape } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { PublicProfileView } from '../users/index.js';

export const DOCUMENT_TYPES = ['national_id', 'passport', 'driver_license', 'residence_permit'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
export const VERIFICATION_STATUSES = ['pending', 'approved', 'rejected'] as const;
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number];

/** In the order in which they are kept. */
export const SIDES = ['front', 'back', 'selfie'] as const;
export type Side = (typeof SIDES)[number];

export const VERIFICATION_FORM: FormShape = {
  choices: { document_type: DOCUMENT_TYPES },
  files: { front: 'required', back: 'optional', selfie: 'optional' },
};

export class SubmittedView {
  @UuidField() id: string;
  @EnumField(VERIFICATION_STATUSES, { example: 'pending' }) status: VerificationStatus;
}

export class VerificationView extends SubmittedView {
  @EnumField(DOCUMENT_TYPES, { example: 'passport' }) document_type: DocumentType;
  @StringField({ nullable: true, max: 500, example: 'La photo du recto est floue.', description: 'What our team said of it.' }) reason: string | null;
  @InstantField() created_at: Date;
  @InstantField({ nullable: true }) decided_at: Date | null;
}

export class VerificationDocumentView {
  @UuidField() id: string;
  @EnumField(SIDES, { example: 'front' }) kind: Side;
  @StringField({ max: 2048, format: 'uri', description: 'A link that opens it for five minutes; a look is written to the audit log.' }) document_url: string;
}

/** A check, for those who decide. */
export class AdminVerificationView extends VerificationView {
  @ObjectField(() => PublicProfileView) user: PublicProfileView;
  @UuidField({ nullable: true }) decided_by: string | null;
  @ObjectField(() => VerificationDocumentView, { list: true }) documents: VerificationDocumentView[];
}

export class VerificationsQuery extends PageQuery {
  @EnumField(VERIFICATION_STATUSES, { optional: true, description: 'Only those in this state.' }) status?: VerificationStatus;
}

export class Approval {
  @StringField({ optional: true, min: 1, max: 500, example: 'Passeport et visage concordent.' }) reason?: string;
}

export class Rejection {
  @StringField({ min: 1, max: 500, example: 'La photo du recto est floue.', description: 'The person reads it.' }) reason: string;
}
