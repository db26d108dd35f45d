import { Body, Controller, Delete, Get, Header, Param, Post, Put } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { RawJson } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation, type OperationSpec } from '../../platform/http/operation.js';
import { Files, type UploadedFile } from '../../platform/http/uploads.js';
import { IMAGE_ERRORS } from '../../platform/images/image.errors.js';
import { Avatars } from './avatars.js';
import { DataExport } from './data-export.js';
import { ExportView } from './dto/export.view.js';
import { ProfileChange } from './dto/profile.dto.js';
import { Erasure } from './erasure.js';
import { EmailTaken, LastAdmin, OpenBookings, OpenWork, PhoneTaken } from './user.errors.js';
import { AvatarView, OwnProfileView, PublicProfileView } from './user.views.js';
import { UsersService } from './users.service.js';

const avatar: Omit<OperationSpec, 'id' | 'tag'> = {
  summary: 'Put up a picture of oneself', description: 'JPEG, PNG or WebP up to 10 MB and 50 megapixels; made upright, at most 500×500, without metadata.',
  answer: [200, AvatarView], files: { field: 'file', many: false }, idempotent: true, errors: IMAGE_ERRORS,
};

@Controller()
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly avatars: Avatars,
    private readonly erasure: Erasure,
    private readonly dataExport: DataExport,
  ) {}

  @Get('users/me')
  @Can('read', 'User')
  @Header('Cache-Control', 'no-store')
  @Operation({ id: 'getMe', tag: 'users', summary: 'The caller’s own account', answer: [200, OwnProfileView] })
  me(@CurrentUser() actor: SignedIn): Promise<RawJson> {
    return this.users.getOwnProfile(actor);
  }

  @Put('users/me')
  @Can('update', 'User')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'changeMe', tag: 'users', summary: 'Change the caller’s own account',
    description: 'What is given is changed. A new e-mail address or phone number is unproven until its link or code comes back.',
    answer: [200, OwnProfileView], errors: [EmailTaken, PhoneTaken],
  })
  change(@CurrentUser() actor: SignedIn, @Body() change: ProfileChange): Promise<RawJson> {
    return this.users.changeProfile(actor, change);
  }

  @Delete('users/me')
  @Can('erase', 'User')
  @Operation({
    id: 'eraseMe', tag: 'users', summary: 'Erase the caller’s account',
    description: 'Personal data go; money and contract records stay and name nobody. Open bookings stand in the way.',
    answer: [204, null], errors: [OpenBookings, OpenWork, LastAdmin],
  })
  erase(@CurrentUser() actor: SignedIn): Promise<void> {
    return this.erasure.erase(actor);
  }

  @Get('users/me/export')
  @Can('export', 'User')
  @Header('Cache-Control', 'no-store')
  @Operation({ id: 'exportMe', tag: 'users', summary: 'Everything held about the caller', answer: [200, ExportView] })
  export(@CurrentUser() actor: SignedIn): Promise<ExportView> {
    return this.dataExport.export(actor);
  }

  @Post('users/me/avatar')
  @Can('update', 'User')
  @Operation({ id: 'putAvatar', tag: 'users', ...avatar })
  putAvatar(@CurrentUser() actor: SignedIn, @Files('file') files: UploadedFile[]): Promise<AvatarView> {
    return this.avatars.replace(actor, files);
  }

  @Post('uploads/avatar')
  @Can('update', 'User')
  @Operation({ id: 'uploadAvatar', tag: 'uploads', ...avatar })
  uploadAvatar(@CurrentUser() actor: SignedIn, @Files('file') files: UploadedFile[]): Promise<AvatarView> {
    return this.avatars.replace(actor, files);
  }

  @Get('users/:user_id')
  @Public()
  @Operation({ id: 'getUser', tag: 'users', summary: 'The public profile of somebody', answer: [200, PublicProfileView], errors: [NotFound] })
  get(@Param('user_id', IdPipe) user_id: string): Promise<RawJson> {
    return this.users.getPublicProfile(user_id);
  }
}
