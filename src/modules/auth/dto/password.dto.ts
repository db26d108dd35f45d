import { EmailField, StringField } from '../../../platform/http/fields.js';
import { PASSWORD_LENGTH } from '../password-rule.js';

export class ForgottenPassword {
  @EmailField() email: string;
}

export class PasswordReset {
  @StringField({ raw: true, min: 1, max: 200, description: 'From the link in the mail.' }) token: string;
  @StringField({ raw: true, ...PASSWORD_LENGTH, example: 'sept pirogues au lac Nokoué' }) new_password: string;
}

export class PasswordChange {
  @StringField({ raw: true, min: 1, max: PASSWORD_LENGTH.max, example: 'quatre zems verts 42' }) current_password: string;
  @StringField({ raw: true, ...PASSWORD_LENGTH, example: 'sept pirogues au lac Nokoué' }) new_password: string;
}

export class EmailProof {
  @StringField({ raw: true, min: 1, max: 200, description: 'From the link in the mail.' }) token: string;
}
