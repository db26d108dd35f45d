import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type NominatimSimulator, startNominatimSimulator } from '../../../test/support/simulators/nominatim-simulator.js';
import { GeocoderUnavailable, NominatimGeocoder, type NominatimOptions } from './nominatim-geocoder.js';

const address = { address: 'Rue 12.345', neighborhood: 'Fidjrossè', city: 'Cotonou', country: 'BJ' };

let map: NominatimSimulator;
beforeEach(async () => {
  map = await startNominatimSimulator({
    places: [
      { matches: 'fidjrossè', latitude: 6.35521, longitude: 2.36613 },
      { matches: 'lomé', latitude: 6.13, longitude: 1.22, country_code: 'tg' },
      { matches: 'sud', latitude: -6.13, longitude: -11.22 },
    ],
  });
});
afterEach(() => map.stop());

function geocoder(options: Partial<NominatimOptions> = {}): NominatimGeocoder {
  return new NominatimGeocoder({ base_url: map.url, user_agent: 'LokaHome/1.0 (contact@lokahome.bj)', ...options });
}

describe('NominatimGeocoder', () => {
  it('finds an address in its country and gives numbers', async () => {
    expect(await geocoder().find(address)).toEqual({ latitude: 6.35521, longitude: 2.36613 });
  });

  it('asks as the policy wants: one result, named application, country and language', async () => {
    await geocoder().find(address);
    const [request] = map.requests;
    expect(Object.fromEntries(request.query)).toEqual({
      q: 'Rue 12.345, Fidjrossè, Cotonou',
      format: 'jsonv2',
      limit: '1',
      countrycodes: 'bj',
      'accept-language': 'fr',
    });
    expect(request.headers['user-agent']).toBe('LokaHome/1.0 (contact@lokahome.bj)');
  });

  it('gives null for a place the map does not know', async () => {
    expect(await geocoder().find({ ...address, neighborhood: 'Atlantide' })).toBeNull();
  });

  it('does not find a place of another country', async () => {
    expect(await geocoder().find({ city: 'Lomé', country: 'BJ' })).toBeNull();
    expect(await geocoder().find({ city: 'Lomé', country: 'TG' })).toEqual({ latitude: 6.13, longitude: 1.22 });
  });

  it('keeps the signs of the southern and western halves', async () => {
    expect(await geocoder().find({ city: 'Sud', country: 'bj' })).toEqual({ latitude: -6.13, longitude: -11.22 });
  });

  it('asks nobody when there is nothing to ask', async () => {
    expect(await geocoder().find({ address: '  ', neighborhood: null, country: 'BJ' })).toBeNull();
    expect(map.requests).toHaveLength(0);
  });

  it('leaves out what is missing or said twice, and what looks like another parameter stays text', async () => {
    await geocoder().find({ address: 'A&limit=50', neighborhood: 'Cotonou', city: 'Cotonou', country: 'BJ' });
    expect(map.requests[0].query.get('q')).toBe('A&limit=50, Cotonou');
    expect(map.requests[0].query.getAll('limit')).toEqual(['1']);
  });

  it.each([403, 404, 429, 500, 503])('is unavailable, for now, on %i', async (status) => {
    map.failNext(1, status, { 'retry-after': '60' });
    const error: unknown = await geocoder()
      .find(address)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GeocoderUnavailable);
    expect(error).toMatchObject({ permanent: false, retry_after_seconds: 60 });
  });

  it('is unavailable when the server blocks us for an anonymous user agent', async () => {
    await expect(geocoder({ user_agent: 'node' }).find(address)).rejects.toBeInstanceOf(GeocoderUnavailable);
    expect(() => geocoder({ user_agent: ' ' })).toThrow(TypeError);
  });

  it('takes a query the server cannot read for a place it does not know', async () => {
    map.failNext(1, 400);
    expect(await geocoder().find(address)).toBeNull();
  });

  it.each(['hang', 'cut', 'stall'] as const)('is unavailable when the answer does not come (%s)', async (kind) => {
    map.http.fault({ kind });
    await expect(geocoder({ timeout_ms: 200 }).find(address)).rejects.toBeInstanceOf(GeocoderUnavailable);
  });

  it('is unavailable when nobody listens', async () => {
    const there = geocoder();
    await map.stop();
    await expect(there.find(address)).rejects.toBeInstanceOf(GeocoderUnavailable);
  });

  it.each(['<html>', '{}', 'null', '[{}]', '[null]', '[{"lat":"91","lon":"2"}]', '[{"lat":"","lon":""}]', '[{"lat":"x","lon":"2"}]'])(
    'is unavailable, not wrong, when the answer makes no sense (%j)',
    async (body) => {
      map.http.failNext(1, 200, body);
      await expect(geocoder().find(address)).rejects.toBeInstanceOf(GeocoderUnavailable);
    },
  );

  it('keeps the path of an address that has one', async () => {
    await expect(geocoder({ base_url: `${map.url}/nominatim` }).find(address)).rejects.toBeInstanceOf(GeocoderUnavailable);
    expect(map.requests[0].path).toBe('/nominatim/search');
  });
});
