import { addDays } from '../../kernel/calendar-date.js';
import type { Row } from '../copy.js';
import { Random } from '../random.js';
import { BLOCK_NOTES } from '../reviews.data.js';
import { instant, type BookingRecord, type HomeRecord, type UserRecord } from '../rows.js';
import type { Now } from '../stays.js';
import { STREAMS } from './streams.js';

export interface Extras {
  views: Row[];
  favorites: Row[];
  blocks: Row[];
}

/** Looks, hearts, and days that owners keep for themselves. */
export function inventExtras(homes: readonly HomeRecord[], tenants: readonly UserRecord[], bookings: readonly BookingRecord[], now: Now): Extras {
  const extras: Extras = { views: [], favorites: [], blocks: [] };
  const lead = tenants[0];
  let leadLikes = 0;
  homes.forEach((record, nth) => {
    if (record.publishedAt === null || !lead) return;
    const random = new Random(STREAMS.seed, 0, STREAMS.extras, nth);
    extras.views.push([record.id, Math.floor(Math.exp(random.gaussian() + (record.featured ? 6 : 4)))]);
    const admirers = random.sample(tenants.slice(1), random.pick([0, 0, 1, 1, 2, 3, 5]));
    if (record.status === 'published' && nth % 29 === 6 && leadLikes < 10) {
      admirers.push(lead);
      leadLikes++;
    }
    for (const { id } of admirers) extras.favorites.push([id, record.id, instant(random.between(record.publishedAt, now.at))]);
    if (record.status !== 'published' || !random.chance(nth < 3 ? 1 : 0.07)) return;
    const free = bookings.reduce((latest, { homeId, plan }) => (homeId === record.id && plan.end > latest ? plan.end : latest), now.today);
    const start = addDays(free, random.int(2, 20));
    const createdAt = random.between(record.publishedAt, now.at);
    extras.blocks.push([
      random.uuid(createdAt), record.id, start, addDays(start, random.int(2, 12)), random.pick(BLOCK_NOTES), instant(createdAt),
    ]);
  });
  return extras;
}
