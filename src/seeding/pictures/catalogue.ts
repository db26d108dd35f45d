import type { HomeFacts, PropertyType } from '../home.types.js';
import type { Random } from '../random.js';

/** What a picture shows, and how many different ones of it there are. */
const COUNTS = {
  villa: 5, house: 5, apartment: 5, studio: 4, room: 4, shop: 4, office: 3, warehouse: 3, hotel: 3, land: 3,
  'villa-sea': 2, 'studio-sea': 2, 'apartment-sea': 1, 'house-sea': 1, 'hotel-sea': 1,
  living: 5, bedroom: 5, kitchen: 3, bathroom: 3, empty: 3, courtyard: 3, beach: 3, pool: 2, workplace: 2,
} as const;
export type Scene = keyof typeof COUNTS;

export interface Picture {
  /** File name without ending: `villa-sea-2`. */
  readonly name: string;
  readonly scene: Scene;
  /** From 1. */
  readonly variant: number;
}

export const FOLDER = 'demo';

const SCENES = Object.keys(COUNTS) as Scene[];
const BY_SCENE = new Map(
  SCENES.map((scene) => [
    scene,
    Array.from({ length: COUNTS[scene] }, (_, index): Picture => ({ name: `${scene}-${index + 1}`, scene, variant: index + 1 })),
  ]),
);

export const PICTURES: readonly Picture[] = [...BY_SCENE.values()].flat();

/** Where a picture's original is stored; its sizes stand beside it (`_thumb`, `_medium`, `_large`). */
export function pictureKey(picture: Pick<Picture, 'name'>, size: '' | '_thumb' | '_medium' | '_large' = ''): string {
  return `${FOLDER}/${picture.name}${size}.jpg`;
}

/** Pictures that go with a home, each once, the front of it first; fewer than asked where there is little to see. */
export function picturesFor(facts: HomeFacts, count: number, random: Random): Picture[] {
  const front = random.pick(scenePictures(frontOf(facts, random)));
  const chosen = [front];
  for (const scene of insideOf(facts)) {
    if (chosen.length >= count) break;
    const rest = scenePictures(scene).filter((picture) => !chosen.includes(picture));
    if (rest.length > 0) chosen.push(random.pick(rest));
  }
  return chosen;
}

function scenePictures(scene: Scene): readonly Picture[] {
  return BY_SCENE.get(scene) ?? [];
}

const BY_THE_SEA: Partial<Record<PropertyType, Scene>> = {
  villa: 'villa-sea', studio: 'studio-sea', apartment: 'apartment-sea', house: 'house-sea', hotel: 'hotel-sea',
};

function frontOf(facts: HomeFacts, random: Random): Scene {
  const seaside = facts.amenities.includes('near_beach') && random.chance(0.6) ? BY_THE_SEA[facts.type] : undefined;
  return seaside ?? facts.type;
}

function insideOf(facts: HomeFacts): readonly Scene[] {
  const outside: Scene[] = [];
  if (facts.amenities.includes('pool')) outside.push('pool');
  if (facts.furnished && facts.amenities.includes('near_beach')) outside.push('beach');
  switch (facts.type) {
    case 'shop': return ['empty', 'workplace', 'bathroom'];
    case 'office': return ['workplace', 'workplace', 'empty', 'bathroom'];
    case 'warehouse': return ['warehouse', 'warehouse'];
    case 'land': return ['land', 'land'];
    case 'hotel': return ['bedroom', 'bathroom', ...outside, 'living', 'bedroom', 'courtyard'];
    case 'studio':
    case 'room':
      return facts.furnished ? ['bedroom', 'bathroom', ...outside, 'kitchen', 'courtyard'] : ['empty', 'bathroom', 'courtyard', 'empty'];
    default:
      return facts.furnished
        ? ['living', 'bedroom', ...outside, 'kitchen', 'bathroom', 'bedroom', 'courtyard']
        : ['empty', 'bathroom', 'courtyard', 'empty', 'kitchen'];
  }
}
