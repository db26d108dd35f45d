import { Random } from '../random.js';
import type { Picture, Scene } from './catalogue.js';
import { Drawing } from './drawing.js';
import { drawHotel, drawLand, drawOffice, drawShop, drawWarehouse } from './facades-business.js';
import { drawApartment, drawHouse, drawRoom, drawStudio, drawVilla } from './facades.js';
import { drawBathroom, drawKitchen, drawWorkplace } from './interiors-service.js';
import { drawBedroom, drawEmpty, drawLiving } from './interiors.js';
import { drawBeach, drawCourtyard, drawPool } from './outdoors.js';

const DRAW: Record<Scene, (d: Drawing, random: Random, variant: number) => void> = {
  villa: (d, random) => drawVilla(d, random, false),
  house: (d, random) => drawHouse(d, random, false),
  apartment: (d, random) => drawApartment(d, random, false),
  studio: (d, random) => drawStudio(d, random, false),
  room: drawRoom,
  shop: drawShop,
  office: drawOffice,
  warehouse: drawWarehouse,
  hotel: (d, random) => drawHotel(d, random, false),
  land: drawLand,
  'villa-sea': (d, random) => drawVilla(d, random, true),
  'studio-sea': (d, random) => drawStudio(d, random, true),
  'apartment-sea': (d, random) => drawApartment(d, random, true),
  'house-sea': (d, random) => drawHouse(d, random, true),
  'hotel-sea': (d, random) => drawHotel(d, random, true),
  living: drawLiving,
  bedroom: drawBedroom,
  kitchen: drawKitchen,
  bathroom: drawBathroom,
  empty: drawEmpty,
  courtyard: drawCourtyard,
  beach: drawBeach,
  pool: drawPool,
  workplace: drawWorkplace,
};
/** Chosen for pictures that differ from one another. */
const LOOK = 41;
const SCENES = Object.keys(DRAW);

/** The picture as SVG; the same one every time. */
export function drawPicture({ scene, variant }: Picture): string {
  const drawing = new Drawing();
  DRAW[scene](drawing, new Random(LOOK, SCENES.indexOf(scene), variant, 0), variant);
  return drawing.toString();
}
