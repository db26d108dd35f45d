import { Body, Controller, Post } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { Operation } from '../../platform/http/operation.js';
import {
  CurrentPasswordWrong, LinkInvalid, PasswordIsPersonal, PasswordLocked, PasswordTooCommon, SignInBusy, TooManyAttempts,
} from './auth.errors.js';
import { ForgottenPassword, PasswordChange, PasswordReset } from './dto/password.dto.js';
import { PasswordChanges } from './password-changes.js';

@Controller('auth')
export class PasswordsController {
  constructor(private readonly changes: PasswordChanges) {}

  @Post('forgot-password')
  @Public({ anonymous: true })
  @Operation({
    id: 'forgotPassword', tag: 'auth', summary: 'Ask for a link to choose a new password',
    description: 'Accepted whether there is such an account or not. At most five an hour really leave.',
    answer: [202, null], limit: 'auth',
  })
  forgot(@Body() request: ForgottenPassword): Promise<void> {
    return this.changes.forgot(request);
  }

  @Post('reset-password')
  @Public({ anonymous: true })
  @Operation({
    id: 'resetPassword', tag: 'auth', summary: 'Choose a new password with a link', description: 'The link works once, for an hour. All sessions and API keys end.',
    answer: [204, null], limit: 'auth', errors: [LinkInvalid, PasswordTooCommon, PasswordIsPersonal, SignInBusy],
  })
  reset(@Body() reset: PasswordReset): Promise<void> {
    return this.changes.reset(reset);
  }

  @Post('change-password')
  @Can('update', 'User')
  @Operation({
    id: 'changePassword', tag: 'auth', summary: 'Choose a new password', description: 'The caller’s other sessions end.',
    answer: [204, null], limit: 'auth',
    errors: [CurrentPasswordWrong, PasswordTooCommon, PasswordIsPersonal, TooManyAttempts, PasswordLocked, SignInBusy],
  })
  change(@CurrentUser() actor: SignedIn, @Body() change: PasswordChange): Promise<void> {
    return this.changes.change(actor, change);
  }
}
