import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { PublicProfileView } from '../users/index.js';
import { BlocksService } from './blocks.service.js';
import { UserBlockView } from './dto/message.dto.js';
import { BlockOneself } from './message.errors.js';

@Controller('users')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Get('me/blocks')
  @Can('read', 'UserBlock')
  @Operation({ id: 'listBlockedUsers', tag: 'users', summary: 'Whom the caller has blocked, the latest first', answer: [200, [PublicProfileView]], paged: true })
  list(@CurrentUser() actor: SignedIn, @Query() query: PageQuery): Promise<Page> {
    return this.blocks.list(actor, query);
  }

  @Post(':user_id/block')
  @Can('create', 'UserBlock')
  @Operation({
    id: 'blockUser', tag: 'users', summary: 'Block a person', description: 'Neither of the two can write to the other any more, nor sees the other being there. The other one is not told.',
    answer: [200, UserBlockView], errors: [NotFound, BlockOneself],
  })
  block(@CurrentUser() actor: SignedIn, @Param('user_id', IdPipe) id: string): Promise<UserBlockView> {
    return this.blocks.block(actor, id);
  }

  @Delete(':user_id/block')
  @Can('delete', 'UserBlock')
  @Operation({ id: 'unblockUser', tag: 'users', summary: 'Unblock a person', answer: [200, UserBlockView] })
  unblock(@CurrentUser() actor: SignedIn, @Param('user_id', IdPipe) id: string): Promise<UserBlockView> {
    return this.blocks.unblock(actor, id);
  }
}
