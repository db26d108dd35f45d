import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PaymentsModule } from '../payments/index.js';
import { CheckedProviders } from './checked-providers.js';
import { CompleteJobs } from './jobs/complete-jobs.job.js';
import { ProvidersController } from './providers.controller.js';
import { ProvidersService } from './providers.service.js';
import { QuotesService } from './quotes.service.js';
import { ServiceAccount } from './service-account.js';
import { ServiceCatalogue } from './service-catalogue.js';
import { ServiceCatalogueController } from './service-catalogue.controller.js';
import { ServiceFacts } from './service-facts.js';
import { ServiceRequest } from './service-request.entity.js';
import './service.events.js';
import { QuotesController, ServiceRequestsController } from './service-requests.controller.js';
import { ServiceRequestsRepository } from './service-requests.repository.js';
import { ServiceRequestsService } from './service-requests.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ServiceRequest]), PaymentsModule],
  controllers: [ServiceCatalogueController, ProvidersController, ServiceRequestsController, QuotesController],
  providers: [
    CheckedProviders,
    ServiceCatalogue, ProvidersService, ServiceRequestsService, ServiceRequestsRepository, QuotesService, ServiceAccount, ServiceFacts, CompleteJobs,
  ],
  exports: [ServiceFacts],
})
export class ServicesModule {}
