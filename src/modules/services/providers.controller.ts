import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { ProviderProfileChange, ProvidersQuery, ProviderView } from './dto/provider.dto.js';
import { ProvidersService } from './providers.service.js';
import { UnknownService } from './service.errors.js';

@Controller('service-providers')
export class ProvidersController {
  constructor(private readonly providers: ProvidersService) {}

  @Get()
  @Public()
  @Operation({ id: 'listServiceProviders', tag: 'services', summary: 'Who looks after homes', description: 'The best rated first; the nearest where a point is given.', answer: [200, [ProviderView]], paged: true })
  list(@Query() query: ProvidersQuery): Promise<Page> {
    return this.providers.list(query);
  }

  @Get('me')
  @Can('read_own', 'ServiceProvider')
  @Operation({ id: 'getMyServiceProvider', tag: 'services', summary: 'One’s own profile', answer: [200, ProviderView] })
  getOwn(@CurrentUser() actor: SignedIn): Promise<ProviderView> {
    return this.providers.getOwn(actor);
  }

  @Put('me')
  @Can('update_own', 'ServiceProvider')
  @Operation({ id: 'updateMyServiceProvider', tag: 'services', summary: 'Change one’s own profile', answer: [200, ProviderView], errors: [UnknownService] })
  changeOwn(@CurrentUser() actor: SignedIn, @Body() change: ProviderProfileChange): Promise<ProviderView> {
    return this.providers.changeOwn(actor, change);
  }

  @Get(':id')
  @Public()
  @Operation({ id: 'getServiceProvider', tag: 'services', summary: 'One profile', answer: [200, ProviderView], errors: [NotFound] })
  get(@Param('id', IdPipe) id: string): Promise<ProviderView> {
    return this.providers.get(id);
  }
}
