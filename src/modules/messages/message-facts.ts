import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { READ_BY_RECEIVER } from './message.views.js';

/** What there is to tell about a message. */
export interface MessageFactsRow {
  readonly id: string;
  readonly sender_id: string;
  readonly receiver_id: string;
  readonly sender_name: string;
  readonly content: string;
  readonly is_read: boolean;
}

/** The face that whoever tells people about messages reads. */
@Injectable()
export class MessageFacts {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<MessageFactsRow | null> {
    const [row] = await this.database.write<MessageFactsRow>(
      `SELECT m.id, m.sender_id, m.receiver_id, u.first_name AS sender_name, m.content, ${READ_BY_RECEIVER} AS is_read
       FROM messages m JOIN users u ON u.id = m.sender_id WHERE m.id = $1`,
      [id],
    );
    return row ?? null;
  }
}
