import { BooleanField, EnumField } from '../../../platform/http/fields.js';

/** What people are told about; each may be turned off channel by channel, security messages excepted. */
export const PREFERENCE_TYPES = ['booking', 'payment', 'rent', 'message', 'service', 'review', 'account'] as const;
export type PreferenceType = (typeof PREFERENCE_TYPES)[number];

export class PreferenceView {
  @EnumField(PREFERENCE_TYPES, { example: 'booking' }) type: PreferenceType;
  @BooleanField({ example: true }) push: boolean;
  @BooleanField({ example: true }) email: boolean;
  @BooleanField({ example: false }) sms: boolean;
}

/** What is given is changed; the rest stays. */
export class PreferenceChange {
  @EnumField(PREFERENCE_TYPES, { example: 'booking' }) type: PreferenceType;
  @BooleanField({ optional: true, example: true }) push?: boolean;
  @BooleanField({ optional: true, example: true }) email?: boolean;
  @BooleanField({ optional: true, example: false }) sms?: boolean;
}
