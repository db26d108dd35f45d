import { describe, expect, it } from '@jest/globals';
import type { Cell, Row } from '../copy.js';
import { nowFrom } from '../stays.js';
import { addHome, emptyRows, type HomeRows } from './homes.js';
import { inventUser, personId, runAfter } from './people.js';
import { planRun, type BulkPlan } from './plan.js';

const NOW = nowFrom(new Date('2026-11-20T21:30:00Z'));
const COUNT = 400;
const text = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : '');

function rowsOf(plan: BulkPlan, order: (nth: number) => number = (nth) => nth): HomeRows {
  const harvest = { stars: new Uint32Array(plan.landlords), reviews: new Uint32Array(plan.landlords), texts: [], textEvery: 1 };
  const rows = emptyRows();
  for (let nth = 0; nth < plan.count; nth++) {
    addHome(rows, order(nth), { plan, maskOf: () => '0', urlOf: (name) => name, harvest });
  }
  return rows;
}

describe('a run of many homes', () => {
  const plan = planRun({ count: COUNT, seed: 1, run: 1, now: NOW });
  const rows = rowsOf(plan);

  it('gives the same rows for the same seed, in whichever order they are asked for', () => {
    expect(rowsOf(plan)).toEqual(rows);
    const backwards = rowsOf(plan, (nth) => COUNT - 1 - nth);
    const sorted = (list: HomeRows) => list.bookings.map(String).sort();
    expect(sorted(backwards)).toEqual(sorted(rows));
  });

  it('shares no id, mail address, phone or code with another run or another seed', () => {
    const idsOf = (list: HomeRows) => Object.values(list).flatMap((table) => (table as Row[]).map(([id]) => text(id)));
    const others = [planRun({ count: COUNT, seed: 1, run: 2, now: NOW }), planRun({ count: COUNT, seed: 2, run: 3, now: NOW })];
    const ids = new Set(idsOf(rows));
    for (const other of others) expect(idsOf(rowsOf(other)).some((id) => ids.has(id))).toBe(false);
    const peopleOf = (which: BulkPlan) =>
      (['landlord', 'tenant'] as const).flatMap((role) =>
        Array.from({ length: role === 'landlord' ? which.landlords : which.tenants }, (_, nth) => inventUser(which, role, nth, '', new Set())),
      );
    const people = [plan, ...others].flatMap(peopleOf);
    for (const key of ['id', 'email', 'phone', 'referralCode'] as const) expect(new Set(people.map((user) => user[key])).size).toBe(people.length);
  });

  it('takes as many blocks of numbers as it has people', () => {
    expect(runAfter(0, 225_000)).toBe(1);
    expect(runAfter(1, 250_001)).toBe(3);
    const large = planRun({ count: 2_000_000, seed: 1, run: runAfter(1, 450_000), now: NOW });
    const before = planRun({ count: COUNT, seed: 1, run: 1, now: NOW });
    expect(inventUser(large, 'landlord', 0, '', new Set()).referralCode).not.toBe(inventUser(before, 'landlord', 0, '', new Set()).referralCode);
  });

  it('has owners and tenants that exist', () => {
    const landlords = new Set(Array.from({ length: plan.landlords }, (_, nth) => personId(plan, 'landlord', nth)));
    const tenants = new Set(Array.from({ length: plan.tenants }, (_, nth) => personId(plan, 'tenant', nth)));
    expect(rows.properties.every(([, owner]) => landlords.has(text(owner)))).toBe(true);
    expect(rows.bookings.every(([, , tenant, owner]) => tenants.has(text(tenant)) && landlords.has(text(owner)))).toBe(true);
    expect(rows.favorites.every(([user]) => tenants.has(text(user)))).toBe(true);
  });

  it('lists homes one after the other, so that their ids grow with their age', () => {
    const ids = rows.properties.map(([id]) => text(id).slice(0, 13));
    expect([...ids].sort()).toEqual(ids);
  });

  it('gives way to a phone that somebody has', () => {
    const user = inventUser(plan, 'tenant', 3, '', new Set());
    expect(inventUser(plan, 'tenant', 3, '', new Set([user.phone ?? ''])).phone).toBeNull();
  });
});
