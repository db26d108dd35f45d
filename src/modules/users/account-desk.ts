import { Injectable } from '@nestjs/common';
import { Abilities } from '../../platform/authz/abilities.js';
import type { Role, SignedIn } from '../../platform/authz/actor.js';
import { NotFound, unauthenticated } from '../../platform/authz/authz.errors.js';
import type { Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { AccountSecurity } from './account-security.js';
import type { User } from './user.entity.js';
import { LastAdmin, OwnAccount } from './user.errors.js';
import './user.events.js';
import { UsersRepository } from './users.repository.js';

/** What the staff decides of an account; what is left out stays. */
export interface AccountChange {
  readonly is_active?: boolean;
  readonly is_verified?: boolean;
  readonly is_phone_verified?: boolean;
  readonly user_type?: Role;
}

const ACTIONS = { is_active: 'activate', is_verified: 'verify', is_phone_verified: 'verify', user_type: 'change_role' } as const satisfies Record<keyof AccountChange, string>;

/** The face through which the staff changes accounts. */
@Injectable()
export class AccountDesk {
  constructor(
    private readonly users: UsersRepository,
    private readonly security: AccountSecurity,
    private readonly abilities: Abilities,
    private readonly outbox: Outbox,
  ) {}

  /**
   * What really changed, before and after; both are empty where everything was so already. Deactivation and another role
   * end every session of the account.
   * @throws NotFound where there is none or it is erased, OwnAccount, LastAdmin, Unauthenticated where the caller was deactivated meanwhile
   */
  async change(tx: Tx, actor: SignedIn, id: string, asked: AccountChange): Promise<{ before: AccountChange; after: AccountChange }> {
    const admins = await this.users.lockActiveAdmins(tx);
    const user = await this.users.lockById(tx, id);
    if (!user || user.erased_at !== null) throw new NotFound();
    const columns = (Object.keys(ACTIONS) as (keyof AccountChange)[]).filter((column) => asked[column] !== undefined && asked[column] !== user[column]);
    for (const column of columns) this.abilities.authorize(actor, ACTIONS[column], 'User', user);
    const after: AccountChange = pick(asked, columns);
    const leaves = after.is_active === false || after.user_type !== undefined;
    if (leaves && id === actor.id) throw new OwnAccount();
    if (leaves && admins.includes(id) && admins.length === 1) throw new LastAdmin();
    if (!admins.includes(actor.id)) throw unauthenticated();
    if (columns.length > 0) await this.users.update(tx, id, after);
    if (leaves) await this.security.endSessions(tx, id, after.is_active === false ? 'deactivated' : 'role_changed');
    if (after.is_active === false) await this.outbox.publish(tx, 'user.deactivated', { user_id: id });
    return { before: pick(user, columns), after };
  }
}

function pick(of: AccountChange | User, columns: readonly (keyof AccountChange)[]): AccountChange {
  return Object.fromEntries(columns.map((column) => [column, of[column]]));
}
