import { BooleanField, InstantField, ListField, StringField, UuidField } from '../../../platform/http/fields.js';

export class SessionView {
  @UuidField() id: string;
  @StringField({ nullable: true, example: 'LokaHome/2.1 (Android 15)', description: 'The device, as it names itself.' }) user_agent: string | null;
  @StringField({ nullable: true, example: '41.138.89.12', description: 'Where it was opened from.' }) ip_address: string | null;
  @InstantField() created_at: string;
  @InstantField({ description: 'To the minute.' }) last_used_at: string;
  @InstantField() expires_at: string;
  @BooleanField({ description: 'The session of this very call.' }) is_current: boolean;
}

/** RFC 7517. */
export class KeySetView {
  @ListField({ items: { type: 'object', additionalProperties: true }, description: 'Empty where tokens are signed with a shared secret.' })
  keys: object[];
}
