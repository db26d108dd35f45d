import { getQueueToken } from '@nestjs/bull';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import { QUEUES, type QueueName } from '../outbox/events.js';

export interface Handover {
  readonly queue: QueueName;
  readonly outbox_id: string;
  readonly hand: number;
}

/** What a job carries: two ids. Nothing personal is ever kept in Redis. */
export type JobData = Omit<Handover, 'queue'>;

@Injectable()
export class Queues implements OnModuleInit {
  private readonly queues = new Map<QueueName, Queue<JobData>>();

  constructor(private readonly module: ModuleRef) {}

  onModuleInit(): void {
    for (const name of QUEUES) this.queues.set(name, this.module.get<Queue<JobData>>(getQueueToken(name), { strict: false }));
  }

  /** Bull waits for ever on a dead Redis, so nothing is handed over until its connection stands. */
  ready(): boolean {
    return [...this.queues.values()].every((queue) => queue.client.status === 'ready');
  }

  /** How many jobs wait in each queue: handed by whichever relay, and not begun. */
  async waiting(): Promise<Readonly<Record<QueueName, number>>> {
    const found = await withTimeout(Promise.all([...this.queues].map(async ([name, queue]) => [name, await queue.getWaitingCount()] as const)), 3000);
    return Object.fromEntries(found) as Record<QueueName, number>;
  }

  async hand(rows: readonly Handover[]): Promise<void> {
    for (const [name, queue] of this.queues) {
      const jobs = rows.filter((row) => row.queue === name).map(({ outbox_id, hand }) => ({
        data: { outbox_id, hand },
        opts: { jobId: `${outbox_id}-${String(hand)}` },
      }));
      if (jobs.length > 0) await withTimeout(queue.addBulk(jobs), 3000);
    }
  }

  /** Takes nothing more and waits for what is in hand; the rest is handed again when its lease ends. */
  async close(): Promise<void> {
    const queues = [...this.queues.values()];
    await withTimeout(Promise.all(queues.map((queue) => queue.pause(true))), 20_000).catch(() => undefined);
    await withTimeout(Promise.all(queues.map((queue) => queue.close(true))), 3000).catch(() => undefined);
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new Error(`queue did not answer within ${String(ms)} ms`)); }, ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
