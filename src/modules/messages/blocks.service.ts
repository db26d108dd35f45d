import { Injectable } from '@nestjs/common';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Page } from '../../platform/http/answer.js';
import { pageOf, type PageQuery } from '../../platform/http/page-query.js';
import { BlocksRepository } from './blocks.repository.js';
import type { UserBlockView } from './dto/message.dto.js';
import { BlockOneself } from './message.errors.js';

/** Whom somebody wants to hear nothing of. Doing it twice changes nothing, and the other one is not told. */
@Injectable()
export class BlocksService {
  constructor(
    private readonly blocks: BlocksRepository,
    private readonly abilities: Abilities,
  ) {}

  /** @throws NotFound, BlockOneself */
  async block(actor: SignedIn, id: string): Promise<UserBlockView> {
    if (id === actor.id) throw new BlockOneself();
    if (!(await this.blocks.add(actor.id, id))) throw new NotFound();
    return { is_blocked: true };
  }

  async unblock(actor: SignedIn, id: string): Promise<UserBlockView> {
    await this.blocks.remove(actor.id, id);
    return { is_blocked: false };
  }

  async list(actor: SignedIn, query: PageQuery): Promise<Page> {
    const page = pageOf(query);
    const values: unknown[] = [];
    const condition = this.abilities.condition(actor, 'read', 'UserBlock', 'b', values);
    const { rows, total } = await this.blocks.page(condition, values, page);
    return new Page(rows, page, total);
  }
}
