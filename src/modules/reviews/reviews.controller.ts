import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { NewReview, ReviewChange, ReviewView } from './review.dto.js';
import { NothingToReview, OneThingToReview, ReviewedAlready, TooLateToChange } from './review.errors.js';
import { ReviewsService } from './reviews.service.js';

const list = { tag: 'reviews', answer: [200, [ReviewView]] as const, paged: true, errors: [NotFound], headers: { 'X-Average-Rating': 'Of all of them, to two decimals; absent where there are none' } };

@Controller('reviews')
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Post()
  @Can('create', 'Review')
  @Operation({
    id: 'createReview', tag: 'reviews', summary: 'Review a completed stay or job', answer: [201, ReviewView], idempotent: true,
    errors: [NotFound, NothingToReview, ReviewedAlready, OneThingToReview],
  })
  write(@CurrentUser() actor: SignedIn, @Body() review: NewReview): Promise<ReviewView> {
    return this.reviews.write(actor, review);
  }

  @Get('property/:id')
  @Public()
  @Operation({ id: 'listPropertyReviews', summary: 'The reviews of a home, newest first', ...list })
  ofProperty(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page> {
    return this.reviews.list({ kind: 'property', id }, query);
  }

  @Get('provider/:id')
  @Public()
  @Operation({ id: 'listProviderReviews', summary: 'The reviews of a provider, newest first', ...list })
  ofProvider(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<Page> {
    return this.reviews.list({ kind: 'provider', id }, query);
  }

  @Put(':id')
  @Can('update', 'Review')
  @Operation({ id: 'updateReview', tag: 'reviews', summary: 'Change one’s own review, for 14 days', answer: [200, ReviewView], errors: [NotFound, TooLateToChange] })
  change(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() change: ReviewChange): Promise<ReviewView> {
    return this.reviews.change(actor, id, change);
  }

  @Delete(':id')
  @Can('delete', 'Review')
  @Operation({ id: 'deleteReview', tag: 'reviews', summary: 'Take a review back: its author, or an admin', answer: [204, null], errors: [NotFound] })
  remove(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.reviews.remove(actor, id);
  }
}
