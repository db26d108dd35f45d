import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { addDays, addMonths, daysBetween, instantAt, todayIn } from '../../kernel/calendar-date.js';
import { newId } from '../../kernel/id.js';
import { Money } from '../../kernel/money.js';
import { Stay } from '../../kernel/stay.js';
import { Audit, audits } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Answer, Page } from '../../platform/http/answer.js';
import { pageOf } from '../../platform/http/page-query.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { RefundDesk } from '../payments/index.js';
import { PropertiesRepository, type BookableProperty } from '../properties/index.js';
import { Booking } from './booking.entity.js';
import {
  BelowMinimumStay, DatesUnavailable, EndBeforeStart, InvalidTransition, NoContract, OutsideAvailability, OwnProperty, PriceNotPayable,
  PropertyNotBookable, StartInThePast, StayTooLong,
} from './booking.errors.js';
import { partyOf, refundTermsOf, viewFor } from './booking.presenter.js';
import { priceStay } from './booking.pricing.js';
import { refundOf } from './booking.refund.js';
import { bookingStates, type BookingParty, type BookingTransition } from './booking.state.js';
import { BookingsRepository, type NewBooking } from './bookings.repository.js';
import { Contracts } from './contract/contracts.js';
import type { AllBookingsQuery, HostingsQuery, StaysQuery } from './dto/booking-query.dto.js';
import type { BookingRequest } from './dto/booking-request.dto.js';
import type { BookingView } from './dto/booking.view.js';
import type { InstallmentView } from './schedule/installment.view.js';
import { InstallmentsRepository } from './schedule/installments.repository.js';

// Reasons are words about people.
audits('booking', ['status', 'refund_amount', 'currency']);

const LONGEST_STAY_YEARS = 5;

const EVENT_OF = { accept: 'booking.confirmed', reject: 'booking.rejected', cancel: 'booking.cancelled' } as const;

@Injectable()
export class BookingsService {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingsRepository,
    private readonly properties: PropertiesRepository,
    private readonly installments: InstallmentsRepository,
    private readonly contracts: Contracts,
    private readonly refundDesk: RefundDesk,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Asks for a stay: the dates are held until the owner answers or the hold runs out. */
  async request(tenant: SignedIn, asked: BookingRequest): Promise<BookingView> {
    return this.database.transaction(async (tx) => {
      // From here to the commit the home can be neither deleted nor blocked.
      const property = await this.properties.holdForBooking(tx, asked.property_id, asked);
      const { stay, booking } = this.draft(tenant, property, asked);
      if (property?.is_taken) throw new DatesUnavailable();
      let held = await this.bookings.holdDates(tx, booking);
      if (!held) {
        // Holds that have run out stand in the way until somebody ends them: we, or another request just now.
        await this.endExpired(tx, stay, booking);
        held = await this.bookings.holdDates(tx, booking);
      }
      if (!held) throw new DatesUnavailable();
      await this.outbox.publish(tx, 'booking.requested', { booking_id: booking.id });
      return viewFor(tenant, held, this.clock.now());
    });
  }

  private async endExpired(tx: Tx, stay: Stay, { property_id }: NewBooking): Promise<void> {
    const expired = await this.bookings.releaseExpired(tx, property_id, stay);
    await this.bookings.record(tx, expired, { transition: 'expire', from: 'pending', to: 'cancelled', actor_id: null, party: 'system', reason: null });
    for (const booking_id of expired) await this.outbox.publish(tx, 'booking.expired', { booking_id });
  }

  /** With `tx` as it is now; without, a replica may be a little behind. */
  async get(actor: SignedIn, id: string, tx?: Tx): Promise<BookingView> {
    const row = await this.bookings.find(id, tx);
    if (!row) throw new NotFound();
    this.abilities.authorize(actor, 'read', 'Booking', row);
    return viewFor(actor, row, this.clock.now());
  }

  /** The rent schedule; empty until the owner has accepted. */
  async listInstallments(actor: SignedIn, id: string): Promise<InstallmentView[]> {
    await this.authorizeSchedule(actor, id);
    return this.installments.list(id);
  }

