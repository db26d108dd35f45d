import { Body, Controller, Get, Header, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { Form, type ReceivedForm } from '../../platform/http/uploads.js';
import { DOCUMENT_ERRORS } from '../uploads/index.js';
import { AdminVerificationView, Approval, Rejection, SubmittedView, VERIFICATION_FORM, VerificationsQuery, VerificationView } from './identity.dto.js';
import { DecidedAlready, IdentityVerifiedAlready, VerificationPending } from './identity.errors.js';
import { IdentityService } from './identity.service.js';

@Controller()
export class IdentityController {
  constructor(private readonly identity: IdentityService) {}

  @Post('users/me/verify-identity')
  @Can('create', 'IdentityVerification')
  @Operation({
    id: 'submitIdentity', tag: 'users', summary: 'Send papers to prove who one is',
    description: 'The front of the document and, where there is one, its back; a picture of the person (`selfie`) is not needed, and helps our team to decide. PDF, JPEG or PNG up to 10 MB each. They are sealed, and our team alone looks at them.',
    answer: [202, SubmittedView], files: VERIFICATION_FORM, idempotent: true, errors: [...DOCUMENT_ERRORS, VerificationPending, IdentityVerifiedAlready],
  })
  submit(@CurrentUser() actor: SignedIn, @Form(VERIFICATION_FORM) form: ReceivedForm): Promise<SubmittedView> {
    return this.identity.submit(actor, form);
  }

  @Get('users/me/verify-identity')
  @Can('read', 'IdentityVerification')
  @Header('Cache-Control', 'no-store')
  @Operation({ id: 'getIdentity', tag: 'users', summary: 'How the caller’s latest identity check stands', answer: [200, VerificationView], errors: [NotFound] })
  latest(@CurrentUser() actor: SignedIn): Promise<VerificationView> {
    return this.identity.latest(actor);
  }

  @Get('admin/identity-verifications')
  @Can('list', 'IdentityVerification')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'listIdentityVerifications', tag: 'admin', summary: 'Identity checks, with links to their documents',
    description: 'Newest first; those that wait (`status=pending`) oldest first.', answer: [200, [AdminVerificationView]], paged: true,
  })
  list(@CurrentUser() actor: SignedIn, @Query() query: VerificationsQuery): Promise<Page> {
    return this.identity.list(actor, query);
  }

  @Put('admin/identity-verifications/:id/approve')
  @Can('decide', 'IdentityVerification')
  @ApiBody({
    type: Approval,
    examples: { approve: { summary: 'Approve', value: {} }, word: { summary: 'Approve, with a word for the person', value: { reason: 'Passeport et visage concordent.' } } },
  })
  @Operation({
    id: 'approveIdentity', tag: 'admin', summary: 'The person is who they say', description: 'It holds until they change their name. Look at the papers first: `GET /admin/identity-verifications` has their links, and the `id`.', answer: [200, VerificationView],
    errors: [NotFound, DecidedAlready],
  })
  approve(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() { reason }: Approval): Promise<VerificationView> {
    return this.identity.decide(actor, id, 'approved', reason ?? null);
  }

  @Put('admin/identity-verifications/:id/reject')
  @Can('decide', 'IdentityVerification')
  @Operation({ id: 'rejectIdentity', tag: 'admin', summary: 'The papers prove nothing', description: 'The person reads the reason word for word, and may send others.', answer: [200, VerificationView], errors: [NotFound, DecidedAlready] })
  reject(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() { reason }: Rejection): Promise<VerificationView> {
    return this.identity.decide(actor, id, 'rejected', reason);
  }
}
