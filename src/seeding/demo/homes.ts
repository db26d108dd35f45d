import { inventHome, furnishHome } from '../homes.js';
import { inventFacts, pickOffer } from '../home-facts.js';
import type { Home } from '../home.types.js';
import { inventStatus } from '../life.js';
import { picturesFor } from '../pictures/catalogue.js';
import { findPlace, pickPlace, PLACES, pointIn, type Place } from '../places.js';
import { inventAddress, inventRules } from '../home-texts.js';
import { Random } from '../random.js';
import type { HomeRecord, UserRecord } from '../rows.js';
import { DAY, type Now } from '../stays.js';
import { BEACH_STUDIOS, LANDLORD_HOMES, STUDIO_AMENITIES, type ToldHome } from './homes.data.js';
import { STREAMS } from './streams.js';

const HOMES = 320;
const FEATURED = 6;

export interface DemoHomes {
  /** In the order of `LANDLORD_HOMES`. */
  landlords: readonly HomeRecord[];
  /** Everybody else's. */
  others: readonly HomeRecord[];
}

export interface HomeTools {
  now: Now;
  maskOf: (amenities: readonly string[]) => string;
  urlOf: (pictureName: string) => string;
}

export function inventHomes(landlords: readonly UserRecord[], tools: HomeTools): DemoHomes {
  const [lead, ...rest] = landlords;
  if (!lead) throw new Error('The demo has no landlord');
  let nth = 0;
  const chance = (): Random => new Random(STREAMS.seed, 0, STREAMS.homes, nth++);
  const told = LANDLORD_HOMES.map((home) => recordTold(home, lead, chance(), tools));
  const studios = BEACH_STUDIOS.map(([city, quarter, title, description, amenities]) => {
    const random = chance();
    const place = findPlace(city, quarter);
    const facts = inventFacts(place, { type: 'studio', rental: 'short_term', furnished: true, weight: 1 }, random);
    const home = furnishHome({ ...facts, amenities: [...STUDIO_AMENITIES, ...amenities] }, random);
    return recordInvented({ ...home, title, description }, 'published', random.pick(rest), random, tools);
  });
  const titles = new Set(studios.map(({ home }) => home.title));
  const places = [...PLACES.filter(({ city }) => city.name !== 'Sô-Ava'), ...PLACES.filter(({ city }) => city.name === 'Sô-Ava')];
  const others: HomeRecord[] = [];
  while (told.length + studios.length + others.length < HOMES) {
    const random = chance();
    // Every quarter has a home; the rest stand where the people are.
    const place = places[others.length] ?? pickPlace(random);
    const home = newHome(place, titles, random);
    const owner = rest[Math.floor(rest.length * Math.pow(random.next(), 1.4))] ?? lead;
    others.push(recordInvented(home, inventStatus(home, random), owner, random, tools));
  }
  const shown = others.filter(({ status }) => status === 'published').slice(0, FEATURED * 30);
  shown.filter((_, index) => index % 30 === 7).forEach((record) => (record.featured = true));
  return { landlords: told, others: [...studios, ...others] };
}

/** One that is not called like another. */
function newHome(place: Place, titles: Set<string>, random: Random): Home {
  for (;;) {
    const home = inventHome(random, place, pickOffer(place, random));
    if (titles.has(home.title)) continue;
    titles.add(home.title);
    return home;
  }
}

function recordTold(told: ToldHome, owner: UserRecord, random: Random, tools: HomeTools): HomeRecord {
  const place = findPlace(told.city, told.quarter);
  const point = pointIn(place, random);
  const facts = { ...told, place, near: random.pick(place.quarter.near) };
  const home: Home = {
    ...facts,
    ...point,
    address: inventAddress(facts, random),
    rules: inventRules(facts, random),
    cancellationPolicy: told.policy,
  };
  const createdAt = tools.now.at - told.listed * DAY - random.between(0, 8) * 3_600_000;
  return record(home, told.status, owner, createdAt, told.featured ?? false, random, tools);
}

function recordInvented(home: Home, status: HomeRecord['status'], owner: UserRecord, random: Random, tools: HomeTools): HomeRecord {
  const createdAt = tools.now.at - random.between(1, 364) * DAY;
  return record(home, status, owner, createdAt, false, random, tools);
}

function record(
  home: Home, status: HomeRecord['status'], owner: UserRecord, createdAt: number, featured: boolean, random: Random, tools: HomeTools,
): HomeRecord {
  const pictures = picturesFor(home, random.int(3, 6), random);
  return {
    id: random.uuid(createdAt),
    ownerId: owner.id,
    home,
    status,
    amenityMask: tools.maskOf(home.amenities),
    availableFrom: null,
    availableTo: null,
    featured,
    imageUrls: pictures.map(({ name }) => tools.urlOf(name)),
    ratings: [],
    createdAt,
    publishedAt: status === 'draft' ? null : createdAt + random.between(0.5, 20) * 3_600_000,
  };
}
