import { SCOPE_NAMES, SCOPES, type Scope } from '../../../platform/authz/scopes.js';
import { InstantField, ListField, StringField, UuidField } from '../../../platform/http/fields.js';

const name = { min: 1, max: 100, example: 'Channel manager' };
const scopes = {
  min: 1, max: SCOPE_NAMES.length, unique: true, items: { type: 'string', enum: SCOPE_NAMES }, example: ['bookings:read', 'webhooks:write'],
  description: Object.entries(SCOPES).map(([scope, words]) => `\`${scope}\`: ${words}`).join('\n\n'),
};
const expiresAt = { nullable: true, description: 'When it ends by itself; null: when it is deleted.' };

export class NewApiKey {
  @StringField({ ...name, description: 'What tells it from the others.' }) name: string;

  @ListField({ ...scopes, each: { code: 'not_one_of', parameters: { values: SCOPE_NAMES.join(', ') }, test: (one) => SCOPE_NAMES.some((scope) => scope === one) } })
  scopes: Scope[];

  @InstantField({ ...expiresAt, optional: true }) expires_at?: string | null;
}

export class ApiKeyView {
  @UuidField() id: string;
  @StringField(name) name: string;
  @StringField({ max: 8, example: 'lkh_7Gq2', description: 'How the key begins.' }) start: string;
  @ListField(scopes) scopes: Scope[];
  @InstantField(expiresAt) expires_at: string | null;
  @InstantField({ nullable: true, description: 'To the minute; null while it has not been used.' }) last_used_at: string | null;
  @InstantField() created_at: string;
}

export class CreatedApiKeyView extends ApiKeyView {
  @StringField({ max: 100, example: 'lkh_7Gq2wXcV0bN5mK8jH3gF6dS9aP4oI1uYtR2Q', description: 'The key. It is shown this once.' }) key: string;
}
