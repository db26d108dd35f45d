import { Controller, Get, Param, Query } from '@nestjs/common';
import { Public } from '../../platform/authz/access.js';
import { CurrentActor, type Actor } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page, RawJson } from '../../platform/http/answer.js';
import { PageTooDeep } from '../../platform/http/http.errors.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { ListPropertiesQuery, NearbyPropertiesQuery, SearchPropertiesQuery } from './dto/search-properties.query.js';
import { PropertyReader } from './property-reader.js';
import { PropertyView } from './property.views.js';
import { DistanceNeedsPoint, InvalidBoundingBox, InvalidPolygon, StayReversed } from './search.errors.js';

@Public()
@Controller('properties')
export class PropertiesController {
  constructor(private readonly reader: PropertyReader) {}

  @Get()
  @Operation({
    id: 'listProperties', tag: 'properties', summary: 'Published homes', answer: [200, [PropertyView]], limit: 'search', paged: true, etag: true,
    errors: [PageTooDeep, DistanceNeedsPoint, StayReversed],
  })
  list(@CurrentActor() actor: Actor, @Query() query: ListPropertiesQuery): Promise<Page> {
    return this.reader.search(actor, query);
  }

  @Get('search')
  @Operation({
    id: 'searchProperties', tag: 'properties', summary: 'Search by words, box and polygon', answer: [200, [PropertyView]], limit: 'search', paged: true, etag: true,
    description: 'Everything that the list takes, and full text in French and English that forgives accents and small typos. ',
    headers: { 'X-Facets': 'With facets=true: JSON, counts by type, city and amenity over the first 10 000 matches' },
    errors: [PageTooDeep, DistanceNeedsPoint, StayReversed, InvalidBoundingBox, InvalidPolygon],
  })
  search(@CurrentActor() actor: Actor, @Query() query: SearchPropertiesQuery): Promise<Page> {
    return this.reader.search(actor, query);
  }

  @Get('nearby')
  @Operation({ id: 'listNearbyProperties', tag: 'properties', summary: 'Homes around a point, nearest first', answer: [200, [PropertyView]], limit: 'search', etag: true })
  nearby(@CurrentActor() actor: Actor, @Query() query: NearbyPropertiesQuery): Promise<RawJson> {
    return this.reader.nearby(actor, query);
  }

  @Get(':id')
  @Operation({
    id: 'getProperty', tag: 'properties', summary: 'One home', answer: [200, PropertyView], errors: [NotFound], etag: true,
    description: 'Drafts and inactive homes only for their owner and admins. A look is counted.',
  })
  show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<RawJson> {
    return this.reader.show(actor, id);
  }
}
