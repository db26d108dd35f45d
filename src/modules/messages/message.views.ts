import { instantSql } from '../../platform/database/sql.js';
import type { MessageView } from './dto/message.dto.js';

/** A message and its numbers in the feeds of the two. */
export interface FeedMessage {
  readonly view: MessageView;
  readonly sender_seq: number;
  readonly receiver_seq: number;
}

/** A message `m` as the wire has it; `read` says, in SQL, whether its receiver has read it. */
export function messageSql(read: string): string {
  return `json_build_object('id', m.id, 'sender_id', m.sender_id, 'receiver_id', m.receiver_id, 'content', m.content, 'property_id', m.property_id,
    'service_request_id', m.service_request_id, 'client_id', m.client_id, 'is_read', ${read}, 'created_at', ${instantSql('m.created_at')})`;
}

/** Whether `m` is read, by its receiver's side of the conversation. */
export const READ_BY_RECEIVER = `EXISTS (SELECT 1 FROM conversations c WHERE c.user_id = m.receiver_id AND c.partner_id = m.sender_id AND c.read_seq >= m.receiver_seq)`;
