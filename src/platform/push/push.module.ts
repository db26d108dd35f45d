import { Module } from '@nestjs/common';
import { Config, type Environment } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { FcmSender } from './fcm-sender.js';
import { LogSender } from './log-sender.js';
import type { Push, PushSender } from './push-sender.js';
import { readServiceAccount } from './service-account.js';

/** How push messages leave; injected by this name. */
export abstract class PushGateway implements PushSender {
  /** @throws DeadToken, DeliveryError */
  abstract send(push: Push): Promise<{ provider_id: string }>;
}

/** @throws Error when the service account's file is not one: better no start than messages that wait for ever */
export function gatewayFrom(config: Environment): PushGateway {
  switch (config.PUSH_PROVIDER) {
    case 'fcm':
      return new FcmSender({ account: readServiceAccount(config.FIREBASE_CREDENTIALS_PATH ?? ''), base_url: config.FCM_API_URL });
    case 'log':
      return new LogSender({ log: (line) => logger.info(line), reveal: config.NODE_ENV === 'development' });
  }
}

@Module({
  providers: [{ provide: PushGateway, inject: [Config], useFactory: gatewayFrom }],
  exports: [PushGateway],
})
export class PushModule {}
