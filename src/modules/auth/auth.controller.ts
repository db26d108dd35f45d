import { Body, Controller, Header, Headers, Post } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { Unauthenticated } from '../../platform/authz/authz.errors.js';
import { Operation } from '../../platform/http/operation.js';
import { EmailTaken, PhoneTaken, UserView } from '../users/index.js';
import { Accounts } from './accounts.js';
import {
  AccountDeactivated, BadCredentials, CodeInvalid, CodeRefused, LinkInvalid, PasswordIsPersonal, PasswordLocked, PasswordTooCommon,
  ReferralUnknown, SignInBusy, TooManyAttempts,
} from './auth.errors.js';
import { EmailProof } from './dto/password.dto.js';
import { CodeRequest, Credentials, PhoneCode, RefreshRequest, Registration, TokenPairView } from './dto/sign-in.dto.js';
import { Proofs } from './proofs.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

/** Coming in. Whoever has credentials already is not looked at: these routes are how one gets them. */
@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: Accounts,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly proofs: Proofs,
  ) {}

  @Post('register')
  @Public({ anonymous: true })
  @Operation({
    id: 'register', tag: 'auth', summary: 'Open an account',
    description: 'A link goes to the e-mail address and a code to the phone. Any way to write the number is taken, Benin’s where no country is named.',
    answer: [201, UserView], limit: 'auth', idempotent: true,
    errors: [EmailTaken, PhoneTaken, ReferralUnknown, PasswordTooCommon, PasswordIsPersonal, SignInBusy],
  })
  register(@Body() registration: Registration): Promise<UserView> {
    return this.accounts.register(registration);
  }

  @Post('login')
  @Public({ anonymous: true })
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'login', tag: 'auth', summary: 'Sign in with a password',
    description: 'Ten wrong passwords in 15 minutes close the account to passwords for 15 minutes, a hundred in a row until a new one is chosen.',
    answer: [200, TokenPairView], limit: 'auth', form: true, errors: [BadCredentials, AccountDeactivated, TooManyAttempts, PasswordLocked, SignInBusy],
  })
  login(@Body() credentials: Credentials, @Headers('user-agent') userAgent?: string): Promise<TokenPairView> {
    return this.signIn.withPassword(credentials, userAgent ?? null);
  }

  @Post('refresh')
  @Public({ anonymous: true })
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'refresh', tag: 'auth', summary: 'A new pair of tokens',
    description: 'The old refresh token dies. One that is dead already ends the whole session: somebody else may hold it.',
    answer: [200, TokenPairView], limit: 'auth', errors: [Unauthenticated],
  })
  refresh(@Body() { refresh_token }: RefreshRequest): Promise<TokenPairView> {
    return this.sessions.refresh(refresh_token);
  }

  @Post('logout')
  @Can('end', 'Session')
  @Operation({ id: 'logout', tag: 'auth', summary: 'End this session', answer: [204, null] })
  async logout(@CurrentUser() actor: SignedIn): Promise<void> {
    await this.sessions.end(actor.session_id, actor.id, 'logout');
  }

  @Post('send-otp')
  @Public({ anonymous: true })
  @Operation({
    id: 'sendOtp', tag: 'auth', summary: 'Send a code to a phone',
    description: 'Accepted whether there is such an account or not. At most one a minute, three in ten minutes and five an hour really leave.',
    answer: [202, null], limit: 'auth',
  })
  sendOtp(@Body() request: CodeRequest): Promise<void> {
    return this.signIn.sendCode(request);
  }

  @Post('verify-otp')
  @Public({ anonymous: true })
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'verifyOtp', tag: 'auth', summary: 'Sign in with a code', description: 'Only the latest code counts: ten minutes, three tries, once.',
    answer: [200, TokenPairView], limit: 'auth', errors: [CodeRefused, AccountDeactivated],
  })
  verifyOtp(@Body() code: PhoneCode, @Headers('user-agent') userAgent?: string): Promise<TokenPairView> {
    return this.signIn.withCode(code, userAgent ?? null);
  }

  @Post('verify-email')
  @Public({ anonymous: true })
  @Operation({ id: 'verifyEmail', tag: 'auth', summary: 'Prove an e-mail address', answer: [200, UserView], limit: 'auth', errors: [LinkInvalid] })
  verifyEmail(@Body() proof: EmailProof): Promise<UserView> {
    return this.proofs.proveEmail(proof);
  }

  @Post('verify-phone')
  @Public({ anonymous: true })
  @Operation({
    id: 'verifyPhone', tag: 'auth', summary: 'Prove a phone number', description: 'Only the latest code counts: ten minutes, three tries, once.',
    answer: [200, UserView], limit: 'auth', errors: [CodeInvalid],
  })
  verifyPhone(@Body() code: PhoneCode): Promise<UserView> {
    return this.proofs.provePhone(code);
  }
}
