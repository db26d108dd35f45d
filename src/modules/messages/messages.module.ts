import { Module } from '@nestjs/common';
import { BlocksController } from './blocks.controller.js';
import { BlocksRepository } from './blocks.repository.js';
import { BlocksService } from './blocks.service.js';
import { Connections } from './connections.js';
import { Feeds } from './feeds.js';
import { MessageFacts } from './message-facts.js';
import { MessagePost } from './message-post.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesGateway } from './messages.gateway.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { Notices } from './notices.js';
import { NoticesRepository } from './notices.repository.js';
import { Positions } from './positions.js';

@Module({
  controllers: [MessagesController, BlocksController],
  providers: [
    MessagesGateway, Connections, Positions, Feeds, MessagePost, MessageWriter, MessagesService, MessagesRepository,
    BlocksService, BlocksRepository, Notices, NoticesRepository, MessageFacts,
  ],
  exports: [MessageFacts],
})
export class MessagesModule {}
