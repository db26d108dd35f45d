import { Injectable } from '@nestjs/common';
import { Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { FileStorage } from '../../platform/storage/storage.provider.js';

/** Takes away the files of an erased account. Their keys went with the rows: nobody could open them any more. */
@Injectable()
export class DroppedFiles {
  constructor(private readonly storage: FileStorage) {}

  @Consumes('user.files_dropped', { consumer: 'uploads', queue: 'background' })
  async drop({ payload }: EventEnvelope<'user.files_dropped'>): Promise<void> {
    for (const key of payload.storage_keys) await this.storage.delete(key);
  }
}
