import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../../config/index.js';
import { Collections } from './collections.js';
import { ReconcilePayments } from './jobs/reconcile-payments.job.js';
import { Ledger } from './ledger.js';
import { Payables } from './payables.js';
import { PaymentEventsCleanup } from './payment-events.cleanup.js';
import { PaymentFacts } from './payment-facts.js';
import './payment.events.js';
import { Payment } from './payment.entity.js';
import { Payouts } from './payouts.js';
import { PaymentsController, ReceiptsController } from './payments.controller.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentsService } from './payments.service.js';
import { Pauses } from './pauses.js';
import { ProviderNames } from './provider-names.js';
import { Providers } from './providers/providers.js';
import { ReceiptCheck } from './receipts/receipt-check.js';
import { Receipts } from './receipts/receipts.js';
import { RefundDesk } from './refund-desk.js';
import { Refund } from './refund.entity.js';
import { RefundsRepository } from './refunds.repository.js';
import { RefundsService } from './refunds.service.js';
import { Reimbursements } from './reimbursements.js';
import { SandboxController } from './sandbox/sandbox.controller.js';
import { SandboxProvider } from './sandbox/sandbox-provider.js';
import { SandboxService } from './sandbox/sandbox.service.js';
import { Settlement } from './settlement.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([Payment, Refund])],
  controllers: [WebhooksController, PaymentsController, ReceiptsController, SandboxController],
  providers: [
    { provide: Providers, inject: [Config, SandboxProvider], useFactory: (...given: Parameters<typeof Providers.from>) => Providers.from(...given) },
    PaymentsService, PaymentsRepository, Payables, Collections, Settlement, Ledger, WebhooksService, ReconcilePayments, PaymentFacts,
    RefundsService, RefundsRepository, RefundDesk, Reimbursements, Receipts, ReceiptCheck, SandboxProvider, SandboxService, PaymentEventsCleanup, Payouts, Pauses, ProviderNames,
  ],
  exports: [PaymentsService, PaymentFacts, RefundDesk, Receipts, Ledger, Payouts],
})
export class PaymentsModule {}
