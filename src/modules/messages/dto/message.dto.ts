import { BooleanField, InstantField, IntField, ObjectField, StringField, UuidField } from '../../../platform/http/fields.js';
import { PublicProfileView } from '../../users/index.js';

const content = { min: 1, max: 5000, example: 'Bonjour, le studio est-il encore libre en mars ?' };
const clientId = { max: 64, min: 1, pattern: /^[\x21-\x7e]+$/, example: 'c1f0-42' };

/** What is said to somebody, over HTTP. */
export class NewMessage {
  @UuidField() receiver_id: string;
  @StringField(content) content: string;
  @UuidField({ optional: true, description: 'The home it is about.' }) property_id?: string;
  @UuidField({ optional: true, description: 'The service request it is about: one of the two of them asked for it.' }) service_request_id?: string;
}

/** The same over a socket. */
export class SentMessage extends NewMessage {
  @StringField({ optional: true, ...clientId, description: 'The sender’s own id: the same one twice is one message.' }) client_id?: string;
}

/** What a socket says it has read. */
export class ReadMark {
  @UuidField({ description: 'Everything up to this message is read.' }) message_id: string;
}

/** Whom a socket writes to just now. */
export class Typing {
  @UuidField() receiver_id: string;
  @BooleanField() is_typing: boolean;
}

export class MessageView {
  @UuidField() id: string;
  @UuidField() sender_id: string;
  @UuidField() receiver_id: string;
  @StringField(content) content: string;
  @UuidField({ nullable: true }) property_id: string | null;
  @UuidField({ nullable: true }) service_request_id: string | null;
  @StringField({ nullable: true, ...clientId, description: 'What the sender’s client called it.' }) client_id: string | null;
  @BooleanField({ description: 'The receiver has read it.' }) is_read: boolean;
  @InstantField() created_at: string;
}

export class ConversationView {
  @ObjectField(() => PublicProfileView, { description: 'The other one.' }) user: PublicProfileView;
  @ObjectField(() => MessageView) last_message: MessageView;
  @IntField({ example: 2, description: 'What came from them and is not read.' }) unread_count: number;
}

export class UserBlockView {
  @BooleanField() is_blocked: boolean;
}
