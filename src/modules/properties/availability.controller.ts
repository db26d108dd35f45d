import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentActor, CurrentUser, type Actor, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { AvailabilityService } from './availability.service.js';
import { AvailabilityQuery, CreateBlockDto } from './dto/availability.dto.js';
import { BlockImported, BlockInThePast, BlockOverlapsBlock, BlockOverlapsBooking, DatesReversed, PeriodTooLong } from './property.errors.js';
import { AvailabilityView, BlockView } from './property.views.js';

@Controller('properties/:id')
export class AvailabilityController {
  constructor(private readonly availability: AvailabilityService) {}

  @Get('availability')
  @Public()
  @Operation({
    id: 'getPropertyAvailability', tag: 'properties', summary: 'When the home is free', answer: [200, AvailabilityView],
    errors: [NotFound, DatesReversed, PeriodTooLong],
  })
  between(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Query() query: AvailabilityQuery): Promise<AvailabilityView> {
    return this.availability.between(actor, id, query);
  }

  @Get('blocks')
  @Can('block', 'Property')
  @Operation({ id: 'listPropertyBlocks', tag: 'properties', summary: 'The dates that the owner has closed', answer: [200, [BlockView]], errors: [NotFound] })
  listBlocks(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<BlockView[]> {
    return this.availability.listBlocks(actor, id);
  }

  @Post('blocks')
  @Can('block', 'Property')
  @Operation({
    id: 'createPropertyBlock', tag: 'properties', summary: 'Close dates', answer: [201, BlockView], idempotent: true,
    errors: [NotFound, BlockOverlapsBooking, BlockOverlapsBlock, BlockInThePast, DatesReversed],
  })
  block(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() block: CreateBlockDto): Promise<BlockView> {
    return this.availability.block(actor, id, block);
  }

  @Delete('blocks/:block_id')
  @Can('block', 'Property')
  @Operation({ id: 'deletePropertyBlock', tag: 'properties', summary: 'Open closed dates again', answer: [204, null], errors: [NotFound, BlockImported] })
  unblock(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Param('block_id', IdPipe) block_id: string): Promise<void> {
    return this.availability.unblock(actor, id, block_id);
  }
}
