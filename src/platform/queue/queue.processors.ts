import { Process, Processor } from '@nestjs/bull';
import type { Type } from '@nestjs/common';
import type { Job } from 'bull';
import { Deliverer } from '../outbox/deliverer.js';
import { QUEUES, type QueueName } from '../outbox/events.js';
import type { JobData } from './queues.js';

/** Jobs worked at once per process. */
const CONCURRENCY: Readonly<Record<QueueName, number>> = { events: 20, payments: 10, mail: 20, sms: 5, push: 20, background: 2, webhooks: 20 };

function processorOf(name: QueueName): Type {
  @Processor(name)
  class QueueProcessor {
    constructor(private readonly deliverer: Deliverer) {}

    @Process({ concurrency: CONCURRENCY[name] })
    work(job: Job<JobData>): Promise<string> {
      return this.deliverer.deliver(job.data.outbox_id, job.data.hand);
    }
  }
  return QueueProcessor;
}

export const processors: readonly Type[] = QUEUES.map(processorOf);
