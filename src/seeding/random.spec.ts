import { describe, expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { Random, WeightedList } from './random.js';

describe('Random', () => {
  it('gives the same numbers for the same address and others for its neighbours', () => {
    const draw = (random: Random): number[] => Array.from({ length: 20 }, () => random.uint32());
    expect(draw(new Random(1, 2, 3, 4))).toEqual(draw(new Random(1, 2, 3, 4)));
    const neighbours = [new Random(2, 2, 3, 4), new Random(1, 3, 3, 4), new Random(1, 2, 4, 4), new Random(1, 2, 3, 5)].map(draw);
    const first = draw(new Random(1, 2, 3, 4));
    for (const other of neighbours) expect(other.filter((value, index) => value === first[index])).toHaveLength(0);
  });

  it('stays within both ends of a range and reaches them', () => {
    const random = new Random(7);
    const seen = new Set(Array.from({ length: 500 }, () => random.int(3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });

  it('makes version 7 ids that sort by their instant and are all different', () => {
    const random = new Random(7);
    const ids = Array.from({ length: 2_000 }, (_, index) => random.uuid(1_700_000_000_000 + index));
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 2_000 }, () => random.uuid(1_700_000_000_000))).size).toBe(2_000);
  });

  it('makes version 4 references, the same for the same address and all different', () => {
    const draw = (seed: number): string[] => { const random = new Random(seed); return Array.from({ length: 500 }, () => random.reference()); };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7).every((id) => validate(id) && version(id) === 4)).toBe(true);
    expect(new Set([...draw(7), ...draw(8)]).size).toBe(1_000);
  });

  it('picks by weight', () => {
    const random = new Random(3);
    const list = new WeightedList(['rare', 'common', 'never'], (item) => ({ rare: 1, common: 9, never: 0 })[item] ?? 0);
    const picks = Array.from({ length: 5_000 }, () => list.pick(random));
    expect(picks).not.toContain('never');
    expect(picks.filter((item) => item === 'rare').length).toBeGreaterThan(350);
    expect(picks.filter((item) => item === 'rare').length).toBeLessThan(650);
  });

  it('samples without taking anyone twice', () => {
    expect(new Random(5).sample([1, 2, 3, 4], 9).sort()).toEqual([1, 2, 3, 4]);
  });
});
