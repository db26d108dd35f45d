import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Operation } from '../../platform/http/operation.js';
import { AmenitiesService } from './amenities.service.js';
import { CreateAmenityDto, UpdateAmenityDto } from './dto/amenity.dto.js';
import { AmenityExists, CatalogueFull } from './property.errors.js';
import { AmenityView } from './property.views.js';

@Controller('amenities')
export class AmenitiesController {
  constructor(private readonly amenities: AmenitiesService) {}

  @Get()
  @Public()
  @Operation({ id: 'listAmenities', tag: 'properties', summary: 'The catalogue of amenities', answer: [200, [AmenityView]], etag: true })
  list(): Promise<AmenityView[]> {
    return this.amenities.list();
  }

  @Post()
  @Can('create', 'Amenity')
  @Operation({
    id: 'createAmenity', tag: 'properties', summary: 'Add an amenity to the catalogue', answer: [201, AmenityView], idempotent: true,
    errors: [AmenityExists, CatalogueFull],
  })
  add(@CurrentUser() actor: SignedIn, @Body() amenity: CreateAmenityDto): Promise<AmenityView> {
    return this.amenities.add(actor, amenity);
  }

  @Put(':code')
  @Can('update', 'Amenity')
  @Operation({ id: 'updateAmenity', tag: 'properties', summary: 'Rename an amenity', answer: [200, AmenityView], errors: [NotFound] })
  rename(@CurrentUser() actor: SignedIn, @Param('code') code: string, @Body() amenity: UpdateAmenityDto): Promise<AmenityView> {
    return this.amenities.rename(actor, code, amenity);
  }

  @Delete(':code')
  @Can('delete', 'Amenity')
  @Operation({
    id: 'deleteAmenity', tag: 'properties', summary: 'Take an amenity out of the catalogue', answer: [204, null], errors: [NotFound],
    description: 'Nobody can choose it any more; homes that have it keep it.',
  })
  retire(@CurrentUser() actor: SignedIn, @Param('code') code: string): Promise<void> {
    return this.amenities.retire(actor, code);
  }
}
