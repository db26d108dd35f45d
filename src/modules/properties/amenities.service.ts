import { Injectable } from '@nestjs/common';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query } from '../../platform/database/database.js';
import type { CreateAmenityDto, UpdateAmenityDto } from './dto/amenity.dto.js';
import { AmenityExists, CatalogueFull } from './property.errors.js';
import type { AmenityView } from './property.views.js';

const COLUMNS = 'code, name_fr, name_en, icon';

/** The catalogue of what a home may have. Each code owns one bit of the masks that searches filter by. */
@Injectable()
export class AmenitiesService {
  constructor(private readonly database: Database) {}

  list(): Promise<AmenityView[]> {
    return this.database.read<AmenityView & Record<string, unknown>>({
      name: 'amenities.list',
      text: `SELECT ${COLUMNS} FROM amenities WHERE is_active ORDER BY bit`,
    });
  }

  /** A code that was retired comes back under its old bit: homes may still carry it. */
  async add({ code, name_fr, name_en, icon }: CreateAmenityDto): Promise<AmenityView> {
    return this.database.transaction(async (tx) => {
      // One at a time: two of them would take the same free bit.
      await query(tx, 'LOCK TABLE amenities IN SHARE ROW EXCLUSIVE MODE');
      const known = await query<{ is_active: boolean }>(tx, 'SELECT is_active FROM amenities WHERE code = $1', [code]);
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
      return rows[0];
    });
  }

  async rename(code: string, { name_fr, name_en, icon }: UpdateAmenityDto): Promise<AmenityView> {
    const rows = await this.database.write<AmenityView & Record<string, unknown>>(
      `UPDATE amenities SET name_fr = $2, name_en = $3, icon = $4 WHERE code = $1 AND is_active RETURNING ${COLUMNS}`,
      [code, name_fr, name_en, icon],
    );
    if (!rows[0]) throw new NotFound();
    return rows[0];
  }

  /** Nobody can choose it any more; homes that have it keep it. */
  async retire(code: string): Promise<void> {
    const rows = await this.database.write('UPDATE amenities SET is_active = false WHERE code = $1 AND is_active RETURNING code', [code]);
    if (rows.length === 0) throw new NotFound();
  }
}
