import { describe, expect, it } from '@jest/globals';
import { backupName, backupTime } from './manifest.js';
import { prunable } from './retention.js';

const nights = (count: number): string[] => Array.from({ length: count }, (_, n) => backupName(new Date(Date.UTC(2026, 10, 29, 1, 30) - n * 86_400_000)));

describe('which backups go', () => {
  it('the newest of each day, week and month stay', () => {
    const names = nights(120);
    const gone = new Set(prunable(names, { daily: 3, weekly: 2, monthly: 3 }));
    expect(names.filter((name) => !gone.has(name))).toEqual([
      'lokahome-2026-11-29-013000.tar', 'lokahome-2026-11-28-013000.tar', 'lokahome-2026-11-27-013000.tar',
      'lokahome-2026-11-22-013000.tar', // the Sunday that ends the week before
      'lokahome-2026-10-31-013000.tar', 'lokahome-2026-09-30-013000.tar',
    ]);
  });

  it('a night without a backup costs none of those that there are', () => {
    const names = ['lokahome-2026-11-29-013000.tar', 'lokahome-2026-11-12-013000.tar', 'lokahome-2026-11-03-013000.tar'];
    expect(prunable(names, { daily: 3, weekly: 0, monthly: 0 })).toEqual([]);
  });

  it('of several made on one day the latest stays, and all of the latest day', () => {
    const names = ['lokahome-2026-11-29-120000.tar', 'lokahome-2026-11-29-113000.tar', 'lokahome-2026-11-29-013000.tar', 'lokahome-2026-11-20-120000.tar', 'lokahome-2026-11-20-013000.tar'];
    expect(prunable(names, { daily: 7, weekly: 4, monthly: 6 })).toEqual(['lokahome-2026-11-20-013000.tar']);
  });

  it('the newest always stays, and so does what is no backup', () => {
    expect(prunable(['holiday.tar', 'lokahome-2026-11-29-013000.tar.old', ...nights(2)], { daily: 0, weekly: 0, monthly: 0 })).toEqual(['lokahome-2026-11-28-013000.tar']);
  });

  it('a name tells the second it was begun', () => {
    const at = new Date('2026-11-29T01:30:07Z');
    expect(backupTime(backupName(at))).toEqual(at);
    expect(backupTime('lokahome-2026-11-29.tar')).toBeNull();
  });
});
