import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit/audit.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import type { CreateAmenityDto, UpdateAmenityDto } from './dto/amenity.dto.js';
import './property.audit.js';
import { AmenityExists, CatalogueFull } from './property.errors.js';
import type { AmenityView } from './property.views.js';

const COLUMNS = 'code, name_fr, name_en, icon';

/** The catalogue of what a home may have. Each code owns one bit of the masks that searches filter by. */
@Injectable()
export class AmenitiesService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  list(): Promise<AmenityView[]> {
    return this.database.read<AmenityView & Record<string, unknown>>({
      name: 'amenities.list',
      text: `SELECT ${COLUMNS} FROM amenities WHERE is_active ORDER BY bit`,
    });
  }

  /** A code that was retired comes back under its old bit: homes may still carry it. */
  async add(actor: SignedIn, { code, name_fr, name_en, icon }: CreateAmenityDto): Promise<AmenityView> {
    return this.database.transaction(async (tx) => {
      // One at a time: two of them would take the same free bit.
      await query(tx, 'LOCK TABLE amenities IN SHARE ROW EXCLUSIVE MODE');
      const known = await query<AmenityView & { is_active: boolean }>(tx, `SELECT ${COLUMNS}, is_active FROM amenities WHERE code = $1`, [code]);
      if (known[0]?.is_active) throw new AmenityExists();
      const rows = await query<AmenityView>(
        tx,
        `INSERT INTO amenities (code, name_fr, name_en, icon, bit)
         SELECT $1::varchar, $2::varchar, $3::varchar, $4::varchar, free.bit FROM generate_series(0, 62) AS free (bit)
         WHERE free.bit = (SELECT a.bit FROM amenities a WHERE a.code = $1)
           OR (NOT EXISTS (SELECT 1 FROM amenities a WHERE a.code = $1) AND free.bit NOT IN (SELECT a.bit FROM amenities a))
         ORDER BY free.bit LIMIT 1
         ON CONFLICT (code) DO UPDATE SET name_fr = $2, name_en = $3, icon = $4, is_active = true
         RETURNING ${COLUMNS}`,
        [code, name_fr, name_en, icon],
      );
      if (!rows[0]) throw new CatalogueFull();
      await this.note(tx, actor, 'create', known[0] ?? null, Object.assign({ is_active: true }, rows[0]));
      return rows[0];
    });
  }

  async rename(actor: SignedIn, code: string, { name_fr, name_en, icon }: UpdateAmenityDto): Promise<AmenityView> {
    return this.database.transaction(async (tx) => {
      const before = await this.lock(tx, code);
      const [after] = await query<AmenityView>(
        tx,
        `UPDATE amenities SET name_fr = $2, name_en = $3, icon = $4 WHERE code = $1 RETURNING ${COLUMNS}`,
        [code, name_fr, name_en, icon],
      );
      if (!after) throw new NotFound();
      await this.note(tx, actor, 'update', before, after);
      return after;
    });
  }

  /** Nobody can choose it any more; homes that have it keep it. */
  async retire(actor: SignedIn, code: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const before = await this.lock(tx, code);
      await query(tx, 'UPDATE amenities SET is_active = false WHERE code = $1', [code]);
      await this.note(tx, actor, 'delete', Object.assign({ is_active: true }, before), { code, is_active: false });
      return null;
    });
  }

  /** @throws NotFound for what is retired or none. */
  private async lock(tx: Tx, code: string): Promise<AmenityView> {
    const [amenity] = await query<AmenityView>(tx, `SELECT ${COLUMNS} FROM amenities WHERE code = $1 AND is_active FOR UPDATE`, [code]);
    if (!amenity) throw new NotFound();
    return amenity;
  }

  /** An amenity has a code for an id: the log finds it in what it keeps. */
  private note(tx: Tx, actor: SignedIn, verb: 'create' | 'update' | 'delete', before: object | null, after: object): Promise<void> {
    return this.audit.record(tx, { actor_id: actor.id, action: `amenity.${verb}`, subject_type: 'amenity', subject_id: null, before, after });
  }
}
