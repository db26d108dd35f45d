import { Controller, Delete, Get, Header, Param, Query } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { KeySetView, SessionView } from './dto/session.view.js';
import { OwnSessions } from './own-sessions.js';
import { Tokens } from './tokens.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly own: OwnSessions,
    private readonly tokens: Tokens,
  ) {}

  @Get('auth/sessions')
  @Can('read', 'Session')
  @Operation({ id: 'listSessions', tag: 'auth', summary: 'Where the caller is signed in, last used first', answer: [200, [SessionView]], paged: true })
  list(@CurrentUser() actor: SignedIn, @Query() query: PageQuery): Promise<Page> {
    return this.own.list(actor, query);
  }

  @Delete('auth/sessions/:id')
  @Can('end', 'Session')
  @Operation({ id: 'endSession', tag: 'auth', summary: 'End one of the caller’s sessions', answer: [204, null], errors: [NotFound] })
  end(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.own.end(actor, id);
  }

  @Get('.well-known/jwks.json')
  @Public({ anonymous: true })
  @Header('Cache-Control', 'public, max-age=300')
  @Operation({ id: 'getKeySet', tag: 'auth', summary: 'The public keys that access tokens are verified with', answer: [200, KeySetView] })
  keys(): Promise<KeySetView> {
    return this.tokens.publicKeys();
  }
}
