import { Controller, Param, Post, Put, Req, type RawBodyRequest } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/authz/access.js';
import { EnumField } from '../../platform/http/fields.js';
import { Operation } from '../../platform/http/operation.js';
import { InvalidSignature } from './payment.errors.js';
import { WebhooksService } from './webhooks.service.js';

export class WebhookReceipt {
  @EnumField(['received']) status: 'received';
}

const answer = [200, WebhookReceipt] as const;
const common = { tag: 'payments', answer, errors: [InvalidSignature], limit: 'none' } as const;
const description = 'The signature over the raw body decides: 400 when it is wrong. Answered at once, also for repeats and events of no interest; what is true is then asked of the provider.';

/** Where payment providers call us. Bodies are read raw: a signature is over bytes. */
@Controller('payments/webhook')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @Public({ anonymous: true })
  @Operation({ id: 'receiveFedapayWebhook', summary: 'A call of FedaPay', description, ...common })
  receiveFedapay(@Req() request: RawBodyRequest<FastifyRequest>): Promise<WebhookReceipt> {
    return this.webhooks.receive('fedapay', request.rawBody, request.headers, null);
  }

  @Post(':provider')
  @Public({ anonymous: true })
  @Operation({ id: 'receivePaymentWebhook', summary: 'A call of a payment provider', description, ...common })
  receive(@Param('provider') provider: string, @Req() request: RawBodyRequest<FastifyRequest>): Promise<WebhookReceipt> {
    return this.webhooks.receive(provider, request.rawBody, request.headers, null);
  }

  @Post(':provider/:secret')
  @Public({ anonymous: true })
  @Operation({ id: 'receiveUnsignedPaymentWebhook', summary: 'A call of a payment provider that signs nothing', description: 'Its path ends in a secret, and it is only a hint.', ...common })
  receiveUnsigned(@Param('provider') provider: string, @Param('secret') secret: string, @Req() request: RawBodyRequest<FastifyRequest>): Promise<WebhookReceipt> {
    return this.webhooks.receive(provider, request.rawBody, request.headers, secret);
  }

  @Put(':provider/:secret')
  @Public({ anonymous: true })
  @Operation({ id: 'putUnsignedPaymentWebhook', summary: 'The same by PUT, as MTN may do', description: 'Its path ends in a secret, and it is only a hint.', ...common })
  putUnsigned(@Param('provider') provider: string, @Param('secret') secret: string, @Req() request: RawBodyRequest<FastifyRequest>): Promise<WebhookReceipt> {
    return this.webhooks.receive(provider, request.rawBody, request.headers, secret);
  }
}
