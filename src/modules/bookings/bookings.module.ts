import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PaymentsModule } from '../payments/index.js';
import { PropertiesModule } from '../properties/index.js';
import { BookingAccount } from './booking-account.js';
import { BookingFacts } from './booking-facts.js';
import './booking.events.js';
import { Booking } from './booking.entity.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import { Contracts } from './contract/contracts.js';
import { CompleteStays } from './jobs/complete-stays.job.js';
import { ExpireBookings } from './jobs/expire-bookings.job.js';
import { RentReminders } from './jobs/rent-reminders.job.js';
import { InstallmentFacts } from './schedule/installment-facts.js';
import { Installment } from './schedule/installment.entity.js';
import { InstallmentsRepository } from './schedule/installments.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([Booking, Installment]), PropertiesModule, PaymentsModule],
  controllers: [BookingsController],
  providers: [
    BookingsService, BookingsRepository, BookingFacts, BookingAccount, InstallmentsRepository, InstallmentFacts, Contracts, ExpireBookings, CompleteStays,
    RentReminders,
  ],
  exports: [BookingsService, BookingFacts, InstallmentFacts],
})
export class BookingsModule {}
