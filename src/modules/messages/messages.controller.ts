import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { Forbidden, NotFound } from '../../platform/authz/authz.errors.js';
import type { Feed } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { FeedQuery } from '../../platform/http/page-query.js';
import { ConversationView, MessageView, NewMessage } from './dto/message.dto.js';
import { MessageAboutNothing, MessageBlocked, MessageToOneself, ReceiverUnknown } from './message.errors.js';
import { MessagesService } from './messages.service.js';

@Controller('messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post()
  @Can('create', 'Message')
  @Operation({
    id: 'sendMessage', tag: 'messages', summary: 'Write to somebody', description: 'The same as `message:send` over socket.io (namespace `/ws/messages`, docs/chat.md): whoever is connected gets it at once.',
    answer: [201, MessageView], idempotent: true, errors: [ReceiverUnknown, MessageToOneself, MessageBlocked, MessageAboutNothing],
  })
  write(@CurrentUser() actor: SignedIn, @Body() message: NewMessage): Promise<MessageView> {
    return this.messages.write(actor, message);
  }

  @Get('conversations')
  @Can('read', 'Message')
  @Operation({ id: 'listConversations', tag: 'messages', summary: 'The caller’s conversations, the latest first', answer: [200, [ConversationView]], paged: true })
  conversations(@CurrentUser() actor: SignedIn, @Query() query: FeedQuery): Promise<Feed> {
    return this.messages.conversations(actor, query);
  }

  @Get('conversation/:user_id')
  @Can('read', 'Message')
  @Operation({ id: 'listMessages', tag: 'messages', summary: 'What the caller and somebody wrote to each other, newest first', description: 'Goes on by `cursor` alone: `page` is not looked at.', answer: [200, [MessageView]], paged: true })
  history(@CurrentUser() actor: SignedIn, @Param('user_id', IdPipe) user_id: string, @Query() query: FeedQuery): Promise<Feed> {
    return this.messages.history(actor, user_id, query);
  }

  @Put(':id/read')
  @Can('update', 'Message')
  @Operation({ id: 'readMessage', tag: 'messages', summary: 'Mark everything up to a message as read', answer: [200, MessageView], errors: [NotFound, Forbidden] })
  read(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<MessageView> {
    return this.messages.read(actor, id);
  }
}
