import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Audit, audits } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { Page } from '../../platform/http/answer.js';
import { pageOf } from '../../platform/http/page-query.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { RefundDesk } from '../payments/index.js';
import type { NewServiceRequest, OwnRequestsQuery, RequestsQuery, ServiceRequestView } from './dto/service-request.dto.js';
import { NotYourProperty, ServiceTransitionInvalid, TooManyServiceRequests, UnknownService } from './service.errors.js';
import { ServiceRequest } from './service-request.entity.js';
import { serviceRequestStates, type ServiceParty, type ServiceRequestTransition } from './service-request.state.js';
import { FITS, ServiceRequestsRepository, type ServiceRequestRow } from './service-requests.repository.js';

audits('service_request', ['status']);

/** How many providers are told of a new request: the best that fit. */
const TOLD = 30;
/** How many requests one person may make in 24 hours: each of them writes to so many providers. */
const MOST_A_DAY = 20;
const NEWEST = 'r.created_at DESC, r.id DESC';
const MOST_URGENT = `array_position(ARRAY['urgent', 'high', 'normal', 'low'], r.urgency::text), r.created_at DESC, r.id DESC`;

@Injectable()
export class ServiceRequestsService {
  constructor(
    private readonly database: Database,
    private readonly requests: ServiceRequestsRepository,
    private readonly refundDesk: RefundDesk,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Asks for work; the providers who fit are told. @throws UnknownService, NotYourProperty, TooManyServiceRequests */
  async ask(requester: SignedIn, asked: NewServiceRequest): Promise<ServiceRequestView> {
    return this.database.transaction(async (tx) => {
      const seconds = await this.requests.secondsUntilNext(tx, requester.id, MOST_A_DAY);
      if (seconds > 0) throw new TooManyServiceRequests({ max: MOST_A_DAY, hours: Math.ceil(seconds / 3600) }, { headers: { 'retry-after': String(seconds) } });
      const known = await query(tx, 'SELECT 1 FROM services WHERE id = $1 AND is_active', [asked.service_id]);
      if (known.length === 0) throw new UnknownService();
      const property_id = asked.property_id ?? null;
      const city = property_id === null ? await this.requests.homeTownOf(tx, requester.id) : await this.requests.cityOfOwn(tx, property_id, requester.id);
      if (property_id !== null && city === null) throw new NotYourProperty();
      const id = newId();
      await this.requests.add(tx, {
        id, service_id: asked.service_id, requester_id: requester.id, property_id, title: asked.title, description: asked.description,
        urgency: (asked.urgency ?? 'normal') as ServiceRequest['urgency'], city, preferred_date: asked.preferred_date ? new Date(asked.preferred_date) : null,
      });
      const told = await this.requests.matching(tx, id, TOLD);
      await this.outbox.publishAll(tx, 'service.matched', told.map((user_id) => ({ payload: { service_request_id: id, user_id } })));
      return this.read(tx, requester, id);
    });
  }

  /** What is open and fits the caller's profile, or all that they may look at; the most urgent first. */
  async listSeen(actor: SignedIn, { status, service_id, city, urgency, ...page }: RequestsQuery): Promise<Page> {
    const values: unknown[] = [actor.id];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const all = this.abilities.condition(actor, 'look_at_all', 'ServiceRequest', 'r', values);
    const conditions = [`(${all} OR (r.status IN ('open', 'quoted') AND EXISTS (SELECT 1 FROM service_providers p WHERE p.user_id = $1 AND ${FITS})))`];
    if (status !== undefined) conditions.push(`r.status = ${add(status)}`);
    if (service_id !== undefined) conditions.push(`r.service_id = ${add(service_id)}`);
    if (city !== undefined) conditions.push(`lower(unaccent(r.city)) = lower(unaccent(${add(city)}))`);
    if (urgency !== undefined) conditions.push(`r.urgency = ${add(urgency)}`);
    return this.list(actor, conditions, values, MOST_URGENT, page);
  }

  async listOwn(actor: SignedIn, { status, ...page }: OwnRequestsQuery): Promise<Page> {
    const values: unknown[] = [];
    const conditions = [this.abilities.condition(actor, 'list_own', 'ServiceRequest', 'r', values)];
    if (status !== undefined) conditions.push(`r.status = $${String(values.push(status))}`);
    return this.list(actor, conditions, values, NEWEST, page);
  }

  /** @throws NotFound for a provider whom it is not open to */
  async get(actor: SignedIn, id: string): Promise<ServiceRequestView> {
    const row = await this.requests.find(id);
    if (!row) throw new NotFound();
    if (!this.abilities.may(actor, 'read', 'ServiceRequest', row) && !(actor.role === 'provider' && (await this.requests.isOpenTo(id, actor.id)))) throw new NotFound();
    return shownTo(actor, row);
  }

  cancel(actor: SignedIn, id: string): Promise<ServiceRequestView> {
    return this.move(actor, id, 'cancel', async (tx, request) => {
      const rejected = await query<{ id: string }>(
        tx,
        `UPDATE service_quotes SET status = 'rejected', updated_at = now() WHERE service_request_id = $1 AND status = 'pending' RETURNING id`,
        [id],
      );
      await this.outbox.publishAll(tx, 'quote.rejected', rejected.map((quote) => ({ payload: { service_request_id: id, quote_id: quote.id } })));
      await this.refundDesk.giveBackAll(tx, id, { reason: 'Annulation de la demande', cause: 'cancellation', requested_by: actor.id });
      await this.outbox.publish(tx, 'service.cancelled', { service_request_id: id, by: actor.id === request.requester_id ? 'requester' : 'admin' });
      return { cancelled_at: this.clock.now() };
    });
  }

  start(actor: SignedIn, id: string): Promise<ServiceRequestView> {
    return this.move(actor, id, 'start', async (tx) => {
      await this.outbox.publish(tx, 'service.started', { service_request_id: id });
      return { started_at: this.clock.now() };
    });
  }

  /** The requester completes; a provider says that it is done, which the requester or the clock confirms. */
  async complete(actor: SignedIn, id: string): Promise<ServiceRequestView> {
    if (actor.role !== 'provider') return this.move(actor, id, 'complete', (tx, request) => this.end(tx, request, 'requester'));
    return this.database.transaction(async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (!request) throw new NotFound();
      this.abilities.authorize(actor, 'complete', 'ServiceRequest', request);
      if (request.status !== 'in_progress') throw new ServiceTransitionInvalid({ status: request.status });
      // Said once; saying it again changes nothing, and does not start the 72 hours anew.
      if (request.done_at === null) {
        await tx.update(ServiceRequest, { id }, { done_at: this.clock.now(), updated_at: this.clock.now() });
        await this.outbox.publish(tx, 'service.done', { service_request_id: id });
      }
      return this.read(tx, actor, id);
    });
  }

