import { DAY, type Now } from '../stays.js';

/** Each kind of row draws from a stream of its own, so that one more draw in one changes nothing in the others. */
export const STREAMS = { landlord: 1, tenant: 2, home: 3, life: 4, schedule: 5 } as const;

/** Everything a run is made of: the same plan gives the same rows, whichever of them is asked for first. */
export interface BulkPlan {
  readonly seed: number;
  /** Which run of this database it is; no two are the same, whatever their seeds. */
  readonly run: number;
  readonly count: number;
  readonly landlords: number;
  readonly tenants: number;
  /** Pictures of a published home. */
  readonly picturesPerHome: number;
  readonly now: Now;
  /** When the first of the homes was listed, milliseconds. */
  readonly firstListing: number;
}

/** Over how long a time the homes were listed: some leases of a year must be over by now. */
export const YEARS = 2;

const HOMES_PER_LANDLORD = 8;
const HOMES_PER_TENANT = 10;

export function planPeople(count: number): { landlords: number; tenants: number } {
  return { landlords: Math.max(1, Math.ceil(count / HOMES_PER_LANDLORD)), tenants: Math.max(5, Math.ceil(count / HOMES_PER_TENANT)) };
}

export function planRun(options: { count: number; seed: number; run: number; now: Now }): BulkPlan {
  return {
    ...options,
    ...planPeople(options.count),
    picturesPerHome: 3,
    firstListing: options.now.at - YEARS * 365 * DAY,
  };
}
