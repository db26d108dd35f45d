import { Injectable } from '@nestjs/common';
import { Cleans, type CleanupTask } from '../../platform/cleanup/cleanup-task.js';
import { Clock } from '../../platform/clock.js';
import { DeliveriesRepository } from './deliveries.repository.js';

const DAY_MS = 86_400_000;
/** Long past the seven days after which no event can come again. */
const KEPT_DAYS = 90;

/** Addresses and numbers of messages that are done are not kept for ever; failed ones wait for an admin. */
@Injectable()
@Cleans()
export class DeliveriesCleanup implements CleanupTask {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly clock: Clock,
  ) {}

  async clean(): Promise<Record<string, number>> {
    return { deliveries: await this.deliveries.forgetBefore(new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS)) };
  }
}
