import { Module } from '@nestjs/common';
import { Config, type Environment } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { AfricasTalkingSender } from './africas-talking-sender.js';
import { LogSender } from './log-sender.js';
import type { Sms, SmsSender } from './sms-sender.js';
import { TwilioSender } from './twilio-sender.js';

/** How text messages leave; injected by this name. */
export abstract class SmsGateway implements SmsSender {
  /** @throws DeliveryError */
  abstract send(sms: Sms): Promise<{ provider_id: string }>;
}

const AFRICAS_TALKING_LIVE = 'https://api.africastalking.com';

export function gatewayFrom(config: Environment): SmsGateway {
  switch (config.SMS_PROVIDER) {
    case 'twilio':
      return new TwilioSender({
        account_sid: config.TWILIO_ACCOUNT_SID ?? '',
        auth_token: config.TWILIO_AUTH_TOKEN ?? '',
        from: config.TWILIO_PHONE_NUMBER ?? '',
        base_url: config.TWILIO_API_URL,
      });
    case 'africastalking':
      return new AfricasTalkingSender({
        username: config.AT_USERNAME ?? '',
        api_key: config.AT_API_KEY ?? '',
        sender_id: config.AT_SENDER_ID,
        // The live address is only the default: the user `sandbox` has one of its own, which the client knows.
        base_url: config.AT_API_URL === AFRICAS_TALKING_LIVE ? undefined : config.AT_API_URL,
      });
    case 'log':
      // Codes sign people in: in production a line says only that there was a message.
      return new LogSender({ log: (line) => logger.info(line), reveal: config.NODE_ENV !== 'production' });
  }
}

@Module({
  providers: [{ provide: SmsGateway, inject: [Config], useFactory: gatewayFrom }],
  exports: [SmsGateway],
})
export class SmsModule {}
