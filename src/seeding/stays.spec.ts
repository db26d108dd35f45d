import { describe, expect, it } from '@jest/globals';
import { daysBetween } from '../kernel/calendar-date.js';
import { Random } from './random.js';
import { DAY, dayOf, nowFrom, planStays, type StayPlan, type StayTerms } from './stays.js';

const NOW = nowFrom(new Date('2026-11-20T21:30:00Z'));

interface Case {
  terms: StayTerms;
  plans: StayPlan[];
}

const CASES: Case[] = Array.from({ length: 4_000 }, (_, nth) => {
  const random = new Random(8, 0, 0, nth);
  const terms: StayTerms = {
    rental: random.chance(0.5) ? 'long_term' : 'short_term',
    minimumStay: random.pick([null, 1, 3, 30, 90, 180, 365]),
    publishedAt: NOW.at - random.between(0.01, 500) * DAY,
    occupied: random.chance(0.1),
  };
  return { terms, plans: planStays(terms, random.int(1, 5), NOW, random) };
});
const PLANS = CASES.flatMap(({ plans }) => plans);

describe('the stays of a home', () => {
  it('never share a night, whatever became of them', () => {
    for (const { plans } of CASES) {
      for (let index = 1; index < plans.length; index++) {
        expect(plans[index - 1].end <= plans[index].start).toBe(true);
      }
    }
  });

  it('are as long as the home asks and begin after it was published', () => {
    for (const { terms, plans } of CASES) {
      for (const { start, end } of plans) {
        expect(daysBetween(start, end)).toBeGreaterThanOrEqual(terms.minimumStay ?? 1);
        expect(start > dayOf(terms.publishedAt)).toBe(true);
      }
    }
  });

  it('are completed when they are over, confirmed while they last, and pending only ahead', () => {
    for (const { status, start, end } of PLANS) {
      if (status === 'completed') expect(end < NOW.today).toBe(true);
      if (status === 'confirmed') expect(end >= NOW.today).toBe(true);
      if (status === 'pending') expect(start > NOW.today).toBe(true);
    }
  });

  it('come in every state', () => {
    expect(new Set(PLANS.map(({ status }) => status))).toEqual(new Set(['pending', 'confirmed', 'cancelled', 'completed']));
    expect(new Set(PLANS.map(({ cancelledBy }) => cancelledBy))).toEqual(new Set([null, 'tenant', 'owner', 'system']));
  });

  it('were asked for after the publication, step by step, and nothing happened in the future', () => {
    for (const { terms, plans } of CASES) {
      for (const { steps } of plans) {
        const instants = steps.map(({ at }) => at);
        expect([...instants].sort((one, other) => one - other)).toEqual(instants);
        expect(instants[0]).toBeGreaterThanOrEqual(terms.publishedAt);
        expect(instants.at(-1)!).toBeLessThanOrEqual(NOW.at);
      }
    }
  });

  it('say by whom they were cancelled exactly when they were, and hold their dates only while they wait', () => {
    for (const { status, cancelledBy, expiresAt } of PLANS) {
      expect(status === 'cancelled').toBe(cancelledBy !== null);
      if (status === 'pending') expect(expiresAt).toBeGreaterThan(NOW.at);
    }
  });

  it('are the same for the same seed', () => {
    const terms: StayTerms = { rental: 'short_term', minimumStay: 2, publishedAt: NOW.at - 200 * DAY };
    expect(planStays(terms, 4, NOW, new Random(1))).toEqual(planStays(terms, 4, NOW, new Random(1)));
  });
});
