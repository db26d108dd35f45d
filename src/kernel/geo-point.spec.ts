import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distanceKm, GeoPoint, parseBoundingBox, parsePolygon } from './geo-point.js';

const cotonou = new GeoPoint(6.3654, 2.4183);
const portoNovo = new GeoPoint(6.4969, 2.6289);
const anyPoint = fc
  .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }))
  .map(([latitude, longitude]) => new GeoPoint(latitude, longitude));

describe('a point', () => {
  it('is anywhere on the globe, its edges included', () => {
    expect(new GeoPoint(90, -180)).toEqual({ latitude: 90, longitude: -180 });
  });

  it.each([
    [90.0001, 0],
    [-91, 0],
    [0, 180.5],
    [0, -181],
    [NaN, 0],
    [0, Infinity],
    ['6' as never, 2],
  ])('is refused at %j, %j', (latitude, longitude) => {
    expect(() => new GeoPoint(latitude, longitude)).toThrow(RangeError);
  });
});

describe('the distance', () => {
  it('from Cotonou to Porto-Novo is some 27 kilometres', () => {
    expect(distanceKm(cotonou, portoNovo)).toBeCloseTo(27.51, 1);
  });

  it('of a degree along the equator is 111.195 kilometres', () => {
    expect(distanceKm(new GeoPoint(0, 0), new GeoPoint(0, 1))).toBeCloseTo(111.195, 3);
  });

  it('over the 180th meridian is the short way', () => {
    expect(distanceKm(new GeoPoint(0, 179.5), new GeoPoint(0, -179.5))).toBeCloseTo(111.195, 3);
  });

  it('is the same both ways, nothing to oneself, and never more than half the globe', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (a, b) => {
        expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6);
        expect(distanceKm(a, a)).toBe(0);
        expect(distanceKm(a, b)).toBeLessThanOrEqual(20_015.2);
      }),
    );
  });
});

describe('a bounding box', () => {
  it('is west, south, east, north', () => {
    expect(parseBoundingBox('2.3,6.3,2.5,6.4')).toEqual({ west: 2.3, south: 6.3, east: 2.5, north: 6.4 });
    expect(parseBoundingBox(' -180, -90 ,180,90')).toEqual({ west: -180, south: -90, east: 180, north: 90 });
    expect(parseBoundingBox('-1e-7,0,1,1')).toEqual({ west: -1e-7, south: 0, east: 1, north: 1 });
  });

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,5',
    '1,2,3,4,',
    ',,,',
    'a,b,c,d',
    '2.5,6.3,2.3,6.4',
    '2.3,6.4,2.5,6.3',
    '2.3,6.3,2.3,6.4',
    '2.3,6.3,2.5,6.3',
    '-181,6.3,2.5,6.4',
    '2.3,6.3,2.5,91',
    'NaN,6.3,2.5,6.4',
    '-Infinity,6.3,2.5,6.4',
    '1e400,6.3,2.5,6.4',
    '0x1,6.3,2.5,6.4',
    '2 3,6.3,2.5,6.4',
  ])('is not %j', (text) => {
    expect(parseBoundingBox(text)).toBeNull();
  });

  it('is not what is no text', () => {
    expect(parseBoundingBox(undefined as never)).toBeNull();
    expect(parseBoundingBox(['1,2,3,4'] as never)).toBeNull();
  });
});

describe('a polygon', () => {
  const square = [
    [2, 6],
    [3, 6],
    [3, 7],
    [2, 6],
  ];
  const circle = (points: number): number[][] => {
    const ring = Array.from({ length: points - 1 }, (_, n) => [Math.cos(n / points), Math.sin(n / points)]);
    return [...ring, ring[0]];
  };
  const read = (value: unknown): unknown => parsePolygon(JSON.stringify(value));

  it('is taken with its holes', () => {
    const given = { type: 'Polygon', coordinates: [square, square] };
    expect(read(given)).toEqual(given);
  });

  it('may be many', () => {
    const given = { type: 'MultiPolygon', coordinates: [[square], [square, square]] };
    expect(read(given)).toEqual(given);
  });

  it('may come in a feature, which is unwrapped', () => {
    const geometry = { type: 'Polygon', coordinates: [square] };
    expect(read({ type: 'Feature', properties: { name: 'Akpakpa' }, geometry })).toEqual(geometry);
  });

  it('loses its heights and whatever else it carries', () => {
    const high = square.map(([x, y], n) => [x, y, n * 100, 'm']);
    expect(read({ type: 'Polygon', coordinates: [high], bbox: [0, 0, 1, 1], crs: {} })).toEqual({
      type: 'Polygon',
      coordinates: [square],
    });
  });

  it('has a thousand points at most, over all its rings', () => {
    expect(read({ type: 'Polygon', coordinates: [circle(1_000)] })).not.toBeNull();
    expect(read({ type: 'Polygon', coordinates: [circle(1_001)] })).toBeNull();
    expect(read({ type: 'MultiPolygon', coordinates: [[circle(500)], [circle(500)]] })).not.toBeNull();
    expect(read({ type: 'MultiPolygon', coordinates: [[circle(500)], [circle(501)]] })).toBeNull();
  });

  it.each<[string, unknown]>([
    ['a ring left open', { type: 'Polygon', coordinates: [[...square.slice(0, 3), [2.1, 6]]] }],
    ['a ring of three', { type: 'Polygon', coordinates: [[square[0], square[1], square[0]]] }],
    ['no ring', { type: 'Polygon', coordinates: [] }],
    ['an empty ring', { type: 'Polygon', coordinates: [[]] }],
    ['no polygon', { type: 'MultiPolygon', coordinates: [] }],
    ['a polygon among many without ring', { type: 'MultiPolygon', coordinates: [[square], []] }],
    [
      'a place off the map',
      {
        type: 'Polygon',
        coordinates: [
          [
            [2, 91],
            [3, 6],
            [3, 7],
            [2, 91],
          ],
        ],
      },
    ],
    [
      'text for numbers',
      {
        type: 'Polygon',
        coordinates: [
          [
            ['2', 6],
            [3, 6],
            [3, 7],
            ['2', 6],
          ],
        ],
      },
    ],
    ['a number missing', { type: 'Polygon', coordinates: [[[2], [3, 6], [3, 7], [2]]] }],
    [
      'null for a number',
      {
        type: 'Polygon',
        coordinates: [
          [
            [null, 6],
            [3, 6],
            [3, 7],
            [null, 6],
          ],
        ],
      },
    ],
    ['too shallow a list', { type: 'Polygon', coordinates: square }],
    ['too deep a list', { type: 'Polygon', coordinates: [[square]] }],
    ['a point', { type: 'Point', coordinates: [2, 6] }],
    ['a collection', { type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [square] }] }],
    ['a feature of nothing', { type: 'Feature', geometry: null }],
    ['a feature of a feature', { type: 'Feature', geometry: { type: 'Feature', geometry: null } }],
    ['no type', { coordinates: [square] }],
    ['nothing', null],
    ['a list', [square]],
  ])('is not %s', (_, value) => {
    expect(read(value)).toBeNull();
  });

  it('is not broken JSON, a number too large for one, or no text', () => {
    expect(parsePolygon('{"type":"Polygon"')).toBeNull();
    expect(parsePolygon('')).toBeNull();
    expect(parsePolygon('{"type":"Polygon","coordinates":[[[1e999,1],[2,2],[3,3],[1e999,1]]]}')).toBeNull();
    expect(parsePolygon({ type: 'Polygon' } as never)).toBeNull();
  });
});
