import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { Database } from '../../platform/database/database.js';
import type { ExportView } from './dto/export.view.js';
import { HOLDINGS } from './personal-data.js';
import { UsersRepository } from './users.repository.js';

/** Everything held about the caller, for them to take along. */
@Injectable()
export class DataExport {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
  ) {}

  async export(actor: SignedIn): Promise<ExportView> {
    const account = await this.users.findOwnProfile(actor.id);
    if (account === null) throw unauthenticated();
    const sections: Record<string, object[]> = {};
    // One after the other: one caller's export must not take the pool.
    for (const { shown } of HOLDINGS) {
      if (shown) sections[shown.as] = await this.database.read(shown.text, [actor.id]);
    }
    return { exported_at: new Date().toISOString(), account: JSON.parse(account) as ExportView['account'], ...sections } as ExportView;
  }
}
