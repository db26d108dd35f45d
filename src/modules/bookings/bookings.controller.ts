import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Answer, Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import {
  BelowMinimumStay, DatesUnavailable, EndBeforeStart, InvalidTransition, NoContract, OutsideAvailability, OwnProperty, PriceNotPayable,
  PropertyNotBookable, StartInThePast, StayTooLong,
} from './booking.errors.js';
import { BookingsService } from './bookings.service.js';
import { HostingsQuery, StaysQuery } from './dto/booking-query.dto.js';
import { BookingRefusal, BookingRequest } from './dto/booking-request.dto.js';
import { BookingView } from './dto/booking.view.js';
import { InstallmentView } from './schedule/installment.view.js';

@Controller('bookings')
export class BookingsController {
  constructor(private readonly bookings: BookingsService) {}

  @Post()
  @Can('create', 'Booking')
  @Operation({
    id: 'createBooking', tag: 'bookings', summary: 'Ask for a stay',
    description: 'The dates are held until the owner answers, 24 hours at most. Price, deposit and cancellation terms are frozen.',
    answer: [201, BookingView], limit: 'booking', idempotent: true,
    errors: [
      NotFound, OwnProperty, PropertyNotBookable, BelowMinimumStay, OutsideAvailability, DatesUnavailable, PriceNotPayable, StartInThePast,
      EndBeforeStart, StayTooLong,
    ],
  })
  request(@CurrentUser() actor: SignedIn, @Body() asked: BookingRequest): Promise<BookingView> {
    return this.bookings.request(actor, asked);
  }

  @Get('my-bookings')
  @Can('list_stays', 'Booking')
  @Operation({ id: 'listMyBookings', tag: 'bookings', summary: 'The tenant’s own stays, newest first', answer: [200, [BookingView]], paged: true })
  listStays(@CurrentUser() actor: SignedIn, @Query() query: StaysQuery): Promise<Page> {
    return this.bookings.listStays(actor, query);
  }

  @Get('my-properties')
  @Can('list_hostings', 'Booking')
  @Operation({ id: 'listMyPropertiesBookings', tag: 'bookings', summary: 'The stays in the landlord’s homes, newest first', answer: [200, [BookingView]], paged: true })
  listHostings(@CurrentUser() actor: SignedIn, @Query() query: HostingsQuery): Promise<Page> {
    return this.bookings.listHostings(actor, query);
  }

  @Get(':id')
  @Can('read', 'Booking')
  @Operation({ id: 'getBooking', tag: 'bookings', summary: 'One booking', answer: [200, BookingView], errors: [NotFound] })
  get(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<BookingView> {
    return this.bookings.get(actor, id);
  }

  @Get(':id/installments')
  @Can('read', 'Installment')
  @Operation({ id: 'listInstallments', tag: 'bookings', summary: 'The rent schedule', description: 'Empty until the owner has accepted.', answer: [200, [InstallmentView]], errors: [NotFound] })
  listInstallments(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<InstallmentView[]> {
    return this.bookings.listInstallments(actor, id);
  }

  @Get(':id/contract.pdf')
  @Can('read', 'Installment')
  @Operation({ id: 'getBookingContract', tag: 'bookings', summary: 'The rental contract, once confirmed', answer: [200, null], produces: 'application/pdf', errors: [NotFound, NoContract] })
  contract(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<Answer> {
    return this.bookings.contract(actor, id);
  }

  @Put(':id/accept')
  @Can('accept', 'Booking')
  @Operation({ id: 'acceptBooking', tag: 'bookings', summary: 'The owner accepts', answer: [200, BookingView], errors: [NotFound, InvalidTransition] })
  accept(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<BookingView> {
    return this.bookings.change(actor, id, 'accept');
  }

  @Put(':id/reject')
  @Can('reject', 'Booking')
  @Operation({ id: 'rejectBooking', tag: 'bookings', summary: 'The owner refuses', answer: [200, BookingView], errors: [NotFound, InvalidTransition] })
  reject(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() { reason }: BookingRefusal): Promise<BookingView> {
    return this.bookings.change(actor, id, 'reject', reason);
  }

  @Put(':id/cancel')
  @Can('cancel', 'Booking')
  @Operation({
    id: 'cancelBooking', tag: 'bookings', summary: 'The tenant, the owner or an admin cancels',
    description: '`refund_amount` says what goes back of what was paid, by the policy that was frozen into the booking; it is on its way.',
    answer: [200, BookingView], errors: [NotFound, InvalidTransition],
  })
  cancel(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() { reason }: BookingRefusal): Promise<BookingView> {
    return this.bookings.change(actor, id, 'cancel', reason);
  }
}
