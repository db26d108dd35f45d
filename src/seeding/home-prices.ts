import type { HomeFacts } from './home.types.js';
import type { Random } from './random.js';

/**
 * What such a home costs, in whole francs per night or per month, rounded as people round. Long leases follow
 * the quarter's level closely; a night in a small town is not that much cheaper than one in Cotonou.
 */
export function priceOf(facts: HomeFacts, random: Random): number {
  const jitter = random.between(0.86, 1.18);
  const { level } = facts.place.quarter;
  if (facts.rental === 'short_term') {
    const comfort = 1 + (has(facts, 'pool') ? 0.2 : 0) + (has(facts, 'sea_view') ? 0.15 : 0) + (has(facts, 'air_conditioning') ? 0.1 : 0);
    const night = perNight(facts) * Math.pow(level, 0.5) * comfort * jitter;
    return Math.max(5_000, night < 20_000 ? roundTo(night, 500) : roundTo(night, 1_000));
  }
  const comfort = 1 + (has(facts, 'pool') ? 0.15 : 0) + (has(facts, 'air_conditioning') && !facts.furnished ? 0.12 : 0);
  const month = perMonth(facts) * level * comfort * jitter;
  if (month < 50_000) return Math.max(5_000, roundTo(month, 1_000));
  return month < 200_000 ? roundTo(month, 5_000) : roundTo(month, 10_000);
}

function perNight(facts: HomeFacts): number {
  const rooms = facts.bedrooms ?? 1;
  switch (facts.type) {
    case 'room': return 9_500;
    case 'studio': return 18_000;
    case 'apartment': return 17_000 + 9_000 * rooms;
    case 'house': return 19_000 + 8_500 * rooms;
    case 'villa': return 34_000 + 18_000 * rooms;
    default: return 21_000;
  }
}

function perMonth(facts: HomeFacts): number {
  const rooms = facts.bedrooms ?? 1;
  const { surface, furnished } = facts;
  switch (facts.type) {
    case 'room': return furnished ? 55_000 : 24_000;
    case 'studio': return furnished ? 125_000 : 46_000;
    case 'apartment': return (34_000 + 34_000 * rooms) * (furnished ? 2.4 : 1);
    case 'house': return (38_000 + 36_000 * rooms) * (furnished ? 2 : 1);
    case 'villa': return (95_000 + 75_000 * rooms) * (furnished ? 1.8 : 1);
    case 'shop': return 15_000 + 1_900 * surface;
    case 'office': return 40_000 + 3_800 * surface;
    case 'warehouse': return 50_000 + 800 * surface;
    case 'hotel': return 300_000;
    default: return 12_000 + 110 * surface;
  }
}

function has(facts: HomeFacts, code: string): boolean {
  return facts.amenities.includes(code);
}

function roundTo(amount: number, step: number): number {
  return Math.round(amount / step) * step;
}
