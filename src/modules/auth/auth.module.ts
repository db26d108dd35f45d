import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authenticator } from '../../platform/authz/authenticator.js';
import { UsersModule } from '../users/index.js';
import { AuthCodes } from './auth-codes.js';
import { AuthLinks } from './auth-links.js';
import { AuthSecrets } from './auth-secrets.js';
import { AuthSession } from './auth-session.entity.js';
import { JwtStrategy, PassportAuthenticator } from './jwt.strategy.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

/** Global, because the guard of every route asks it who calls. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuthSession]), UsersModule],
  providers: [AuthSecrets, AuthLinks, AuthCodes, Tokens, Sessions, JwtStrategy, { provide: Authenticator, useClass: PassportAuthenticator }],
  exports: [AuthSecrets, AuthLinks, AuthCodes, Authenticator, Sessions, Tokens],
})
export class AuthModule {}
