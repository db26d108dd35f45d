import { Body, Controller, Delete, Param, Post, Put } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { RawJson } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { CreatePropertyDto, UpdatePropertyDto } from './dto/write-property.dto.js';
import { AvailabilityReversed, HalfAPoint, InvalidTransition, PriceNotExact, PropertyHasBookings, PropertyIncomplete, UnknownAmenity } from './property.errors.js';
import { PropertyWriting } from './property-writing.service.js';
import { PropertyView } from './property.views.js';

@Controller('properties')
export class PropertyWritingController {
  constructor(private readonly writing: PropertyWriting) {}

  @Post()
  @Can('create', 'Property')
  @Operation({
    id: 'createProperty', tag: 'properties', summary: 'Draft a home', answer: [201, PropertyView], idempotent: true,
    description: 'Without coordinates the address is geocoded in the background.', errors: [AvailabilityReversed, HalfAPoint, PriceNotExact, UnknownAmenity],
  })
  draft(@CurrentUser() actor: SignedIn, @Body() home: CreatePropertyDto): Promise<RawJson> {
    return this.writing.draft(actor, home);
  }

  @Put(':id')
  @Can('update', 'Property')
  @Operation({
    id: 'updateProperty', tag: 'properties', summary: 'Change, publish or withdraw a home', answer: [200, PropertyView],
    description: 'Fields given are changed. The status moves draft→published, published↔inactive, published↔rented; publishing needs title, price, city, address and an image.',
    errors: [NotFound, InvalidTransition, PropertyIncomplete, AvailabilityReversed, HalfAPoint, PriceNotExact, UnknownAmenity],
  })
  change(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() changes: UpdatePropertyDto): Promise<RawJson> {
    return this.writing.change(actor, id, changes);
  }

  @Delete(':id')
  @Can('delete', 'Property')
  @Operation({
    id: 'deleteProperty', tag: 'properties', summary: 'Delete a home', answer: [204, null], errors: [NotFound, PropertyHasBookings],
    description: 'Past bookings and payments stay readable.',
  })
  delete(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.writing.delete(actor, id);
  }
}
