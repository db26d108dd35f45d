import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { SessionKeeper } from '../../platform/authz/session-keeper.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

/** Sessions, for connections that stay open. */
@Injectable()
export class TokenSessionKeeper extends SessionKeeper {
  constructor(
    private readonly tokens: Tokens,
    private readonly sessions: Sessions,
  ) {
    super();
  }

  async admit(access_token: string): Promise<SignedIn> {
    return this.sessions.verify(await this.tokens.verifyAccess(access_token));
  }

  living(session_ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.sessions.living(session_ids);
  }
}
