import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authenticator } from '../../platform/authz/authenticator.js';
import { SessionKeeper } from '../../platform/authz/session-keeper.js';
import { AccountSecurity, UsersModule } from '../users/index.js';
import { Accounts } from './accounts.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { AuthAccountSecurity } from './auth-account-security.js';
import { AuthCleanup } from './auth-cleanup.js';
import { AuthCodes } from './auth-codes.js';
import { AuthController } from './auth.controller.js';
import { AuthLinks } from './auth-links.js';
import { AuthSecrets } from './auth-secrets.js';
import { AuthSession } from './auth-session.entity.js';
import { Guesses } from './guesses.js';
import { JwtStrategy, PassportAuthenticator } from './jwt.strategy.js';
import { OwnSessions } from './own-sessions.js';
import { PasswordChanges } from './password-changes.js';
import { PasswordChecks } from './password-checks.js';
import { Passwords } from './passwords.js';
import { PasswordsController } from './passwords.controller.js';
import { Proofs } from './proofs.js';
import { SendLimits } from './send-limits.js';
import { TokenSessionKeeper } from './session-keeper.js';
import { Sessions } from './sessions.js';
import { SessionsController } from './sessions.controller.js';
import { SignIn } from './sign-in.js';
import { Tokens } from './tokens.js';

/** Global, because the guard of every route asks it who calls, and accounts ask it what their changes mean. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuthSession]), UsersModule],
  controllers: [AuthController, PasswordsController, SessionsController, ApiKeysController],
  providers: [
    Tokens, Sessions, OwnSessions, ApiKeys, JwtStrategy, { provide: Authenticator, useClass: PassportAuthenticator },
    { provide: SessionKeeper, useClass: TokenSessionKeeper },
    AuthSecrets, AuthLinks, AuthCodes, Guesses, SendLimits,
    Passwords, PasswordChecks, PasswordChanges,
    Accounts, SignIn, Proofs, AuthCleanup,
    { provide: AccountSecurity, useClass: AuthAccountSecurity },
  ],
  exports: [Authenticator, SessionKeeper, AccountSecurity, Accounts, AuthCleanup, AuthCodes, AuthLinks, AuthSecrets, Sessions, Tokens],
})
export class AuthModule {}
