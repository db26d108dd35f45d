import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { NewQuote, NewServiceRequest, OwnRequestsQuery, QuoteView, RequestsQuery, ServiceRequestView } from './dto/service-request.dto.js';
import { QuotesService } from './quotes.service.js';
import { NotYourProperty, ProviderGone, QuoteAlreadyThere, QuoteDecided, ServiceTransitionInvalid, TooManyServiceRequests, UnknownService } from './service.errors.js';
import { ServiceRequestsService } from './service-requests.service.js';

const tag = 'services';
const change = { tag, answer: [200, ServiceRequestView] as const, errors: [NotFound, ServiceTransitionInvalid] };
const decision = { tag, answer: [200, QuoteView] as const, errors: [NotFound, QuoteDecided, ServiceTransitionInvalid] };

@Controller('service-requests')
export class ServiceRequestsController {
  constructor(
    private readonly requests: ServiceRequestsService,
    private readonly quotes: QuotesService,
  ) {}

  @Post()
  @Can('create', 'ServiceRequest')
  @Operation({ id: 'createServiceRequest', tag, summary: 'Ask for work', description: 'The providers who do it there are told. At most 20 in 24 hours.', answer: [201, ServiceRequestView], errors: [UnknownService, NotYourProperty, TooManyServiceRequests], idempotent: true })
  ask(@CurrentUser() actor: SignedIn, @Body() asked: NewServiceRequest): Promise<ServiceRequestView> {
    return this.requests.ask(actor, asked);
  }

  @Get()
  @Can('look', 'ServiceRequest')
  @Operation({ id: 'listServiceRequests', tag, summary: 'What is open and fits the provider, the most urgent first; all there is, for admins', answer: [200, [ServiceRequestView]], paged: true })
  list(@CurrentUser() actor: SignedIn, @Query() query: RequestsQuery): Promise<Page> {
    return this.requests.listSeen(actor, query);
  }

  @Get('my-requests')
  @Can('list_own', 'ServiceRequest')
  @Operation({ id: 'listMyServiceRequests', tag, summary: 'What the caller asked for, newest first', answer: [200, [ServiceRequestView]], paged: true })
  listOwn(@CurrentUser() actor: SignedIn, @Query() query: OwnRequestsQuery): Promise<Page> {
    return this.requests.listOwn(actor, query);
  }

  @Get(':id')
  @Can('read', 'ServiceRequest')
  @Operation({ id: 'getServiceRequest', tag, summary: 'One request', answer: [200, ServiceRequestView], errors: [NotFound] })
  get(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<ServiceRequestView> {
    return this.requests.get(actor, id);
  }

  @Get(':id/quotes')
  @Can('read_quotes', 'ServiceRequest')
  @Operation({ id: 'listServiceQuotes', tag, summary: 'Its quotes; a provider sees only their own', answer: [200, [QuoteView]], errors: [NotFound] })
  listQuotes(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<QuoteView[]> {
    return this.quotes.list(actor, id);
  }

  @Put(':id/cancel')
  @Can('cancel', 'ServiceRequest')
  @Operation({ id: 'cancelServiceRequest', summary: 'Cancel before work starts', description: 'What was paid goes back by itself.', ...change })
  cancel(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<ServiceRequestView> {
    return this.requests.cancel(actor, id);
  }

  @Put(':id/start')
  @Can('start', 'ServiceRequest')
  @Operation({ id: 'startServiceRequest', summary: 'The chosen provider starts', ...change })
  start(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<ServiceRequestView> {
    return this.requests.start(actor, id);
  }

  @Put(':id/complete')
  @Can('complete', 'ServiceRequest')
  @Operation({ id: 'completeServiceRequest', summary: 'It is done', description: 'The requester completes; a provider says so, and the requester confirms, or the clock after 72 hours.', ...change })
  complete(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<ServiceRequestView> {
    return this.requests.complete(actor, id);
  }
}

@Controller('service-quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Post()
  @Can('create', 'ServiceQuote')
  @Operation({ id: 'createServiceQuote', tag, summary: 'Offer to do it', answer: [201, QuoteView], errors: [NotFound, QuoteAlreadyThere, ServiceTransitionInvalid], idempotent: true })
  send(@CurrentUser() actor: SignedIn, @Body() quote: NewQuote): Promise<QuoteView> {
    return this.quotes.send(actor, quote);
  }

  @Put(':id/accept')
  @Can('accept', 'ServiceQuote')
  @Operation({ id: 'acceptServiceQuote', summary: 'Choose this one', description: 'The others are rejected.', ...decision, errors: [...decision.errors, ProviderGone] })
  accept(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<QuoteView> {
    return this.quotes.accept(actor, id);
  }

  @Put(':id/reject')
  @Can('reject', 'ServiceQuote')
  @Operation({ id: 'rejectServiceQuote', summary: 'Decline this one', ...decision })
  reject(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<QuoteView> {
    return this.quotes.reject(actor, id);
  }

  @Put(':id/withdraw')
  @Can('withdraw', 'ServiceQuote')
  @Operation({ id: 'withdrawServiceQuote', summary: 'Take one’s own quote back', ...decision })
  withdraw(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<QuoteView> {
    return this.quotes.withdraw(actor, id);
  }
}
