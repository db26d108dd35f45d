import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Money } from '../../kernel/money.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { publicProfileSql } from '../users/index.js';
import type { NewQuote, QuoteView } from './dto/service-request.dto.js';
import { ProviderGone, QuoteAlreadyThere, QuoteDecided, ServiceTransitionInvalid } from './service.errors.js';
import { ServiceRequest } from './service-request.entity.js';
import { serviceRequestStates } from './service-request.state.js';
import { FITS, ServiceRequestsRepository } from './service-requests.repository.js';

type QuoteRow = QuoteView & { requester_id: string; provider_user_id: string; provider_is_there: boolean };

const READ = `
  SELECT jsonb_build_object('id', q.id, 'service_request_id', q.service_request_id, 'provider_id', q.provider_id, 'amount', trim_scale(q.amount), 'currency', 'XOF',
    'description', q.description, 'estimated_duration', q.estimated_duration, 'status', q.status, 'created_at', ${instantSql('q.created_at')},
    'updated_at', ${instantSql('q.updated_at')}, 'requester_id', r.requester_id, 'provider_user_id', p.user_id,
    'provider_is_there', u.is_active AND u.erased_at IS NULL,
    'provider', jsonb_build_object('id', p.id, 'company_name', p.company_name, 'is_verified', p.is_verified, 'rating', p.rating::float8, 'total_jobs', p.total_jobs,
      'user', ${publicProfileSql('u')})) AS quote
  FROM service_quotes q JOIN service_requests r ON r.id = q.service_request_id JOIN service_providers p ON p.id = q.provider_id JOIN users u ON u.id = p.user_id`;

