import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';

/** A place on the simulator's map: found by any query that contains `matches` (upper and lower case are one). */
export interface SimulatedPlace {
  matches: string;
  latitude: number;
  longitude: number;
  /** Lower case, default `bj`. */
  country_code?: string;
}

export interface NominatimSimulatorOptions {
  places?: SimulatedPlace[];
  /** Calls a second before 429, as the public server's policy has it; no limit when left out. */
  calls_per_second?: number;
  port?: number;
}

/** ASSUMPTION: which names the public server blocks; the policy only says "defaults of HTTP libraries". */
const LIBRARY = /^(node|undici|axios|node-fetch|got|python-requests|okhttp|java|curl|wget)\b/i;

/** Nominatim's /search. Source: shared/spec/providers.md §10. */
export class NominatimSimulator {
  readonly http = new HttpSimulator((request) => this.answer(request));
  /** How many calls came too soon. */
  refused = 0;
  private readonly calls: number[] = [];

  constructor(private readonly options: NominatimSimulatorOptions) {}

  get url(): string {
    return this.http.url;
  }

  /** Requests so far, refused ones included. */
  get requests(): readonly SimulatedRequest[] {
    return this.http.requests.items;
  }

  failNext(times: number, status: number, headers?: Record<string, string>): void {
    this.http.failNext(times, status, 'simulated fault', headers);
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  private answer({ method, path, query, headers }: SimulatedRequest): SimulatedAnswer {
    const agent = headers['user-agent'] ?? '';
    // ASSUMPTION: the bodies of 403 and 429 are free text.
    if (agent === '' || LIBRARY.test(agent)) return { status: 403, body: 'Access blocked: identify your application' };
    if (this.tooMany()) {
      this.refused += 1;
      return { status: 429, headers: { 'retry-after': '1' }, body: 'Too many requests' };
    }
    if (method !== 'GET' || path !== '/search') return { status: 404, body: 'Not Found' };
    const q = query.get('q') ?? '';
    // ASSUMPTION: an empty query is a 400 with this shape.
    if (q.trim() === '') return { status: 400, body: { error: { code: 400, message: 'Nothing to search for.' } } };
    const json = query.get('format');
    if (json !== 'jsonv2' && json !== 'json') return { status: 200, body: '<html>the simulator only speaks JSON</html>' };
    const countries = (query.get('countrycodes') ?? '').split(',').filter(Boolean);
    const found = (this.options.places ?? []).filter(
      ({ matches, country_code = 'bj' }) =>
        q.toLowerCase().includes(matches.toLowerCase()) && (countries.length === 0 || countries.includes(country_code)),
    );
    const limit = Number(query.get('limit') ?? 10);
    return { status: 200, body: found.slice(0, limit).map((place, n) => asResult(place, n, json)) };
  }

  private tooMany(now = Date.now()): boolean {
    const most = this.options.calls_per_second;
    if (most === undefined) return false;
    this.calls.push(now);
    return this.calls.filter((at) => at > now - 1_000).length > most;
  }
}

export async function startNominatimSimulator(options: NominatimSimulatorOptions = {}): Promise<NominatimSimulator> {
  const simulator = new NominatimSimulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

/** Coordinates and the box around them are strings on this wire. */
function asResult(place: SimulatedPlace, n: number, format: string): object {
  const { latitude, longitude, matches } = place;
  const box = [latitude - 0.01, latitude + 0.01, longitude - 0.01, longitude + 0.01];
  return {
    place_id: 1000 + n,
    licence: 'Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright',
    osm_type: 'node',
    osm_id: 5000 + n,
    lat: latitude.toFixed(7),
    lon: longitude.toFixed(7),
    [format === 'jsonv2' ? 'category' : 'class']: 'place',
    type: 'suburb',
    place_rank: 19,
    importance: 0.25,
    addresstype: 'suburb',
    name: matches,
    display_name: `${matches}, Bénin`,
    boundingbox: box.map((degrees) => degrees.toFixed(7)),
  };
}
