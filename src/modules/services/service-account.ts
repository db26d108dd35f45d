import { Injectable } from '@nestjs/common';
import { Money } from '../../kernel/money.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { PayableOf, type Account, type Due, type PayableSource, type Payer } from '../payments/index.js';
import { ServiceRequestsRepository } from './service-requests.repository.js';

interface Names {
  payee_name: string;
  address: string | null;
  city: string | null;
}

const PAYER = 'u.first_name, u.last_name, u.email, u.phone, u.locale';
const OWED: readonly string[] = ['assigned', 'in_progress', 'completed'];

/** What is owed for a job: the price of the accepted quote, from the moment it is accepted. */
@Injectable()
@PayableOf('service_request')
export class ServiceAccount implements PayableSource {
  constructor(
    private readonly database: Database,
    private readonly requests: ServiceRequestsRepository,
  ) {}

  async lockAccount(tx: Tx, id: string): Promise<Account | null> {
    const request = await this.requests.lock(tx, id);
    if (!request) return null;
    const [names] = await query<Names & Payer>(
      tx,
      `SELECT ${PAYER}, coalesce(p.company_name, w.first_name || ' ' || w.last_name, '') AS payee_name, h.address, coalesce(h.city, r.city) AS city
       FROM service_requests r JOIN users u ON u.id = r.requester_id LEFT JOIN service_providers p ON p.id = r.provider_id LEFT JOIN users w ON w.id = r.provider_user_id
         LEFT JOIN properties h ON h.id = r.property_id WHERE r.id = $1`,
      [id],
    );
    if (!names) return null;
    const { payee_name, address, city, ...payer } = names;
    const { price, paid_at, provider_user_id } = request;
    const dues: Due[] = price !== null && paid_at === null && OWED.includes(request.status)
      ? [{ payment_type: 'service', installment_id: null, amount: Money.of(price, 'XOF'), label: labelOf(request.title), period: null }]
      : [];
    return {
      payer_id: request.requester_id,
      // Nobody is owed anything before somebody is chosen; then nothing is due either.
      payee_id: provider_user_id ?? request.requester_id,
      payer, payee_name, subject: request.title, address, place: city ?? 'Cotonou', rental_type: null, currency: 'XOF', dues,
    };
  }

  async findPayer(id: string): Promise<Payer | null> {
    const [payer] = await this.database.write<Payer>(`SELECT ${PAYER} FROM service_requests r JOIN users u ON u.id = r.requester_id WHERE r.id = $1`, [id]);
    return payer ?? null;
  }

  async credit(tx: Tx, id: string): Promise<void> {
    await query(tx, 'UPDATE service_requests SET paid_at = now(), updated_at = now() WHERE id = $1', [id]);
  }
}

function labelOf(title: string): string {
  const label = `Service : ${title}`;
  return label.length <= 140 ? label : `${label.slice(0, 139)}…`;
}
