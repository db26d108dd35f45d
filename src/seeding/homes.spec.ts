import { describe, expect, it } from '@jest/globals';
import { CreateProperties1795200003000 } from '../../migrations/1795200003000-create-properties.js';
import { inventHome } from './homes.js';
import type { Home } from './home.types.js';
import { hasTrait } from './places.js';
import { Random } from './random.js';

const homeOf = (nth: number): Home => inventHome(new Random(229, 0, 0, nth));
const HOMES = Array.from({ length: 3_000 }, (_, nth) => homeOf(nth));

/** The codes of the catalogue, as the migration inserts them. */
async function catalogue(): Promise<Set<string>> {
  const statements: string[] = [];
  const runner = { query: (sql: string) => Promise.resolve(statements.push(sql)) };
  await new CreateProperties1795200003000().up(runner as unknown as Parameters<CreateProperties1795200003000['up']>[0]);
  const values = /INSERT INTO amenities[^;]*;/.exec(statements.join('\n'))?.[0] ?? '';
  return new Set([...values.matchAll(/\('([a-z_]+)', /g)].map((match) => match[1] ?? ''));
}

describe('an invented home', () => {
  it('is the same home for the same seed', () => {
    for (const nth of [0, 17, 2_999]) expect(homeOf(nth)).toEqual(HOMES[nth]);
    expect(homeOf(1)).not.toEqual(homeOf(2));
  });

  it('costs whole francs, and its deposit too', () => {
    for (const { price, deposit, rental } of HOMES) {
      expect(Number.isInteger(price) && price >= 5_000 && price < 5_000_000).toBe(true);
      expect(deposit === null || (Number.isInteger(deposit) && deposit >= 0)).toBe(true);
      if (rental === 'long_term') expect([2, 3]).toContain((deposit ?? 0) / price);
    }
  });

  it('costs more in Haie Vive than in Agla, furnished than bare', () => {
    const average = (fits: (home: Home) => boolean) => {
      const prices = HOMES.filter((home) => home.rental === 'long_term' && home.type === 'apartment' && fits(home)).map(({ price }) => price);
      return prices.reduce((sum, price) => sum + price, 0) / prices.length;
    };
    expect(average((home) => home.place.quarter.level > 1.4)).toBeGreaterThan(average((home) => home.place.quarter.level < 0.8) * 1.5);
    expect(average((home) => home.furnished)).toBeGreaterThan(average((home) => !home.furnished) * 1.4);
  });

  it('has known amenities, each once', async () => {
    const known = await catalogue();
    expect(known.size).toBeGreaterThan(30);
    for (const { amenities } of HOMES) {
      expect(new Set(amenities).size).toBe(amenities.length);
      expect(amenities.filter((code) => !known.has(code))).toEqual([]);
    }
  });

  it('says what fits its column, without gaps left in the text', () => {
    for (const { title, description, address } of HOMES) {
      expect(title.length).toBeGreaterThan(8);
      expect(title.length).toBeLessThanOrEqual(255);
      expect(description.length).toBeGreaterThan(60);
      for (const text of [title, description, address]) expect(text).not.toMatch(/[{}]|undefined|null| {2}|^ | $/);
    }
  });

  it('promises only what it has', () => {
    for (const { title, description, amenities, bedrooms } of HOMES) {
      const text = `${title} ${description}`;
      if (/piscine/i.test(text)) expect(amenities).toContain('pool');
      if (/compteur à carte/i.test(text)) expect(amenities).toContain('prepaid_meter');
      if (/forage/i.test(text)) expect(amenities).toContain('borehole');
      if (/vue mer|face à la mer|voit l’océan/i.test(text)) expect(amenities).toContain('sea_view');
      if (/la plage/i.test(title)) expect(amenities).toContain('near_beach');
      if (bedrooms === 1) expect(title).not.toMatch(/\b1 chambres/);
    }
  });

  it('stands near the beach only where there is one', () => {
    for (const { place, amenities } of HOMES) if (amenities.includes('near_beach')) expect(hasTrait(place, 'beach')).toBe(true);
  });

  it('speaks English now and then', () => {
    const english = HOMES.filter(({ title }) => /furnished|apartment|room with|villa with|house with/i.test(title));
    expect(english.length).toBeGreaterThan(5);
    expect(english.length).toBeLessThan(HOMES.length * 0.06);
  });
});