  /** @throws NotFound, NoContract */
  async contract(actor: SignedIn, id: string): Promise<Answer> {
    await this.authorizeSchedule(actor, id);
    const pdf = await this.contracts.pdfOf(id);
    if (!pdf) throw new NoContract();
    return new Answer(pdf.content, { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${pdf.filename}"`, 'cache-control': 'private, no-store' });
  }

  /** The caller's own stays. */
  listStays(actor: SignedIn, query: StaysQuery): Promise<Page> {
    return this.list(actor, 'list_stays', query);
  }

  /** The stays in the caller's homes. */
  listHostings(actor: SignedIn, query: HostingsQuery): Promise<Page> {
    return this.list(actor, 'list_hostings', query);
  }

  /** Accepts, rejects or cancels: whoever may, from the states that allow it, one at a time. */
  async change(actor: SignedIn, id: string, transition: keyof typeof EVENT_OF, reason: string | null = null): Promise<BookingView> {
    return this.database.transaction(async (tx) => {
      const booking = await this.bookings.lock(tx, id);
      if (!booking) throw new NotFound();
      this.abilities.authorize(actor, transition, 'Booking', booking);
      const party = partyOf(actor, booking);
      const outcome = this.outcomeOf(booking, transition, party);
      const facts = outcome.status === 'cancelled' ? { ...outcome, ...(await this.callOff(tx, booking, actor, party, reason)) } : outcome;
      await tx.update(Booking, { id }, facts);
      if (party === 'admin') await this.audit.record(tx, {
        actor_id: actor.id, action: `booking.${transition}`, subject_type: 'booking', subject_id: id, before: { status: booking.status, currency: booking.currency }, after: facts,
      });
      if (transition === 'accept') await this.confirm(tx, booking);
      await this.bookings.record(tx, [id], { transition, from: booking.status, to: outcome.status, actor_id: actor.id, party, reason });
      if (transition === 'cancel') await this.outbox.publish(tx, 'booking.cancelled', { booking_id: id, by: party });
      else await this.outbox.publish(tx, EVENT_OF[transition], { booking_id: id });
      const row = await this.bookings.find(id, tx);
      if (!row) throw new NotFound();
      return viewFor(actor, row, this.clock.now());
    });
  }

  /** What the transition makes of the booking. @throws InvalidTransition where its state, or the clock, forbids it. */
  private outcomeOf(booking: Booking, transition: BookingTransition, party: BookingParty): Pick<Booking, 'status' | 'expires_at' | 'updated_at'> {
    const now = this.clock.now();
    const fired = bookingStates.fire(transition, booking.status, party);
    const holdRanOut = booking.status === 'pending' && booking.expires_at !== null && booking.expires_at <= now;
    const stayIsOver = booking.end_date <= todayIn(booking.time_zone, now);
    if (!fired.ok || holdRanOut || stayIsOver) throw new InvalidTransition({ status: holdRanOut ? 'expired' : booking.status });
    return { status: fired.to, expires_at: null, updated_at: now };
  }

  /** From now on the rent is owed, and the parties have a contract. */
  private async confirm(tx: Tx, booking: Booking): Promise<void> {
    await this.installments.write(tx, booking, this.clock.now());
    await this.contracts.write(tx, booking);
  }

  /** Nothing more is owed, and what is owed back is on its way; the refund is recorded before the dates are free. */
  private async callOff(
    tx: Tx, booking: Booking, actor: SignedIn, party: BookingParty, reason: string | null,
  ): Promise<Pick<Booking, 'cancelled_by' | 'cancellation_reason' | 'refund_amount'>> {
    const held = await this.refundDesk.heldFor(tx, booking.id, booking.currency);
    const refund = refundOf({ ...refundTermsOf(booking, held), cancelled_by: party }, this.clock.now());
    await this.installments.cancelUnpaid(tx, booking.id);
    await this.refundDesk.giveBack(tx, booking.id, refund, { reason: 'Annulation de la réservation', cause: 'cancellation', requested_by: actor.id });
    return { cancelled_by: party, cancellation_reason: reason, refund_amount: refund.rent.plus(refund.deposit).toDecimal() };
  }

  private async authorizeSchedule(actor: SignedIn, id: string): Promise<void> {
    const row = await this.bookings.find(id);
    if (!row) throw new NotFound();
    this.abilities.authorize(actor, 'read', 'Installment', row);
  }

  /** All that the caller may read, whoever's they are. */
  listAll(actor: SignedIn, query: AllBookingsQuery): Promise<Page> {
    const values: unknown[] = [];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = [];
    if (query.user !== undefined) {
      const user = add(query.user);
      conditions.push(`(b.tenant_id = ${user} OR b.owner_id = ${user})`);
    }
    const zone = this.config.TZ_BUSINESS;
    if (query.from !== undefined) conditions.push(`b.created_at >= ${add(instantAt(query.from, '00:00', zone))}`);
    if (query.to !== undefined) conditions.push(`b.created_at < ${add(instantAt(addDays(query.to, 1), '00:00', zone))}`);
    return this.list(actor, 'read', query, conditions, values);
  }

  private async list(actor: SignedIn, action: string, query: HostingsQuery, conditions: string[] = [], values: unknown[] = []): Promise<Page> {
    const page = pageOf(query);
    conditions.push(this.abilities.condition(actor, action, 'Booking', 'b', values));
    for (const column of ['status', 'property_id'] as const) {
      const value = query[column];
      if (value !== undefined) conditions.push(`b.${column} = $${String(values.push(value))}`);
    }
    const { rows, total } = await this.bookings.page(conditions.join(' AND '), values, page);
    const now = this.clock.now();
    return new Page(rows.map((row) => viewFor(actor, row, now)), page, total);
  }

  /** Everything that can be refused before the dates are touched. */
  private draft(tenant: SignedIn, property: BookableProperty | null, asked: BookingRequest): { stay: Stay; booking: NewBooking } {
    if (!property || property.deleted_at !== null || property.status === 'draft' || property.status === 'inactive') throw new NotFound();
    if (property.owner_id === tenant.id) throw new OwnProperty();
    if (property.status !== 'published') throw new PropertyNotBookable();
    const stay = this.stayOf(property, asked);
    const price = Money.of(property.price, property.currency);
    const { total, breakdown } = priceStay({ rental_type: property.rental_type, price }, stay);
    if (total.isZero()) throw new PriceNotPayable();
    const hold_ms = this.config.BOOKING_PENDING_HOURS * 3_600_000;
    return {
      stay,
      booking: {
        id: newId(),
        property_id: property.id,
        tenant_id: tenant.id,
        owner_id: property.owner_id,
        start_date: stay.start_date,
        end_date: stay.end_date,
        guests: asked.guests ?? null,
        message: asked.message ?? null,
        rental_type: property.rental_type,
        total_amount: total.toDecimal(),
        currency: property.currency,
        price_breakdown: breakdown,
        deposit_amount: property.deposit_amount ?? '0',
        cancellation_policy: property.cancellation_policy,
        time_zone: property.time_zone,
        expires_at: new Date(this.clock.now().getTime() + hold_ms),
      },
    };
  }

  private stayOf(property: BookableProperty, { start_date, end_date }: BookingRequest): Stay {
    if (start_date < todayIn(property.time_zone, this.clock.now())) throw new StartInThePast();
    if (end_date <= start_date) throw new EndBeforeStart();
    if (end_date > addMonths(start_date, LONGEST_STAY_YEARS * 12)) throw new StayTooLong({ years: LONGEST_STAY_YEARS });
    const { minimum_stay, available_from, available_to } = property;
    if (minimum_stay !== null && daysBetween(start_date, end_date) < minimum_stay) throw new BelowMinimumStay({ minimum: minimum_stay });
    if ((available_from !== null && start_date < available_from) || (available_to !== null && end_date > available_to)) {
      throw new OutsideAvailability({ from: available_from ?? '…', to: available_to ?? '…' });
    }
    return new Stay(start_date, end_date);
  }
}

