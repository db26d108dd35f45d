import { Body, Controller, Param, Put } from '@nestjs/common';
import { Can } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import type { RawJson } from '../../../platform/http/answer.js';
import { StringField } from '../../../platform/http/fields.js';
import { IdPipe } from '../../../platform/http/input.pipe.js';
import { Operation } from '../../../platform/http/operation.js';
import { InvalidPropertyTransition, PropertyView } from '../../properties/index.js';
import { AdminListings } from './admin-listings.service.js';

export class Withdrawal {
  @StringField({ min: 3, max: 500, example: 'Les photos montrent un autre logement.', description: 'Sent to the owner word for word.' })
  reason: string;
}

@Controller('admin/properties')
export class AdminListingsController {
  constructor(private readonly listings: AdminListings) {}

  @Put(':id/feature')
  @Can('update', 'Administration')
  @Operation({ id: 'adminFeatureProperty', tag: 'admin', summary: 'Put a listing forward', description: 'It carries `is_featured` in all lists from now on.', answer: [200, PropertyView], errors: [NotFound] })
  feature(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<RawJson> {
    return this.listings.feature(actor, id, true);
  }

  @Put(':id/unfeature')
  @Can('update', 'Administration')
  @Operation({ id: 'adminUnfeatureProperty', tag: 'admin', summary: 'Put a listing forward no longer', answer: [200, PropertyView], errors: [NotFound] })
  unfeature(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<RawJson> {
    return this.listings.feature(actor, id, false);
  }

  @Put(':id/unpublish')
  @Can('update', 'Administration')
  @Operation({
    id: 'adminUnpublishProperty', tag: 'admin', summary: 'Take a listing off, with the reason', answer: [200, PropertyView],
    description: 'It leaves all lists and searches at once; bookings that were accepted stand. The owner is told why, by mail and in the application, and may correct and publish it again. Find the `id` with `GET /properties/search`.',
    errors: [NotFound, InvalidPropertyTransition],
  })
  unpublish(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() { reason }: Withdrawal): Promise<RawJson> {
    return this.listings.unpublish(actor, id, reason);
  }
}
