import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/index.js';
import { ServicesModule } from '../services/index.js';
import { ReviewFacts } from './review-facts.js';
import './review.events.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsRepository } from './reviews.repository.js';
import { ReviewsService } from './reviews.service.js';

@Module({
  imports: [BookingsModule, ServicesModule],
  controllers: [ReviewsController],
  providers: [ReviewsService, ReviewsRepository, ReviewFacts],
  exports: [ReviewFacts],
})
export class ReviewsModule {}
