import { EmailField, EnumField, IntField, PhoneField, StringField } from '../../../platform/http/fields.js';
import { PASSWORD_LENGTH } from '../password-rule.js';

const SELF_CHOSEN_ROLES = ['tenant', 'landlord', 'provider'] as const;

export class Registration {
  @EmailField() email: string;
  @PhoneField() phone: string;
  @StringField({ raw: true, ...PASSWORD_LENGTH, example: 'quatre zems verts 42' }) password: string;
  @StringField({ min: 1, max: 100, example: 'Afi' }) first_name: string;
  @StringField({ min: 1, max: 100, example: 'Adjovi' }) last_name: string;
  @EnumField(SELF_CHOSEN_ROLES, { example: 'tenant' }) user_type: (typeof SELF_CHOSEN_ROLES)[number];
  @StringField({ optional: true, nullable: true, max: 12, example: 'KJ4M9WXA', description: 'Of the person who told you about us.' })
  referral_code?: string | null;
}

export class Credentials {
  @StringField({ min: 1, max: 255, example: 'afi.adjovi@example.com', description: 'E-mail address or phone number.' }) username: string;
  @StringField({ raw: true, min: 1, max: PASSWORD_LENGTH.max, example: 'quatre zems verts 42' }) password: string;
  // What clients of OAuth 2 send along with a form, the console at /docs among them.
  @EnumField(['password'], { optional: true, description: 'For clients of OAuth 2.' }) grant_type?: string;
  @StringField({ optional: true, description: 'For clients of OAuth 2; not looked at.' }) scope?: string;
  @StringField({ optional: true, description: 'For clients of OAuth 2; not looked at.' }) client_id?: string;
  @StringField({ optional: true, raw: true, description: 'For clients of OAuth 2; not looked at.' }) client_secret?: string;
}

export class RefreshRequest {
  @StringField({ raw: true, min: 1, max: 4096, description: 'The latest one of the session.' }) refresh_token: string;
}

export class CodeRequest {
  @PhoneField() phone: string;
}

export class PhoneCode {
  @PhoneField() phone: string;
  @StringField({ min: 6, max: 6, pattern: /^[0-9]{6}$/, example: '042719' }) code: string;
}

/** RFC 6749 §5.1. */
export class TokenPairView {
  @StringField({ max: 4096, description: 'For `Authorization: Bearer …`.' }) access_token: string;
  @StringField({ max: 4096, description: 'For /auth/refresh, once.' }) refresh_token: string;
  @EnumField(['bearer']) token_type: 'bearer';
  @IntField({ example: 1800, description: 'Seconds that the access token lives.' }) expires_in: number;
}