  /** The clock's completion, of a job that nobody has objected to. */
  async completeByClock(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (request?.status !== 'in_progress' || request.done_at === null) return false;
      const facts = await this.end(tx, request, 'system');
      await tx.update(ServiceRequest, { id }, { ...facts, status: 'completed', updated_at: this.clock.now() });
      await this.requests.record(tx, id, { transition: 'complete', from: request.status, to: 'completed', actor_id: null });
      return true;
    });
  }

  private async end(tx: Tx, request: ServiceRequest, by: 'requester' | 'system'): Promise<Partial<ServiceRequest>> {
    await query(tx, 'UPDATE service_providers SET total_jobs = total_jobs + 1, updated_at = now() WHERE id = $1', [request.provider_id]);
    await this.outbox.publish(tx, 'service.completed', { service_request_id: request.id, by });
    return { completed_at: this.clock.now() };
  }

  private async move(
    actor: SignedIn, id: string, transition: ServiceRequestTransition, work: (tx: Tx, request: ServiceRequest) => Promise<Partial<ServiceRequest>>,
  ): Promise<ServiceRequestView> {
    return this.database.transaction(async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (!request) throw new NotFound();
      this.abilities.authorize(actor, transition, 'ServiceRequest', request);
      const fired = serviceRequestStates.fire(transition, request.status, partyOf(actor, request));
      if (!fired.ok) throw new ServiceTransitionInvalid({ status: request.status });
      const facts = await work(tx, request);
      await tx.update(ServiceRequest, { id }, { ...facts, status: fired.to, updated_at: this.clock.now() });
      await this.requests.record(tx, id, { transition, from: request.status, to: fired.to, actor_id: actor.id });
      const [before, after] = [{ status: request.status }, { status: fired.to }];
      await this.audit.watch(tx, actor, request.requester_id, { action: `service_request.${transition}`, subject_type: 'service_request', subject_id: id, before, after });
      return this.read(tx, actor, id);
    });
  }

  private async list(actor: SignedIn, conditions: readonly string[], values: readonly unknown[], order: string, asked: { page?: number; per_page?: number }): Promise<Page> {
    const page = pageOf(asked);
    const { rows, total } = await this.requests.page(conditions.join(' AND '), values, order, page);
    return new Page(rows.map((row) => shownTo(actor, row)), page, total);
  }

  private async read(tx: Tx, actor: SignedIn, id: string): Promise<ServiceRequestView> {
    const row = await this.requests.find(id, tx);
    if (!row) throw new NotFound();
    return shownTo(actor, row);
  }
}

export function partyOf(actor: SignedIn, request: Pick<ServiceRequest, 'requester_id' | 'provider_user_id'>): ServiceParty {
  if (actor.id === request.requester_id) return 'requester';
  return actor.role === 'provider' ? 'provider' : 'admin';
}

/** The street is for the requester, the chosen provider and admins. */
function shownTo(actor: SignedIn, { provider_user_id, ...shown }: ServiceRequestRow): ServiceRequestView {
  const close = actor.role === 'admin' || actor.id === shown.requester_id || actor.id === provider_user_id;
  return close || shown.property === null ? shown : { ...shown, property: Object.assign(shown.property, { address: null }) };
}
