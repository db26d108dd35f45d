import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GeocodingModule } from '../../platform/geocoding/geocoding.module.js';
import { ImagesModule } from '../../platform/images/images.module.js';
import { AmenitiesController } from './amenities.controller.js';
import { AmenitiesService } from './amenities.service.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityService } from './availability.service.js';
import { CalendarExport } from './calendar/calendar-export.service.js';
import { CalendarFetcher } from './calendar/calendar-fetcher.js';
import { CalendarImports } from './calendar/calendar-imports.service.js';
import { CalendarLinks } from './calendar/calendar-links.js';
import { CalendarController } from './calendar/calendar.controller.js';
import { ImportedDays } from './calendar/imported-days.js';
import { FavoritesController } from './favorites.controller.js';
import { FavoritesService } from './favorites.service.js';
import { FlushViews } from './jobs/flush-views.job.js';
import { ImportCalendars } from './jobs/import-calendars.job.js';
import { CalendarListener } from './listeners/calendar.listener.js';
import { GeocodeProperty } from './listeners/geocode-property.listener.js';
import { PropertiesController } from './properties.controller.js';
import { PropertiesRepository } from './properties.repository.js';
import { Property } from './property.entity.js';
import './property.events.js';
import { PropertyImagesController } from './property-images.controller.js';
import { PropertyImages } from './property-images.service.js';
import { PropertyFacts } from './property-facts.js';
import { PropertyModeration } from './property-moderation.js';
import { PropertyReader } from './property-reader.js';
import { PropertyViews } from './property-views.js';
import { PropertyWritingController } from './property-writing.controller.js';
import { PropertyWriting } from './property-writing.service.js';
import { SearchWords } from './search-words.js';

@Module({
  imports: [TypeOrmModule.forFeature([Property]), ImagesModule, GeocodingModule],
  controllers: [PropertiesController, PropertyWritingController, PropertyImagesController, AvailabilityController, FavoritesController, AmenitiesController, CalendarController],
  providers: [
    PropertiesRepository, PropertyFacts, PropertyModeration, PropertyReader, SearchWords, PropertyWriting, PropertyImages, PropertyViews, FlushViews, GeocodeProperty, AvailabilityService, FavoritesService, AmenitiesService,
    CalendarLinks, CalendarExport, CalendarImports, CalendarFetcher, ImportedDays, CalendarListener, ImportCalendars,
  ],
  exports: [PropertiesRepository, PropertyFacts, PropertyModeration],
})
export class PropertiesModule {}
