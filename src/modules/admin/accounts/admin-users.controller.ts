import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Can } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import type { Page } from '../../../platform/http/answer.js';
import { IdPipe } from '../../../platform/http/input.pipe.js';
import { Operation } from '../../../platform/http/operation.js';
import { LastAdmin, OwnAccount } from '../../users/index.js';
import { AccountDecision, AdminUsersQuery, AdminUserView } from './admin-user.dto.js';
import { AdminUsers } from './admin-users.service.js';

@Controller('admin/users')
export class AdminUsersController {
  constructor(private readonly users: AdminUsers) {}

  @Get()
  @Can('read', 'Administration')
  @Operation({
    id: 'adminListUsers', tag: 'admin', summary: 'Find accounts', answer: [200, [AdminUserView]], paged: true,
    description: 'Newest first. Write part of a name, e-mail address or phone number into `q` and copy the `id` of the account you mean: the other calls ask for it.',
  })
  list(@Query() query: AdminUsersQuery): Promise<Page> {
    return this.users.list(query);
  }

  @Get(':id')
  @Can('read', 'Administration')
  @Operation({ id: 'adminGetUser', tag: 'admin', summary: 'One account', answer: [200, AdminUserView], errors: [NotFound] })
  get(@Param('id', IdPipe) id: string): Promise<AdminUserView> {
    return this.users.get(id);
  }

  @Put(':id')
  @Can('activate', 'User')
  @ApiBody({
    type: AccountDecision,
    examples: {
      deactivate: { summary: 'Deactivate', value: { is_active: false } },
      activate: { summary: 'Activate again', value: { is_active: true } },
      verify: { summary: 'Count the e-mail address as proven', value: { is_verified: true } },
      role: { summary: 'Change the role', value: { user_type: 'landlord' } },
    },
  })
  @Operation({
    id: 'adminDecideUser', tag: 'admin', summary: 'Activate, deactivate, verify an account, or change its role', answer: [200, AdminUserView],
    description: 'Only what you send is changed: choose one of the examples. Deactivating ends all sessions at once, and the person is told by mail. Nobody may do it to themselves, and one active admin always stays. It is written to the audit log.',
    errors: [NotFound, OwnAccount, LastAdmin],
  })
  decide(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() decision: AccountDecision): Promise<AdminUserView> {
    return this.users.decide(actor, id, decision);
  }
}
