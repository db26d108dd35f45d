import { Injectable } from '@nestjs/common';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Page } from '../../platform/http/answer.js';
import { pageOf, type PageQuery } from '../../platform/http/page-query.js';
import type { SessionView } from './dto/session.view.js';
import { Sessions } from './sessions.js';

/** What people see and do of their own sessions. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly abilities: Abilities,
  ) {}

  async list(actor: SignedIn, query: PageQuery): Promise<Page> {
    const page = pageOf(query);
    const values: unknown[] = [];
    const condition = this.abilities.condition(actor, 'read', 'Session', 's', values);
    const { rows, total } = await this.sessions.list(condition, values, page);
    const views = rows.map((row): SessionView => ({ ...row, is_current: row.id === actor.session_id }));
    return new Page(views, page, total);
  }

  /** @throws NotFound when it is none of the caller's live sessions. */
  async end(actor: SignedIn, id: string): Promise<void> {
    if (!(await this.sessions.end(id, actor.id, 'ended_by_user'))) throw new NotFound();
  }
}
