export { Ledger } from './ledger.js';
export { PayableOf, type Account, type Due, type PayableSource } from './payable.js';
export { heldSql, PaymentFacts, type PaymentFactsRow, type RefundFactsRow } from './payment-facts.js';
export { paymentPolicy } from './payment.policy.js';
export type { Payer } from './providers/payment-provider.js';
export { PaymentsModule } from './payments.module.js';
export { Receipts } from './receipts/receipts.js';
export { RefundDesk, type Held } from './refund-desk.js';
import './payment.events.js';
