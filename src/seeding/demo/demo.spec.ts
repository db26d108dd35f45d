import { describe, expect, it } from '@jest/globals';
import { addDays, daysBetween } from '../../kernel/calendar-date.js';
import type { Cell } from '../copy.js';
import { nowFrom } from '../stays.js';
import { DEMO_ACCOUNTS } from './accounts.js';
import { inventCast } from './cast.js';
import { inventExtras } from './extras.js';
import { LANDLORD_HOMES } from './homes.data.js';
import { inventHomes } from './homes.js';
import { inventServices } from './services.js';
import { inventStays } from './stays.js';
import { inventAddresses, inventMessages, inventNotifications } from './words.js';

function tellOn(date: string) {
  const now = nowFrom(new Date(date));
  const cast = inventCast('hash', now);
  const homes = inventHomes(cast.landlords, { now, maskOf: () => '0', urlOf: (name) => `https://files.example/${name}` });
  const all = [...homes.landlords, ...homes.others];
  const stays = inventStays(homes, cast.tenants, now);
  return { now, cast, homes, all, ...stays, services: inventServices(cast, homes.landlords, now), extras: inventExtras(all, cast.tenants, stays.bookings, now) };
}

// Whole years apart the story must hold too: months are not equally long.
const DAYS = ['2026-11-20T21:30:00Z', '2026-03-01T08:00:00Z', '2027-01-31T23:50:00Z', '2028-02-29T12:00:00Z', '2026-08-31T00:10:00Z'];
const cell = (value: Cell | undefined) => (typeof value === 'string' ? value : '');
const fold = (text: string) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

describe.each(DAYS)('the demo as told on %s', (date) => {
  const demo = tellOn(date);

  it('is the same story for the same instant', () => {
    expect(tellOn(date).bookings).toEqual(demo.bookings);
  });

  it('has a few hundred homes in every state, a dozen of the demo landlord’s with a draft among them', () => {
    expect(demo.all).toHaveLength(320);
    expect(new Set(demo.all.map(({ status }) => status))).toEqual(new Set(['published', 'rented', 'draft', 'inactive']));
    expect(demo.homes.landlords).toHaveLength(LANDLORD_HOMES.length);
    expect(demo.homes.landlords.some(({ status }) => status === 'draft')).toBe(true);
    expect(new Set(demo.all.map(({ home }) => home.place.city.name)).size).toBeGreaterThan(25);
  });

  it('answers “studio meuble pres plage” with at least a dozen homes', () => {
    const found = demo.all.filter(({ home, status }) => {
      const text = fold(`${home.title} ${home.description}`);
      return status === 'published' && ['studio', 'meuble', 'pres', 'plage'].every((word) => text.includes(word));
    });
    expect(found.length).toBeGreaterThanOrEqual(12);
  });

  it('has no two stays of a home on one night, unless one was cancelled, and none on a block', () => {
    const byHome = Map.groupBy(demo.bookings.filter(({ plan }) => plan.status !== 'cancelled'), ({ homeId }) => homeId);
    for (const bookings of byHome.values()) {
      const sorted = bookings.map(({ plan }) => plan).sort((one, other) => one.start.localeCompare(other.start));
      for (let index = 1; index < sorted.length; index++) expect(sorted[index - 1].end <= sorted[index].start).toBe(true);
    }
    for (const [, homeId, start] of demo.extras.blocks) {
      for (const { plan } of byHome.get(cell(homeId)) ?? []) expect(plan.end <= cell(start)).toBe(true);
    }
  });

  it('keeps to the minimum stay, to the clock and to the day', () => {
    const { now } = demo;
    for (const { plan, home } of demo.bookings) {
      expect(daysBetween(plan.start, plan.end)).toBeGreaterThanOrEqual(home.minimumStay ?? 1);
      expect(plan.steps.every(({ at }, index) => at <= now.at && at >= (plan.steps[index - 1]?.at ?? 0))).toBe(true);
      if (plan.status === 'pending') expect(plan.expiresAt > now.at && plan.start >= now.today).toBe(true);
      if (plan.status === 'confirmed') expect(plan.end >= now.today).toBe(true);
      if (plan.status === 'completed') expect(plan.end < now.today).toBe(true);
    }
  });

  it('was asked only about homes that were published by then, by people who were there', () => {
    const homes = new Map(demo.all.map((record) => [record.id, record]));
    for (const { homeId, plan, tenantId } of demo.bookings) {
      const first = plan.steps[0];
      expect(first.at).toBeGreaterThanOrEqual(homes.get(homeId)!.publishedAt!);
      expect(demo.cast.tenants.find(({ id }) => id === tenantId)!.createdAt).toBeLessThan(first.at);
    }
  });

  it('gives the demo landlord requests to answer and the demo tenant stays in every state', () => {
    const landlord = demo.cast.landlords[0];
    const tenant = demo.cast.tenants[0];
    expect(demo.bookings.filter(({ ownerId, plan }) => ownerId === landlord.id && plan.status === 'pending').length).toBeGreaterThanOrEqual(4);
    const states = demo.bookings.filter(({ tenantId }) => tenantId === tenant.id).map(({ plan }) => plan.status);
    expect(new Set(states)).toEqual(new Set(['pending', 'confirmed', 'cancelled', 'completed']));
  });

  it('reviews only what is over, after it was over', () => {
    const bookings = new Map(demo.bookings.map((booking) => [booking.id, booking]));
    expect(demo.reviews.length).toBeGreaterThan(30);
    for (const review of demo.reviews) {
      const { plan } = bookings.get(review.bookingId ?? '')!;
      expect(plan.status).toBe('completed');
      expect(review.createdAt).toBeGreaterThan(plan.steps.at(-1)!.at);
      expect(review.createdAt).toBeLessThan(demo.now.at);
    }
  });

  it('shows a home as rented exactly while somebody lives there', () => {
    for (const record of demo.all.filter(({ status }) => status === 'rented')) {
      const plans = demo.bookings.filter(({ homeId }) => homeId === record.id).map(({ plan }) => plan);
      expect(plans.some(({ status, start, end }) => status === 'confirmed' && start <= demo.now.today && end >= addDays(demo.now.today, 0))).toBe(true);
    }
  });

  it('has words: messages, notes and addresses', () => {
    const homes = new Map(demo.all.map((record) => [record.id, record]));
    expect(inventMessages(demo.cast, demo.homes.landlords, demo.now).length).toBeGreaterThan(15);
    expect(inventNotifications(demo.cast, demo.bookings, demo.reviews, homes, demo.now).length).toBeGreaterThan(30);
    expect(inventAddresses(demo.cast).length).toBeGreaterThan(3);
  });
});

describe('the demo accounts', () => {
  it('are one of each role, with one password', () => {
    expect(DEMO_ACCOUNTS.map(({ role }) => role)).toEqual(['tenant', 'landlord', 'provider', 'admin']);
    expect(DEMO_ACCOUNTS.map(({ email }) => email)).toContain('tenant@demo.lokahome.bj');
  });
});
