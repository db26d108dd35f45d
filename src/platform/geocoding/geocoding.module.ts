import { Module } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { NominatimGeocoder, type Geocoder } from './nominatim-geocoder.js';

/** The geocoder, where one is configured. */
export class OptionalGeocoder {
  constructor(readonly instance: Geocoder | null) {}
}

@Module({
  providers: [
    {
      provide: OptionalGeocoder,
      inject: [Config],
      useFactory: (config: Config) =>
        new OptionalGeocoder(
          config.GEOCODER === 'nominatim' ? new NominatimGeocoder({ base_url: config.NOMINATIM_URL, user_agent: config.GEOCODER_USER_AGENT }) : null,
        ),
    },
  ],
  exports: [OptionalGeocoder],
})
export class GeocodingModule {}
