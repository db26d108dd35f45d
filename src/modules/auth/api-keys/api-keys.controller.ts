import { Body, Controller, Delete, Get, Header, Param, Post, Query } from '@nestjs/common';
import { Can } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import type { Page } from '../../../platform/http/answer.js';
import { IdPipe } from '../../../platform/http/input.pipe.js';
import { Operation } from '../../../platform/http/operation.js';
import { PageQuery } from '../../../platform/http/page-query.js';
import { ApiKeyView, CreatedApiKeyView, NewApiKey } from './api-key.dto.js';
import { ApiKeyExpiryPast, ApiKeyNameTaken, TooManyApiKeys } from './api-key.errors.js';
import { ApiKeys } from './api-keys.js';

@Controller('users/me/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @Can('read', 'ApiKey')
  @Operation({ id: 'listApiKeys', tag: 'partners', summary: 'The caller’s API keys, newest first', answer: [200, [ApiKeyView]], paged: true })
  list(@CurrentUser() actor: SignedIn, @Query() query: PageQuery): Promise<Page> {
    return this.keys.list(actor, query);
  }

  @Post()
  @Can('create', 'ApiKey')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'createApiKey', tag: 'partners', summary: 'Make an API key',
    description: 'For a program that acts in the caller’s place, within its scopes and never beyond what the caller may do. The key is shown this once; it is sent as `Authorization: Bearer lkh_…`. The caller is told by mail.',
    answer: [201, CreatedApiKeyView], errors: [TooManyApiKeys, ApiKeyNameTaken, ApiKeyExpiryPast],
  })
  create(@CurrentUser() actor: SignedIn, @Body() asked: NewApiKey): Promise<CreatedApiKeyView> {
    return this.keys.create(actor, asked);
  }

  @Delete(':id')
  @Can('delete', 'ApiKey')
  @Operation({ id: 'deleteApiKey', tag: 'partners', summary: 'End an API key at once', answer: [204, null], errors: [NotFound] })
  remove(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.keys.remove(actor, id);
  }
}
