import type { HomeFacts, PropertyType, RentalType } from './home.types.js';
import { hasTrait, type Place } from './places.js';
import { type Random, WeightedList } from './random.js';

/** What is offered, and how often. */
export interface Offer {
  type: PropertyType;
  rental: RentalType;
  furnished: boolean;
  weight: number;
}

const LONG: readonly Offer[] = [
  { type: 'room', rental: 'long_term', furnished: false, weight: 13 },
  { type: 'studio', rental: 'long_term', furnished: false, weight: 12 },
  { type: 'studio', rental: 'long_term', furnished: true, weight: 4 },
  { type: 'apartment', rental: 'long_term', furnished: false, weight: 22 },
  { type: 'apartment', rental: 'long_term', furnished: true, weight: 5 },
  { type: 'house', rental: 'long_term', furnished: false, weight: 11 },
  { type: 'villa', rental: 'long_term', furnished: false, weight: 5 },
  { type: 'villa', rental: 'long_term', furnished: true, weight: 1.5 },
  { type: 'shop', rental: 'long_term', furnished: false, weight: 7 },
  { type: 'office', rental: 'long_term', furnished: false, weight: 3.5 },
  { type: 'warehouse', rental: 'long_term', furnished: false, weight: 1.5 },
  { type: 'land', rental: 'long_term', furnished: false, weight: 1.5 },
];
const SHORT: readonly Offer[] = [
  { type: 'studio', rental: 'short_term', furnished: true, weight: 8 },
  { type: 'apartment', rental: 'short_term', furnished: true, weight: 9 },
  { type: 'room', rental: 'short_term', furnished: true, weight: 4 },
  { type: 'house', rental: 'short_term', furnished: true, weight: 2.5 },
  { type: 'villa', rental: 'short_term', furnished: true, weight: 3.5 },
  { type: 'hotel', rental: 'short_term', furnished: true, weight: 4 },
];
const LONG_OFFERS = new WeightedList(LONG, (offer) => offer.weight);
const SHORT_OFFERS = new WeightedList(SHORT, (offer) => offer.weight);

/** By the sea and in the smart quarters people stay by the night more often. */
export function pickOffer(place: Place, random: Random): Offer {
  const short = hasTrait(place, 'beach') ? 0.55 : hasTrait(place, 'chic') ? 0.4 : 0.22;
  for (;;) {
    const offer = (random.chance(short) ? SHORT_OFFERS : LONG_OFFERS).pick(random);
    const modest = offer.type === 'room' || offer.type === 'warehouse';
    if (!(modest && hasTrait(place, 'chic'))) return offer;
  }
}

export function inventFacts(place: Place, offer: Offer, random: Random): HomeFacts {
  const { type, rental, furnished } = offer;
  const bedrooms = bedroomsOf(type, random);
  const bathrooms = bathroomsOf(type, bedrooms, random);
  return {
    place, type, rental, furnished, bedrooms, bathrooms,
    surface: surfaceOf(type, bedrooms, random),
    amenities: amenitiesOf(place, offer, random),
    near: place.quarter.near.length > 0 ? random.pick(place.quarter.near) : 'du centre-ville',
  };
}

function bedroomsOf(type: PropertyType, random: Random): number | null {
  switch (type) {
    case 'studio':
    case 'room':
    case 'hotel':
      return 1;
    case 'apartment':
      return random.pick([1, 2, 2, 2, 3, 3, 4]);
    case 'house':
      return random.pick([2, 3, 3, 3, 4, 5]);
    case 'villa':
      return random.pick([3, 4, 4, 5, 6]);
    default:
      return null;
  }
}

function bathroomsOf(type: PropertyType, bedrooms: number | null, random: Random): number | null {
  if (type === 'land' || type === 'warehouse') return null;
  if (bedrooms === null) return random.chance(0.6) ? 1 : null;
  if (type === 'villa') return bedrooms + random.int(-1, 1);
  return bedrooms < 2 ? 1 : random.int(1, bedrooms - (random.chance(0.5) ? 1 : 0));
}

