import { Body, Controller, Delete, Get, Header, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCallbacks, ApiExtraModels } from '@nestjs/swagger';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Feed, Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { WebhookMessageView } from './dto/webhook-message.view.js';
import { NewWebhook, SecretRotation, WebhookChange, WebhookDeliveriesQuery, WebhookDeliveryView, WebhookSecretView, WebhookView } from './dto/webhook.dto.js';
import { TooManyWebhooks, WebhookInactive, WebhookUrlRefused, WebhookUrlTaken } from './webhook.errors.js';
import { WebhooksService } from './webhooks.service.js';

const tag = 'partners';

@ApiExtraModels(WebhookMessageView)
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @Can('create', 'Webhook')
  @Header('Cache-Control', 'no-store')
  @ApiCallbacks({
    name: 'event', callbackUrl: '{$request.body#/url}', method: 'post', requestBody: { type: WebhookMessageView },
    expectedResponse: { status: 200, description: 'Any 2xx takes it. 410 switches the webhook off; anything else, and no answer in time, is tried again for three days.' },
  })
  @Operation({
    id: 'createWebhook', tag, summary: 'Have a program told of bookings and payments',
    description: 'Of those that the caller takes part in, signed after Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`). The secret is shown this once.',
    answer: [201, WebhookSecretView], errors: [WebhookUrlRefused, WebhookUrlTaken, TooManyWebhooks],
  })
  create(@CurrentUser() actor: SignedIn, @Body() asked: NewWebhook): Promise<WebhookSecretView> {
    return this.webhooks.create(actor, asked);
  }

  @Get()
  @Can('read', 'Webhook')
  @Operation({ id: 'listWebhooks', tag, summary: 'The caller’s webhooks, newest first', answer: [200, [WebhookView]], paged: true })
  list(@CurrentUser() actor: SignedIn, @Query() query: PageQuery): Promise<Page> {
    return this.webhooks.list(actor, query);
  }

  @Get(':id')
  @Can('read', 'Webhook')
  @Operation({ id: 'getWebhook', tag, summary: 'One webhook', answer: [200, WebhookView], errors: [NotFound] })
  get(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<WebhookView> {
    return this.webhooks.get(actor, id);
  }

  @Put(':id')
  @Can('update', 'Webhook')
  @Operation({
    id: 'changeWebhook', tag, summary: 'Change a webhook, switch it off and on',
    description: 'Switched on again, or given another address, it gets at once what waited for it.',
    answer: [200, WebhookView], errors: [NotFound, WebhookUrlRefused, WebhookUrlTaken],
  })
  change(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() change: WebhookChange): Promise<WebhookView> {
    return this.webhooks.change(actor, id, change);
  }

  @Delete(':id')
  @Can('delete', 'Webhook')
  @Operation({ id: 'deleteWebhook', tag, summary: 'Delete a webhook, and the log of its deliveries', answer: [204, null], errors: [NotFound] })
  remove(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.webhooks.remove(actor, id);
  }

  @Post(':id/rotate-secret')
  @Can('update', 'Webhook')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'rotateWebhookSecret', tag, summary: 'Exchange the secret', description: 'The old one signs as well for a while, so that the program can change over in between. The new one is shown this once.',
    answer: [200, WebhookSecretView], errors: [NotFound],
  })
  rotateSecret(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() asked: SecretRotation): Promise<WebhookSecretView> {
    return this.webhooks.rotateSecret(actor, id, asked);
  }

  @Post(':id/ping')
  @Can('update', 'Webhook')
  @Operation({
    id: 'pingWebhook', tag, summary: 'Send an event to try it out', description: 'A `webhook.ping`; what came of it stands in the deliveries.',
    answer: [202, WebhookDeliveryView], idempotent: true, errors: [NotFound, WebhookInactive],
  })
  ping(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<WebhookDeliveryView> {
    return this.webhooks.ping(actor, id);
  }

  @Get(':id/deliveries')
  @Can('read', 'Webhook')
  @Operation({ id: 'listWebhookDeliveries', tag, summary: 'What was sent there in the last 30 days, newest first', answer: [200, [WebhookDeliveryView]], paged: true, errors: [NotFound] })
  listDeliveries(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Query() query: WebhookDeliveriesQuery): Promise<Feed> {
    return this.webhooks.listDeliveries(actor, id, query);
  }

  @Post(':id/deliveries/:delivery_id/replay')
  @Can('update', 'Webhook')
  @Operation({
    id: 'replayWebhookDelivery', tag, summary: 'Send a delivery again', description: 'As it was, under the same `webhook-id`, and with all its attempts before it.',
    answer: [202, WebhookDeliveryView], idempotent: true, errors: [NotFound, WebhookInactive],
  })
  replay(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Param('delivery_id', IdPipe) delivery_id: string): Promise<WebhookDeliveryView> {
    return this.webhooks.replay(actor, id, delivery_id);
  }
}
