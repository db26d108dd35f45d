import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { payableTypeOf, type PayableSource, type PayableType } from './payable.js';
import type { Payment } from './payment.entity.js';
import type { Payer } from './providers/payment-provider.js';

/** Who answers for what is paid for. */
@Injectable()
export class Payables implements OnModuleInit {
  private readonly sources = new Map<PayableType, PayableSource>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const type = metatype ? payableTypeOf(metatype) : undefined;
      if (!type) continue;
      if (this.sources.has(type)) throw new Error(`two features answer for payments of a ${type}`);
      this.sources.set(type, instance as PayableSource);
    }
  }

  /** Undefined where nothing of the kind can be paid yet. */
  find(type: PayableType): PayableSource | undefined {
    return this.sources.get(type);
  }

  /** Of a payment that exists, so that somebody took it once. */
  of(payment: Pick<Payment, 'booking_id' | 'service_request_id'>): { source: PayableSource; id: string } {
    const [type, id] = payment.booking_id === null ? (['service_request', payment.service_request_id] as const) : (['booking', payment.booking_id] as const);
    const source = this.sources.get(type);
    if (!source || id === null) throw new Error(`nobody answers for payments of a ${type}`);
    return { source, id };
  }

  /** Who pays, as they can be reached now. @throws Error when what is paid for cannot be read */
  async getPayer(payment: Pick<Payment, 'booking_id' | 'service_request_id'>): Promise<Payer> {
    const { source, id } = this.of(payment);
    const payer = await source.findPayer(id);
    if (!payer) throw new Error('what is paid for cannot be read');
    return payer;
  }
}