function surfaceOf(type: PropertyType, bedrooms: number | null, random: Random): number {
  const rooms = bedrooms ?? 0;
  switch (type) {
    case 'room': return random.int(14, 26);
    case 'studio': return random.int(22, 42);
    case 'hotel': return random.int(16, 34);
    case 'apartment': return 26 + rooms * random.int(22, 32);
    case 'house': return 40 + rooms * random.int(24, 36);
    case 'villa': return 110 + rooms * random.int(34, 60);
    case 'shop': return random.int(10, 70);
    case 'office': return random.int(18, 220);
    case 'warehouse': return random.int(12, 120) * 10;
    default: return random.pick([250, 300, 400, 500, 500, 600, 1000, 1500, 2500]);
  }
}

/** Adds codes with a probability each, in the catalogue's order of mention. */
function amenitiesOf(place: Place, offer: Offer, random: Random): string[] {
  const codes: string[] = [];
  const add = (code: string, probability: number): void => {
    if (random.chance(probability)) codes.push(code);
  };
  const { type, rental, furnished } = offer;
  const level = place.quarter.level;
  const beach = hasTrait(place, 'beach');
  if (type === 'land') {
    add('fenced', 0.6);
    add('borehole', 0.15);
    add('paved_road', hasTrait(place, 'road') ? 0.6 : 0.25);
    return codes;
  }
  const home = type !== 'shop' && type !== 'office' && type !== 'warehouse';
  const guests = rental === 'short_term';
  const comfortable = furnished || type === 'villa' || type === 'office';
  add('wifi', guests ? 0.95 : furnished ? 0.7 : type === 'office' ? 0.35 : 0.05);
  if (home || type === 'office') {
    if (random.chance(comfortable ? 0.88 : 0.12 * level)) codes.push('air_conditioning');
    else add('fan', home ? 0.75 : 0.4);
  }
  add('parking', type === 'villa' || type === 'hotel' ? 0.9 : home ? 0.35 : 0.45);
  add('garage', type === 'villa' || type === 'house' ? 0.4 : 0.03);
  add('generator', comfortable ? 0.35 : 0.05);
  add('solar_power', comfortable ? 0.18 : 0.06);
  const piped = random.chance(level < 0.4 ? 0.65 : 0.88);
  if (piped) codes.push('running_water');
  add('borehole', piped ? 0.15 : 0.9);
  add('water_tank', comfortable ? 0.45 : 0.15);
  add('hot_water', furnished && home ? 0.6 : type === 'villa' ? 0.5 : home ? 0.02 : 0);
  add('prepaid_meter', guests ? 0.1 : 0.72);
  if (home) {
    add('kitchen', type === 'hotel' || (type === 'room' && guests) ? 0.05 : furnished ? 0.95 : 0.12);
    add('refrigerator', furnished ? 0.85 : 0);
    add('washing_machine', furnished && type !== 'hotel' ? 0.3 : 0);
    add('television', furnished ? 0.85 : 0);
    add('canal_plus', furnished ? 0.5 : 0);
    add('balcony', type === 'apartment' ? 0.5 : 0.08);
    add('terrace', type === 'villa' ? 0.65 : 0.25);
    add('garden', type === 'villa' ? 0.7 : type === 'house' ? 0.25 : 0.05);
    add('courtyard', type === 'room' ? 0.75 : type === 'house' ? 0.7 : 0.2);
    add('pool', type === 'villa' ? (guests ? 0.65 : 0.3) : type === 'hotel' ? 0.4 : furnished ? 0.04 : 0);
    add('gym', type === 'hotel' ? 0.15 : comfortable ? 0.03 : 0);
    add('pets_allowed', 0.15);
    add('cleaning', guests ? 0.65 : 0.03);
  }
  add('security_guard', comfortable || type === 'warehouse' ? 0.65 : 0.12);
  add('cctv', comfortable && level > 0.8 ? 0.3 : 0.04);
  add('fenced', home ? 0.6 : 0.2);
  add('elevator', (type === 'apartment' || type === 'office' || type === 'hotel') && level > 1 ? 0.2 : 0.01);
  add('sea_view', beach ? 0.25 : 0);
  add('near_beach', beach ? 1 : 0);
  add('paved_road', hasTrait(place, 'road') ? 0.75 : 0.4);
  add('wheelchair_access', type === 'room' || type === 'studio' ? 0.01 : 0.05);
  add('workspace', furnished ? 0.45 : 0);
  return codes;
}
