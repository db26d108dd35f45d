import { Controller, Get, Query } from '@nestjs/common';
import { Can } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import type { Feed, Page } from '../../../platform/http/answer.js';
import { Operation } from '../../../platform/http/operation.js';
import { AllBookingsQuery, BookingsService, BookingView } from '../../bookings/index.js';
import { AllPaymentsQuery, PaymentsService, PaymentView } from '../../payments/index.js';

@Controller('admin')
export class AdminListsController {
  constructor(
    private readonly bookings: BookingsService,
    private readonly payments: PaymentsService,
  ) {}

  @Get('bookings')
  @Can('read', 'Administration')
  @Operation({
    id: 'adminListBookings', tag: 'admin', summary: 'All bookings, newest first', answer: [200, [BookingView]], paged: true,
    description: 'Narrow them down by state, day or person (`user` takes the `id` that `GET /admin/users` shows). To cancel one: `PUT /bookings/{id}/cancel`.',
  })
  listBookings(@CurrentUser() actor: SignedIn, @Query() query: AllBookingsQuery): Promise<Page> {
    return this.bookings.listAll(actor, query);
  }

  @Get('payments')
  @Can('read', 'Administration')
  @Operation({
    id: 'adminListPayments', tag: 'admin', summary: 'All payments, newest first', answer: [200, [PaymentView]], paged: true,
    description: 'Narrow them down by state, method, day or person (`user` takes the `id` that `GET /admin/users` shows). To give one back: copy its `id` into `POST /payments/refund`. One with a `review_reason` waits for a decision.',
  })
  listPayments(@CurrentUser() actor: SignedIn, @Query() query: AllPaymentsQuery): Promise<Feed> {
    return this.payments.listAll(actor, query);
  }
}
