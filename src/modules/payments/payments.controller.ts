import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Answer, Feed } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PaymentHistoryQuery, PaymentRequest, PaymentView } from './dto/payment.dto.js';
import { RefundRequest, RefundView } from './dto/refund.dto.js';
import {
  MethodUnavailable, NoReceipt, NothingOwed, NotRefundable, OneThingToPay, PhoneNeeded, RefundTooLarge, UnreadableAmount, WrongAmount,
} from './payment.errors.js';
import { PaymentsService } from './payments.service.js';
import { ReceiptCheck, ReceiptCheckView } from './receipts/receipt-check.js';
import { RefundsService } from './refunds.service.js';

@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly refunds: RefundsService,
  ) {}

  @Post('initialize')
  @Can('start', 'Payment')
  @Operation({
    id: 'initializePayment', tag: 'payments', summary: 'Pay what is owed',
    description: 'The server knows what is owed. Open `payment_url`, or wait for the payer’s phone to be asked; then follow `GET /payments/{id}`. While one is open for the same thing, that one is answered.',
    answer: [201, PaymentView], idempotent: true, errors: [NotFound, OneThingToPay, NothingOwed, WrongAmount, UnreadableAmount, PhoneNeeded, MethodUnavailable],
  })
  initialize(@CurrentUser() actor: SignedIn, @Body() asked: PaymentRequest): Promise<PaymentView> {
    return this.payments.initialize(actor, asked);
  }

  @Get('history')
  @Can('list', 'Payment')
  @Operation({ id: 'listPayments', tag: 'payments', summary: 'The caller’s payments, made and received, newest first', answer: [200, [PaymentView]], paged: true })
  history(@CurrentUser() actor: SignedIn, @Query() query: PaymentHistoryQuery): Promise<Feed> {
    return this.payments.history(actor, query);
  }

  @Post('refund')
  @Can('refund', 'Payment')
  @ApiBody({
    type: RefundRequest,
    examples: {
      all: { summary: 'All that is left', value: { payment_id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f', reason: 'Logement indisponible' } },
      part: { summary: 'So much of it', value: { payment_id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f', amount: 30000, reason: 'Une nuit de moins que prévu' } },
    },
  })
  @Operation({
    id: 'refundPayment', tag: 'payments', summary: 'Give back all or some of a payment',
    description: 'By an admin or the payee. The money leaves in the background; never more goes back than was paid. Find the payment’s `id` with `GET /admin/payments`, and choose one of the examples.',
    answer: [200, RefundView], idempotent: true, errors: [NotFound, NotRefundable, RefundTooLarge, UnreadableAmount],
  })
  refund(@CurrentUser() actor: SignedIn, @Body() asked: RefundRequest): Promise<RefundView> {
    return this.refunds.request(actor, asked);
  }

  @Get(':id')
  @Can('read', 'Payment')
  @Operation({ id: 'getPayment', tag: 'payments', summary: 'One payment', answer: [200, PaymentView], errors: [NotFound] })
  get(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<PaymentView> {
    return this.payments.get(actor, id);
  }

  @Get(':id/receipt.pdf')
  @Can('read', 'Payment')
  @Operation({ id: 'getPaymentReceipt', tag: 'payments', summary: 'The receipt (quittance)', answer: [200, null], produces: 'application/pdf', errors: [NotFound, NoReceipt] })
  receipt(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<Answer> {
    return this.payments.receipt(actor, id);
  }
}

@Controller('receipts')
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptCheck) {}

  @Get(':code')
  @Public({ anonymous: true })
  @Operation({ id: 'checkReceipt', tag: 'payments', summary: 'Whether a receipt is genuine', description: 'What its QR code leads to: a page for browsers, JSON for everybody else.', answer: [200, ReceiptCheckView], page: true, errors: [NotFound] })
  check(@Param('code') code: string, @Req() { headers }: FastifyRequest): Promise<Answer> {
    return this.receipts.check(code, headers.accept);
  }
}
