import { Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { Can, Public } from '../../platform/authz/access.js';
import { CurrentActor, CurrentUser, type Actor, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound, Unauthenticated, unauthenticated } from '../../platform/authz/authz.errors.js';
import { Answer } from '../../platform/http/answer.js';
import { StringField, UuidField } from '../../platform/http/fields.js';
import { fieldFailure, IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { Files, type UploadedFile } from '../../platform/http/uploads.js';
import { FileUnreadable } from '../../platform/vault/vault.errors.js';
import { DOCUMENT_ERRORS, LinkRefused } from './document.errors.js';
import { Documents } from './documents.js';
import { FileLinks } from './file-links.js';

export class DocumentView {
  @UuidField() id: string;
  @StringField({ max: 2048, format: 'uri', description: 'A link that opens it for five minutes; after that it is read at `/files/{id}` by who may.' }) document_url: string;
}

export class FileQuery {
  @StringField({ optional: true, max: 20, description: 'Of a signed link.' }) expires?: string;
  @StringField({ optional: true, max: 100, description: 'Of a signed link.' }) signature?: string;
}

const NAMES: Readonly<Record<string, string>> = { 'application/pdf': 'document.pdf', 'image/jpeg': 'document.jpg' };

@Controller()
export class UploadsController {
  constructor(
    private readonly documents: Documents,
    private readonly links: FileLinks,
  ) {}

  @Post('uploads/documents')
  @Can('create', 'Document')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'uploadDocument', tag: 'uploads', summary: 'Keep a private document',
    description: 'PDF, JPEG or PNG up to 10 MB, told by its content. It is sealed before it is stored. Pictures are made upright, at most 2400×2400, without metadata.',
    answer: [201, DocumentView], files: { field: 'file', many: false }, idempotent: true, errors: DOCUMENT_ERRORS,
  })
  upload(@CurrentUser() actor: SignedIn, @Files('file') files: UploadedFile[]): Promise<DocumentView> {
    if (files.length > 1) throw fieldFailure('file', 'too_many_items', { max: 1 });
    return this.documents.keep(actor.id, 'personal', files, (_tx, [id = '']) => Promise.resolve({ id, document_url: this.links.urlFor(id, actor.id) }));
  }

  @Get('files/:id')
  @Public()
  @Operation({
    id: 'getFile', tag: 'uploads', summary: 'A private document, as a download',
    description: 'For its owner, for admins where it belongs to an identity check, and for who holds a signed link. A look that is not the owner’s is written to the audit log.',
    answer: [200, null], produces: Object.keys(NAMES), errors: [Unauthenticated, NotFound, LinkRefused, FileUnreadable],
  })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Query() link: FileQuery): Promise<Answer> {
    const { content_type, bytes } = await this.documents.open(await this.viewer(actor, id, link), id);
    return new Answer(bytes, {
      'content-type': content_type,
      'content-disposition': `attachment; filename="${NAMES[content_type] ?? 'document'}"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
  }

  /** A link counts where there is one, whoever calls. */
  private async viewer(actor: Actor, id: string, { expires, signature }: FileQuery): Promise<Actor> {
    if (expires === undefined && signature === undefined) {
      if (actor.id === null) throw unauthenticated();
      return actor;
    }
    const viewer_id = this.links.viewerOf(id, { expires: expires ?? '', signature: signature ?? '' });
    const viewer = viewer_id === null ? null : await this.documents.viewer(viewer_id);
    if (!viewer) throw new LinkRefused();
    return viewer;
  }
}
