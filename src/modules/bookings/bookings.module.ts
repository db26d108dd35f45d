import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PropertiesModule } from '../properties/index.js';
import { BookingFacts } from './booking-facts.js';
import './booking.events.js';
import { Booking } from './booking.entity.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import { CompleteStays } from './jobs/complete-stays.job.js';
import { ExpireBookings } from './jobs/expire-bookings.job.js';

@Module({
  imports: [TypeOrmModule.forFeature([Booking]), PropertiesModule],
  controllers: [BookingsController],
  providers: [BookingsService, BookingsRepository, BookingFacts, ExpireBookings, CompleteStays],
  exports: [BookingFacts],
})
export class BookingsModule {}
