import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Audit, audits } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Page } from '../../platform/http/answer.js';
import { pageOf, type PageQuery } from '../../platform/http/page-query.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { BookingFacts } from '../bookings/index.js';
import { ServiceFacts } from '../services/index.js';
import type { NewReview, ReviewChange, ReviewView } from './review.dto.js';
import './review.events.js';
import { NothingToReview, OneThingToReview, ReviewedAlready, TooLateToChange } from './review.errors.js';
import { ReviewsRepository, type ReviewRow, type Subject } from './reviews.repository.js';

// What was said is the author's, and goes with it.
audits('review', ['rating', 'property_id', 'provider_id']);

const CHANGEABLE_DAYS = 14;
const DAY_MS = 86_400_000;

@Injectable()
export class ReviewsService {
  constructor(
    private readonly database: Database,
    private readonly reviews: ReviewsRepository,
    private readonly bookings: BookingFacts,
    private readonly services: ServiceFacts,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound of nothing that there is, or is any more */
  async list(subject: Subject, query: PageQuery): Promise<Page> {
    const page = pageOf(query);
    if (!(await this.reviews.hasSubject(subject))) throw new NotFound();
    const { rows, total, average } = await this.reviews.page(subject, page);
    return new Page(rows, page, total, average === null ? {} : { 'X-Average-Rating': average.toFixed(2) });
  }

  /** Only of what really happened, by whom it happened to, once. */
  async write(author: SignedIn, asked: NewReview): Promise<ReviewView> {
    const subject = await this.subjectOf(author, asked);
    return this.database.transaction(async (tx) => {
      const user_id = await this.reviews.lockReviewed(tx, subject);
      if (user_id === null) throw new NotFound();
      const id = newId();
      const added = await this.reviews.add(tx, {
        id, reviewer_id: author.id, property_id: asked.property_id ?? null, booking_id: asked.booking_id ?? null, provider_id: asked.provider_id ?? null,
        service_request_id: asked.service_request_id ?? null, rating: asked.rating, comment: asked.comment ?? null,
      });
      if (!added) throw new ReviewedAlready();
      await this.reviews.recount(tx, subject, user_id);
      await this.outbox.publish(tx, 'review.received', { review_id: id });
      return this.read(tx, id);
    });
  }

  async change(author: SignedIn, id: string, change: ReviewChange): Promise<ReviewView> {
    return this.edit(author, id, 'update', async (tx, review) => {
      if (this.clock.now().getTime() - review.created_at.getTime() > CHANGEABLE_DAYS * DAY_MS) throw new TooLateToChange({ days: CHANGEABLE_DAYS });
      await this.reviews.change(tx, id, change.rating ?? review.rating, change.comment === undefined ? review.comment : change.comment);
      return () => this.read(tx, id);
    });
  }

  async remove(actor: SignedIn, id: string): Promise<void> {
    await this.edit(actor, id, 'delete', async (tx, review) => {
      await this.reviews.remove(tx, id);
      await this.audit.watch(tx, actor, review.reviewer_id, { action: 'review.delete', subject_type: 'review', subject_id: id, before: review, after: null });
      return () => Promise.resolve();
    });
  }

  /** Who is reviewed is locked before the review, as when one is written. */
  private async edit<T>(actor: SignedIn, id: string, action: 'update' | 'delete', work: (tx: Tx, review: ReviewRow) => Promise<() => Promise<T>>): Promise<T> {
    return this.database.transaction(async (tx) => {
      const known = await this.reviews.find(id, tx);
      if (!known) throw new NotFound();
      this.abilities.authorize(actor, action, 'Review', known);
      const subject = subjectOf(known);
      const user_id = await this.reviews.lockReviewed(tx, subject);
      const review = await this.reviews.lock(tx, id);
      if (!review || user_id === null) throw new NotFound();
      const answer = await work(tx, review);
      await this.reviews.recount(tx, subject, user_id);
      return answer();
    });
  }

  private async subjectOf(author: SignedIn, { property_id, booking_id, provider_id, service_request_id }: NewReview): Promise<Subject> {
    const stay = property_id !== undefined && booking_id !== undefined;
    const job = provider_id !== undefined && service_request_id !== undefined;
    const given = [property_id, booking_id, provider_id, service_request_id].filter((one) => one !== undefined).length;
    if (stay === job || given !== 2) throw new OneThingToReview();
    if (stay) {
      const booking = await this.bookings.find(booking_id);
      if (booking?.tenant_id !== author.id || booking.property.id !== property_id) throw new NotFound();
      if (booking.status !== 'completed') throw new NothingToReview();
      return { kind: 'property', id: property_id };
    }
    const request = await this.services.find(service_request_id ?? '');
    if (request?.requester_id !== author.id || request.provider_id !== provider_id) throw new NotFound();
    if (request.status !== 'completed') throw new NothingToReview();
    return { kind: 'provider', id: provider_id ?? '' };
  }

  private async read(tx: Tx, id: string): Promise<ReviewView> {
    const review = await this.reviews.find(id, tx);
    if (!review) throw new Error('a review that was written cannot be read');
    return review;
  }
}

function subjectOf({ property_id, provider_id }: Pick<ReviewView, 'property_id' | 'provider_id'>): Subject {
  return property_id === null ? { kind: 'provider', id: provider_id ?? '' } : { kind: 'property', id: property_id };
}
