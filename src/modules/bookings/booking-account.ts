import { Injectable } from '@nestjs/common';
import { Money } from '../../kernel/money.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { PayableOf, type Account, type Due, type PayableSource, type Payer } from '../payments/index.js';
import { Booking } from './booking.entity.js';
import { BookingsRepository } from './bookings.repository.js';
import { depositLabel, rentLabel } from './schedule/due-labels.js';
import { InstallmentsRepository } from './schedule/installments.repository.js';

interface Names {
  payee_name: string;
  title: string;
  address: string;
  city: string;
}

const PAYER = 'u.first_name, u.last_name, u.email, u.phone, u.locale';

/**
 * What is owed for a booking, once it is confirmed: the deposit first, then the rent as it falls due. What was owed
 * when the stay ended is still owed; a cancelled booking owes nothing.
 */
@Injectable()
@PayableOf('booking')
export class BookingAccount implements PayableSource {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingsRepository,
    private readonly installments: InstallmentsRepository,
  ) {}

  async lockAccount(tx: Tx, id: string): Promise<Account | null> {
    const booking = await this.bookings.lock(tx, id);
    if (!booking) return null;
    const [names] = await query<Names & Payer>(
      tx,
      `SELECT ${PAYER}, o.first_name || ' ' || o.last_name AS payee_name, p.title, p.address, p.city
       FROM bookings b JOIN users u ON u.id = b.tenant_id JOIN users o ON o.id = b.owner_id JOIN properties p ON p.id = b.property_id WHERE b.id = $1`,
      [id],
    );
    if (!names) return null;
    const { payee_name, title, address, city, ...payer } = names;
    const dues = booking.status === 'confirmed' || booking.status === 'completed' ? await this.duesOf(tx, booking, title) : [];
    return { payer_id: booking.tenant_id, payee_id: booking.owner_id, payer, payee_name, subject: title, address, place: city, rental_type: booking.rental_type, currency: booking.currency, dues };
  }

  async findPayer(id: string): Promise<Payer | null> {
    const [payer] = await this.database.write<Payer>(`SELECT ${PAYER} FROM bookings b JOIN users u ON u.id = b.tenant_id WHERE b.id = $1`, [id]);
    return payer ?? null;
  }

  async credit(tx: Tx, id: string, { installment_id }: Due): Promise<void> {
    if (installment_id !== null) return this.installments.markPaid(tx, installment_id);
    await query(tx, 'UPDATE bookings SET deposit_paid = deposit_amount, updated_at = now() WHERE id = $1', [id]);
  }

  private async duesOf(tx: Tx, booking: Booking, title: string): Promise<Due[]> {
    const money = (amount: string): Money => Money.of(amount, booking.currency);
    const rent = (await this.installments.listUnpaid(tx, booking.id)).map((one): Due => ({
      payment_type: 'rent',
      installment_id: one.id,
      amount: money(one.amount).minus(money(one.paid_amount)),
      label: rentLabel(booking.rental_type, one, title),
      period: { start_date: one.period_start, end_date: one.period_end },
    }));
    const deposit = money(booking.deposit_amount).minus(money(booking.deposit_paid));
    if (deposit.isZero()) return rent;
    const period = { start_date: booking.start_date, end_date: booking.end_date };
    return [{ payment_type: 'deposit', installment_id: null, amount: deposit, label: depositLabel(title), period }, ...rent];
  }
}
