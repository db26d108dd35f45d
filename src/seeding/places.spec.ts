import { describe, expect, it } from '@jest/globals';
import { BENIN, isOnLand, metresBetween, pickPlace, PLACES, pointIn, shoreLatitude } from './places.js';
import { Random } from './random.js';

const POINTS = PLACES.flatMap((place) => {
  const random = new Random(11, 0, 0, PLACES.indexOf(place));
  return Array.from({ length: 60 }, () => ({ place, point: pointIn(place, random) }));
});

describe('the places', () => {
  it('have each quarter near its town', () => {
    // Hillacondji, on the border, is the farthest part of the commune of Grand-Popo.
    const far = PLACES.filter(({ city, quarter }) => metresBetween(city, quarter) > 23_000).map(({ quarter }) => quarter.name);
    expect(far).toEqual([]);
  });

  it('have names that are not used twice in a town', () => {
    const names = PLACES.map(({ city, quarter }) => `${city.name}/${quarter.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have every home inside Benin', () => {
    for (const { point } of POINTS) {
      expect(point.latitude).toBeGreaterThan(BENIN.south);
      expect(point.latitude).toBeLessThan(BENIN.north);
      expect(point.longitude).toBeGreaterThan(BENIN.west);
      expect(point.longitude).toBeLessThan(BENIN.east);
    }
  });

  it('have every home within reach of its quarter and none in the sea', () => {
    for (const { place, point } of POINTS) {
      expect(metresBetween(place.quarter, point)).toBeLessThanOrEqual(place.quarter.reach + 2);
      expect(isOnLand(point)).toBe(true);
    }
  });

  it('know the shore: the beach of Fidjrossè is land, the roads of Cotonou and the port are not', () => {
    expect(shoreLatitude(2.365)).toBeCloseTo(6.3445, 4);
    expect(isOnLand({ latitude: 6.35, longitude: 2.365 })).toBe(true);
    expect(isOnLand({ latitude: 6.33, longitude: 2.4 })).toBe(false);
    expect(isOnLand({ latitude: 6.3495, longitude: 2.425 })).toBe(false);
    expect(isOnLand({ latitude: 9.34, longitude: 2.63 })).toBe(true);
  });

  it('cluster homes where the people are', () => {
    const random = new Random(4);
    const cities = Array.from({ length: 5_000 }, () => pickPlace(random).city.name);
    const share = (name: string) => cities.filter((city) => city === name).length / cities.length;
    expect(share('Cotonou')).toBeGreaterThan(0.2);
    expect(share('Abomey-Calavi')).toBeGreaterThan(0.15);
    expect(share('Nikki')).toBeLessThan(0.03);
  });
});