@Injectable()
export class QuotesService {
  constructor(
    private readonly database: Database,
    private readonly requests: ServiceRequestsRepository,
    private readonly abilities: Abilities,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** A provider offers to do it, once; only what fits their profile. */
  async send(actor: SignedIn, asked: NewQuote): Promise<QuoteView> {
    if (!Money.isExact(asked.amount, 'XOF')) throw fieldFailure('amount', 'too_many_decimals', { max: 0 });
    return this.database.transaction(async (tx) => {
      const request = await this.requests.lock(tx, asked.service_request_id);
      const [fitting] = await query<{ id: string }>(
        tx,
        `SELECT p.id FROM service_providers p JOIN service_requests r ON r.id = $2 WHERE p.user_id = $1 AND ${FITS}`,
        [actor.id, asked.service_request_id],
      );
      if (!request || !fitting) throw new NotFound();
      if (request.status !== 'open' && request.status !== 'quoted') throw new ServiceTransitionInvalid({ status: request.status });
      const id = newId();
      const added = await query(
        tx,
        `INSERT INTO service_quotes (id, service_request_id, provider_id, amount, description, estimated_duration) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING RETURNING id`,
        [id, request.id, fitting.id, asked.amount, asked.description, asked.estimated_duration],
      );
      if (added.length === 0) throw new QuoteAlreadyThere();
      if (request.status === 'open') await this.moveRequest(tx, request, 'quote', 'provider', actor.id, {});
      await this.outbox.publish(tx, 'quote.received', { service_request_id: request.id, quote_id: id });
      return shown(await this.get(tx, id));
    });
  }

  /** Of a request: all of them for who asked and admins, a provider's own for a provider. @throws NotFound */
  async list(actor: SignedIn, request_id: string): Promise<QuoteView[]> {
    const request = await this.requests.find(request_id);
    if (!request) throw new NotFound();
    const values: unknown[] = [request_id];
    const mine = actor.role === 'provider' ? `p.user_id = $${String(values.push(actor.id))}` : 'TRUE';
    if (actor.role === 'provider' ? !(await this.requests.isOpenTo(request_id, actor.id)) : !this.abilities.may(actor, 'read', 'ServiceRequest', request)) throw new NotFound();
    const rows = await this.database.write<{ quote: QuoteRow }>(`${READ} WHERE q.service_request_id = $1 AND ${mine} ORDER BY q.status = 'rejected', q.amount, q.id`, values);
    return rows.map(({ quote }) => shown(quote));
  }

  /** One quote wins, the others are rejected, the request is assigned: in one transaction, under the request's lock. */
  accept(actor: SignedIn, id: string): Promise<QuoteView> {
    return this.decide(actor, id, 'accept', async (tx, request, quote) => {
      if (!quote.provider_is_there) throw new ProviderGone();
      const others = await query<{ id: string }>(
        tx,
        `UPDATE service_quotes SET status = 'rejected', updated_at = now() WHERE service_request_id = $1 AND id <> $2 AND status = 'pending' RETURNING id`,
        [request.id, id],
      );
      await query(tx, `UPDATE service_quotes SET status = 'accepted', updated_at = now() WHERE id = $1`, [id]);
      await this.moveRequest(tx, request, 'assign', 'requester', actor.id, {
        provider_id: quote.provider_id, provider_user_id: quote.provider_user_id, price: String(quote.amount), assigned_at: this.clock.now(),
      });
      await this.outbox.publish(tx, 'quote.accepted', { service_request_id: request.id, quote_id: id });
      await this.outbox.publishAll(tx, 'quote.rejected', others.map((other) => ({ payload: { service_request_id: request.id, quote_id: other.id } })));
    });
  }

  reject(actor: SignedIn, id: string): Promise<QuoteView> {
    return this.decide(actor, id, 'reject', async (tx, request) => {
      await this.drop(tx, request, id, 'requester', actor.id);
      await this.outbox.publish(tx, 'quote.rejected', { service_request_id: request.id, quote_id: id });
    });
  }

  withdraw(actor: SignedIn, id: string): Promise<QuoteView> {
    return this.decide(actor, id, 'withdraw', (tx, request) => this.drop(tx, request, id, 'provider', actor.id));
  }

  private async drop(tx: Tx, request: ServiceRequest, id: string, party: 'requester' | 'provider', actor_id: string): Promise<void> {
    await query(tx, `UPDATE service_quotes SET status = 'rejected', updated_at = now() WHERE id = $1`, [id]);
    const left = await query(tx, `SELECT 1 FROM service_quotes WHERE service_request_id = $1 AND status = 'pending' LIMIT 1`, [request.id]);
    if (left.length === 0 && request.status === 'quoted') await this.moveRequest(tx, request, 'reopen', party, actor_id, {});
  }

  private async decide(
    actor: SignedIn, id: string, action: 'accept' | 'reject' | 'withdraw', work: (tx: Tx, request: ServiceRequest, quote: QuoteRow) => Promise<void>,
  ): Promise<QuoteView> {
    return this.database.transaction(async (tx) => {
      const known = await this.find(tx, id);
      if (!known) throw new NotFound();
      this.abilities.authorize(actor, action, 'ServiceQuote', known);
      const request = await this.requests.lock(tx, known.service_request_id);
      // Read again under the lock: another answer may have been quicker.
      const quote = await this.get(tx, id);
      if (!request) throw new NotFound();
      if (quote.status !== 'pending') throw new QuoteDecided({ status: quote.status });
      await work(tx, request, quote);
      return shown(await this.get(tx, id));
    });
  }

  private async moveRequest(
    tx: Tx, request: ServiceRequest, transition: 'quote' | 'reopen' | 'assign', party: 'requester' | 'provider', actor_id: string, facts: Partial<ServiceRequest>,
  ): Promise<void> {
    const fired = serviceRequestStates.fire(transition, request.status, party);
    if (!fired.ok) throw new ServiceTransitionInvalid({ status: request.status });
    await tx.update(ServiceRequest, { id: request.id }, { ...facts, status: fired.to, updated_at: this.clock.now() });
    await this.requests.record(tx, request.id, { transition, from: request.status, to: fired.to, actor_id });
  }

  private async find(tx: Tx, id: string): Promise<QuoteRow | null> {
    const [row] = await query<{ quote: QuoteRow }>(tx, `${READ} WHERE q.id = $1`, [id]);
    return row?.quote ?? null;
  }

  private async get(tx: Tx, id: string): Promise<QuoteRow> {
    const quote = await this.find(tx, id);
    if (!quote) throw new Error('a quote that was written cannot be read');
    return quote;
  }
}

function shown({ requester_id: _requester, provider_user_id: _provider, provider_is_there: _there, ...quote }: QuoteRow): QuoteView {
  return quote;
}
