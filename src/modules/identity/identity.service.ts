import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { audits, Audit } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { Forbidden, NotFound } from '../../platform/authz/authz.errors.js';
import { Database } from '../../platform/database/database.js';
import { Page } from '../../platform/http/answer.js';
import { pageOf } from '../../platform/http/page-query.js';
import type { ReceivedForm } from '../../platform/http/uploads.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Documents, FileLinks } from '../uploads/index.js';
import { SIDES, type AdminVerificationView, type DocumentType, type Side, type SubmittedView, type VerificationsQuery, type VerificationView } from './identity.dto.js';
import { DecidedAlready, IdentityVerifiedAlready } from './identity.errors.js';
import './identity.events.js';
import { IdentityRepository, type ListedVerification, type VerificationRow } from './identity.repository.js';

// The reason is the admin's own words about a person: it stays with the check, which goes with the account.
audits('identity_verification', ['status', 'document_type', 'user_id']);

@Injectable()
export class IdentityService {
  constructor(
    private readonly database: Database,
    private readonly checks: IdentityRepository,
    private readonly documents: Documents,
    private readonly links: FileLinks,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** @throws the errors of DOCUMENT_ERRORS, VerificationPending, IdentityVerifiedAlready */
  async submit(actor: SignedIn, { files, texts }: ReceivedForm): Promise<SubmittedView> {
    const sent = SIDES.flatMap((side) => (files[side] ? [{ side, file: files[side] }] : []));
    return this.documents.keep(actor.id, 'identity', sent.map(({ file }) => file), async (tx, ids) => {
      if (await this.checks.isVerified(tx, actor.id)) throw new IdentityVerifiedAlready();
      const idOf = (side: Side): string | null => ids[sent.findIndex((one) => one.side === side)] ?? null;
      const id = newId();
      await this.checks.add(tx, {
        id, user_id: actor.id, document_type: texts['document_type'] as DocumentType, front_id: idOf('front') ?? '', back_id: idOf('back'), selfie_id: idOf('selfie'),
      });
      return { id, status: 'pending' };
    });
  }

  /** @throws NotFound where none was ever sent */
  async latest(actor: SignedIn): Promise<VerificationView> {
    const check = await this.checks.latest(actor.id);
    if (!check) throw new NotFound();
    return viewOf(check);
  }

  async list(actor: SignedIn, asked: VerificationsQuery): Promise<Page> {
    const page = pageOf(asked);
    const { rows, total } = await this.checks.page(asked.status, page);
    return new Page(rows.map((row) => this.adminView(actor, row)), page, total);
  }

  /** @throws NotFound, DecidedAlready, Forbidden for one's own */
  async decide(actor: SignedIn, id: string, status: 'approved' | 'rejected', reason: string | null): Promise<VerificationView> {
    return this.database.transaction(async (tx) => {
      const check = await this.checks.lock(tx, id);
      if (!check) throw new NotFound();
      this.abilities.authorize(actor, 'decide', 'IdentityVerification', check);
      // Sent before they became an admin.
      if (check.user_id === actor.id) throw new Forbidden();
      if (check.status !== 'pending') throw new DecidedAlready();
      const decided = await this.checks.decide(tx, check, status, reason, actor.id);
      const action = status === 'approved' ? 'identity.approve' : 'identity.reject';
      await this.audit.record(tx, { actor_id: actor.id, action, subject_type: 'identity_verification', subject_id: id, before: { ...check }, after: { ...decided } });
      await this.outbox.publish(tx, `identity.${status}`, { user_id: check.user_id, verification_id: id });
      return viewOf(decided);
    });
  }

  private adminView(actor: SignedIn, row: ListedVerification): AdminVerificationView {
    const { id: check_id, status, document_type, reason, created_at, decided_at, user, decided_by } = row;
    const ids: Record<Side, string | null> = { front: row.front_id, back: row.back_id, selfie: row.selfie_id };
    const documents = SIDES.flatMap((kind) => {
      const id = ids[kind];
      return id === null ? [] : [{ id, kind, document_url: this.links.urlFor(id, actor.id) }];
    });
    return { id: check_id, status, document_type, reason, created_at, decided_at, user, decided_by, documents };
  }
}

function viewOf({ id, status, document_type, reason, created_at, decided_at }: VerificationRow): VerificationView {
  return { id, status, document_type, reason, created_at, decided_at };
}
