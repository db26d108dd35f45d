import { inventFacts, pickOffer, type Offer } from './home-facts.js';
import { priceOf } from './home-prices.js';
import { describeHome, inventAddress, inventRules } from './home-texts.js';
import type { CancellationPolicy, Home, HomeFacts } from './home.types.js';
import { pickPlace, pointIn, type Place } from './places.js';
import type { Random } from './random.js';

/** A home somewhere in the country, all of it from `random`. */
export function inventHome(random: Random, place: Place = pickPlace(random), offer: Offer = pickOffer(place, random)): Home {
  return furnishHome(inventFacts(place, offer, random), random);
}

/** The rest of a home whose facts are settled. */
export function furnishHome(facts: HomeFacts, random: Random): Home {
  const texts = describeHome(facts, random);
  const price = priceOf(facts, random);
  const point = pointIn(facts.place, random);
  return {
    ...facts,
    ...texts,
    latitude: point.latitude,
    longitude: point.longitude,
    price,
    address: inventAddress(facts, random),
    deposit: depositOf(facts, price, random),
    minimumStay: minimumStayOf(facts, random),
    cancellationPolicy: policyOf(facts, random),
    rules: inventRules(facts, random),
  };
}

/** Two or three months' rent; by the night mostly nothing. */
function depositOf(facts: HomeFacts, price: number, random: Random): number | null {
  if (facts.rental === 'long_term') return price * (random.chance(0.7) ? 2 : 3);
  if (facts.type === 'villa' || facts.type === 'house') return price;
  return random.chance(0.2) ? Math.round(price / 2 / 500) * 500 : null;
}

/** In nights, whatever the lease. */
function minimumStayOf(facts: HomeFacts, random: Random): number | null {
  if (facts.rental === 'long_term') return random.pick([30, 90, 90, 180, 365]);
  if (facts.type === 'villa') return random.int(2, 3);
  return random.chance(0.5) ? 1 : random.int(2, 4);
}

function policyOf(facts: HomeFacts, random: Random): CancellationPolicy {
  const point = random.next();
  if (facts.rental === 'long_term') return point < 0.2 ? 'flexible' : point < 0.7 ? 'moderate' : 'strict';
  return point < 0.45 ? 'flexible' : point < 0.85 ? 'moderate' : 'strict';
}
