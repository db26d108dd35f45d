import { Injectable } from '@nestjs/common';
import { Money } from '../../kernel/money.js';
import { Database } from '../../platform/database/database.js';
import type { ServiceRequest } from './service-request.entity.js';
import type { ServiceRequestStatus } from './service-request.state.js';

/** What there is to tell about a job, and about one of its quotes where it is about that. */
export interface ServiceFactsRow {
  readonly id: string;
  readonly title: string;
  readonly service_name: string;
  readonly urgency: ServiceRequest['urgency'];
  readonly city: string | null;
  readonly status: ServiceRequestStatus;
  readonly requester_id: string;
  readonly requester_name: string;
  /** The chosen provider, else who quotes. */
  readonly provider_id: string | null;
  readonly provider_user_id: string | null;
  readonly provider_name: string | null;
  readonly amount: Money | null;
  readonly estimated_duration: number | null;
}

/** The face that whoever tells people about jobs reads. */
@Injectable()
export class ServiceFacts {
  constructor(private readonly database: Database) {}

  async find(id: string, quote_id?: string): Promise<ServiceFactsRow | null> {
    const [row] = await this.database.write<Omit<ServiceFactsRow, 'amount'> & { amount: string | null }>(
      `SELECT r.id, r.title, s.name AS service_name, r.urgency, r.city, r.status, r.requester_id, u.first_name || ' ' || u.last_name AS requester_name,
         p.id AS provider_id, p.user_id AS provider_user_id, coalesce(p.company_name, w.first_name || ' ' || w.last_name) AS provider_name,
         coalesce(q.amount, r.price)::text AS amount, q.estimated_duration
       FROM service_requests r JOIN services s ON s.id = r.service_id JOIN users u ON u.id = r.requester_id
         LEFT JOIN service_quotes q ON q.id = $2 LEFT JOIN service_providers p ON p.id = coalesce(q.provider_id, r.provider_id) LEFT JOIN users w ON w.id = p.user_id
       WHERE r.id = $1`,
      [id, quote_id ?? null],
    );
    return row ? { ...row, amount: row.amount === null ? null : Money.of(row.amount, 'XOF') } : null;
  }
}
