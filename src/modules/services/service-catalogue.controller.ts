import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { NewService, ServiceChange, ServicesQuery, ServiceView } from './dto/service.dto.js';
import { ServiceCatalogue } from './service-catalogue.js';
import { ServiceNameTaken } from './service.errors.js';

@Controller('services')
export class ServiceCatalogueController {
  constructor(private readonly catalogue: ServiceCatalogue) {}

  @Get()
  @Public()
  @Operation({ id: 'listServices', tag: 'services', summary: 'The catalogue', answer: [200, [ServiceView]], etag: true })
  list(@Query() query: ServicesQuery): Promise<ServiceView[]> {
    return this.catalogue.list(query);
  }

  @Post()
  @Can('create', 'Service')
  @Operation({ id: 'createService', tag: 'services', summary: 'Add a service', answer: [201, ServiceView], errors: [ServiceNameTaken], idempotent: true })
  add(@CurrentUser() actor: SignedIn, @Body() service: NewService): Promise<ServiceView> {
    return this.catalogue.add(actor, service);
  }

  @Put(':id')
  @Can('update', 'Service')
  @Operation({ id: 'updateService', tag: 'services', summary: 'Change a service', answer: [200, ServiceView], errors: [NotFound, ServiceNameTaken] })
  change(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() change: ServiceChange): Promise<ServiceView> {
    return this.catalogue.change(actor, id, change);
  }

  @Delete(':id')
  @Can('delete', 'Service')
  @Operation({ id: 'deleteService', tag: 'services', summary: 'Take a service off the catalogue', description: 'Requests that speak of it stay.', answer: [204, null], errors: [NotFound] })
  retire(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.catalogue.retire(actor, id);
  }
}
