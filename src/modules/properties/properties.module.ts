import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PropertiesRepository } from './properties.repository.js';
import { Property } from './property.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Property])],
  providers: [PropertiesRepository],
  exports: [PropertiesRepository],
})
export class PropertiesModule {}
