import { defineError } from '../../kernel/app-error.js';

export class InvalidBoundingBox extends defineError({
  code: 'search.invalid_bbox',
  status: 422,
  field: 'bbox',
  title: { fr: 'Cadre non valable', en: 'Invalid box' },
  detail: {
    fr: 'Un cadre s’écrit ouest,sud,est,nord en degrés, avec sud < nord et ouest < est.',
    en: 'A box is written west,south,east,north in degrees, with south < north and west < east.',
  },
}) {}

export class InvalidPolygon extends defineError({
  code: 'search.invalid_polygon',
  status: 422,
  field: 'polygon',
  title: { fr: 'Polygone non valable', en: 'Invalid polygon' },
  detail: {
    fr: 'Un Polygon ou MultiPolygon GeoJSON d’au plus 1000 points est attendu, chaque anneau fermé.',
    en: 'A GeoJSON Polygon or MultiPolygon of at most 1000 points is expected, each ring closed.',
  },
}) {}

export class DistanceNeedsPoint extends defineError({
  code: 'search.distance_needs_point',
  status: 422,
  field: 'sort',
  title: { fr: 'Point manquant', en: 'Point missing' },
  detail: { fr: 'Trier par distance demande latitude et longitude.', en: 'Sorting by distance needs latitude and longitude.' },
}) {}

export class StayReversed extends defineError({
  code: 'search.stay_reversed',
  status: 422,
  field: 'available_to',
  title: { fr: 'Séjour non valable', en: 'Invalid stay' },
  detail: { fr: 'Un séjour finit après avoir commencé.', en: 'A stay ends after it starts.' },
}) {}
