import { CURRENCIES } from '../../../kernel/money.js';
import { DateField, EnumField, IntField, MoneyField, UuidField } from '../../../platform/http/fields.js';
import { INSTALLMENT_STATUSES, type InstallmentStatus } from './installment.entity.js';

export class InstallmentView {
  @UuidField() id: string;
  @IntField({ min: 1, example: 1 }) sequence: number;
  @DateField() period_start: string;
  @DateField({ example: '2027-04-12', description: 'The first day that it does not pay for.' }) period_end: string;
  @DateField() due_date: string;
  @MoneyField({ max: 1e12 }) amount: number;
  @MoneyField({ max: 1e12, example: 0 }) paid_amount: number;
  @EnumField(CURRENCIES) currency: string;
  @EnumField(INSTALLMENT_STATUSES, { example: 'scheduled' }) status: InstallmentStatus;
}
