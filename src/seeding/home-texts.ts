import {
  AMENITY_SENTENCES, BEACHES, BEACH_SENTENCES, BEACH_TITLES, CLOSINGS, COMFORT_SENTENCES, ENGLISH, HOTELS, INTROS, LONG_RULES,
  PHARMACIES, ROAD_SENTENCES, SHORT_RULES, TITLES,
} from './home-texts.data.js';
import type { HomeFacts } from './home.types.js';
import { LAST_NAMES } from './people.data.js';
import { atQuarter, hasTrait } from './places.js';
import type { Random } from './random.js';

const FIGURES = ['', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit'];
const ENGLISH_SHARE = 0.035;

export interface HomeTexts {
  title: string;
  description: string;
}

/** A title and a few sentences that say nothing the facts do not hold. */
export function describeHome(facts: HomeFacts, random: Random): HomeTexts {
  const fill = filler(facts, random);
  if (facts.furnished && random.chance(ENGLISH_SHARE)) {
    const titles = ENGLISH.titles[facts.type];
    const fits = titles?.filter((title) => holds(title, facts));
    const bodies = ENGLISH.bodies.filter((body) => holds(body, facts));
    if (fits && fits.length > 0) return { title: fill(random.pick(fits)), description: fill(random.pick(bodies)) };
  }
  const variant = facts.rental === 'short_term' ? 'short' : facts.furnished ? 'longFurnished' : 'long';
  const bySea = facts.furnished && hasTrait(facts.place, 'beach') && random.chance(0.75) ? BEACH_TITLES[facts.type] : undefined;
  const titles = (bySea ?? TITLES[facts.type][variant]).filter((title) => holds(title, facts));
  const title = random.pick(titles);
  const intros = INTROS[facts.type][variant].filter((intro) => holds(intro, facts) && agree(title, intro));
  const sentences = [
    random.pick(intros),
    firstThatHolds(AMENITY_SENTENCES, facts),
    random.pick(allThatHold(COMFORT_SENTENCES, facts)),
    hasTrait(facts.place, 'beach') && facts.furnished ? random.pick(BEACH_SENTENCES) : random.pick(roads(facts)),
    random.pick(CLOSINGS[facts.bedrooms === null ? 'business' : facts.rental === 'short_term' ? 'short' : 'long']),
  ];
  return { title: fill(title), description: fill(sentences.filter((text) => text !== '').join(' ')) };
}

/** "Von de la pharmacie La Paix, Agla, Cotonou". */
export function inventAddress(facts: HomeFacts, random: Random): string {
  const { quarter, city } = facts.place;
  const where = quarter.name.includes(city.name) ? quarter.name : `${quarter.name}, ${city.name}`;
  switch (random.int(0, 4)) {
    case 0: return `Carré ${random.int(112, 4980)}, maison ${random.pick(LAST_NAMES)}, ${where}`;
    case 1: return `Von de la pharmacie ${random.pick(PHARMACIES)}, ${where}`;
    case 2: return `Rue ${random.int(1, 13)}.${String(random.int(1, 320)).padStart(3, '0')}, ${where}`;
    case 3: return `Lot ${random.int(20, 2890)}, parcelle ${random.pick(['A', 'B', 'C', 'D', 'E', 'F'])}, ${where}`;
    default: return `À ${random.int(1, 8) * 50} m ${facts.near}, ${where}`;
  }
}

export function inventRules(facts: HomeFacts, random: Random): string | null {
  if (facts.bedrooms === null || random.chance(0.4)) return null;
  return random.pick(facts.rental === 'short_term' ? SHORT_RULES : LONG_RULES);
}

/** What a sentence promises must be among the amenities. */
const PROMISES: readonly (readonly [RegExp, string])[] = [
  [/piscine/i, 'pool'], [/garage/i, 'garage'], [/jardin|espace vert/i, 'garden'], [/terrasse/i, 'terrace'], [/climatis/i, 'air_conditioning'],
  [/compteur à carte/i, 'prepaid_meter'], [/voie pavée/i, 'paved_road'], [/vue mer|face à la mer/i, 'sea_view'], [/clôtur/i, 'fenced'],
  [/cuisine équipée|cuisinette/i, 'kitchen'], [/cour commune/i, 'courtyard'], [/avec cour|cour ombragée/i, 'courtyard'],
  [/vue sur l’océan/i, 'sea_view'], [/tout équipé/i, 'kitchen'], [/garden/i, 'garden'], [/beach/i, 'near_beach'],
  [/Air conditioning/i, 'air_conditioning'], [/Wi-Fi/i, 'wifi'], [/guard/i, 'security_guard'], [/generator/i, 'generator'],
];
const PROMISED = new Map<string, readonly string[]>();

function holds(text: string, facts: HomeFacts): boolean {
  let codes = PROMISED.get(text);
  if (!codes) {
    codes = PROMISES.filter(([pattern]) => pattern.test(text)).map(([, code]) => code);
    PROMISED.set(text, codes);
  }
  if (facts.bedrooms === 1 && /\{n\} chambres|Appartement familial/.test(text)) return false;
  return codes.every((code) => facts.amenities.includes(code));
}

/** One room is an "entrée-coucher", two are a "chambre-salon": a home is not both. */
function agree(title: string, intro: string): boolean {
  if (title.startsWith('Entrée')) return !intro.startsWith('Chambre-salon');
  return !(title.startsWith('Chambre-salon') && intro.startsWith('Entrée'));
}

type Said = readonly (readonly [readonly string[], string])[];

function allThatHold(said: Said, facts: HomeFacts): string[] {
  const all = said.filter(([codes]) => codes.every((code) => facts.amenities.includes(code))).map(([, text]) => text);
  return all.length > 0 ? all.slice(0, 4) : [''];
}

function firstThatHolds(said: Said, facts: HomeFacts): string {
  return said.find(([codes]) => codes.every((code) => facts.amenities.includes(code)))?.[1] ?? '';
}

function roads(facts: HomeFacts): readonly string[] {
  return facts.amenities.includes('paved_road') ? ROAD_SENTENCES.paved : ROAD_SENTENCES.dirt;
}

function filler(facts: HomeFacts, random: Random): (template: string) => string {
  const { place, bedrooms, bathrooms } = facts;
  const words: Record<string, string> = {
    at: atQuarter(place),
    Q: place.quarter.name,
    C: place.city.name,
    near: facts.near,
    near_clause: `à ${random.pick(['deux', 'trois', 'cinq', 'dix'])} minutes ${facts.near}`,
    n: String(bedrooms ?? 1),
    rooms: `${FIGURES[bedrooms ?? 1] ?? String(bedrooms)} chambre${(bedrooms ?? 1) > 1 ? 's' : ''}`,
    baths: `${FIGURES[bathrooms ?? 1] ?? String(bathrooms)} salle${(bathrooms ?? 1) > 1 ? 's' : ''} d’eau`,
    s: String(facts.surface),
    hotel: random.pick(HOTELS),
    beach: BEACHES[place.quarter.name] ?? place.quarter.name,
  };
  return (template) => template.replace(/\{(\w+)\}/g, (_, key: string) => words[key] ?? '').replace(' de une ', ' d’une ');
}
