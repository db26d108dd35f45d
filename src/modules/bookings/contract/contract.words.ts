import { addDays, formatDate } from '../../../kernel/calendar-date.js';
import { POLICIES } from '../booking.refund.js';
import type { ContractFacts } from './contract.facts.js';

type PropertyType = ContractFacts['property']['property_type'];

const TYPES: Record<PropertyType, string> = {
  house: 'maison',
  apartment: 'appartement',
  studio: 'studio',
  room: 'chambre',
  villa: 'villa',
  shop: 'boutique',
  office: 'bureau',
  warehouse: 'entrepôt',
  hotel: 'hôtel',
  land: 'terrain',
};
const POLICY_NAMES: Record<ContractFacts['cancellation_policy'], string> = { flexible: 'souples', moderate: 'modérées', strict: 'strictes' };
const DWELLINGS: readonly PropertyType[] = ['house', 'apartment', 'studio', 'room', 'villa'];
const BUSINESS: readonly PropertyType[] = ['shop', 'office', 'warehouse'];

/** 'villa, location meublée, 3 chambres, 2 salles de bain, 85 m²'. */
export function homeInWords({ property }: ContractFacts): string {
  return [
    TYPES[property.property_type],
    property.is_furnished ? 'location meublée' : 'location non meublée',
    property.bedrooms ? counted(property.bedrooms, 'chambre') : '',
    property.bathrooms ? (property.bathrooms > 1 ? `${property.bathrooms} salles de bain` : '1 salle de bain') : '',
    property.surface_area ? `${String(property.surface_area).replace('.', ',')}\u00a0m²` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The refund rules with the days they end on: the very steps that refunds are computed from. */
export function cancellationInWords(facts: ContractFacts): string[] {
  const steps = POLICIES[facts.cancellation_policy].map(({ days_before, share: [part, whole] }) => {
    const day = formatDate(addDays(facts.start_date, -days_before), 'fr');
    const share = part === whole ? 'la totalité' : 'la moitié';
    return `– jusqu’au ${day} à 12 h 00 (${counted(days_before, 'jour')} avant l’arrivée), ${share} du loyer lui est remboursée ;`;
  });
  return [
    'Tant que la réservation n’est pas confirmée, ou si le bailleur annule, tout ce que le locataire a versé lui est remboursé, loyer et caution.',
    `Après la confirmation, l’annulation par le locataire suit les conditions ${POLICY_NAMES[facts.cancellation_policy]} :`,
    [...steps, '– passé ce délai, le loyer n’est pas remboursé.'].join('\n'),
    'Les heures sont celles du lieu du logement. Dans tous les cas d’annulation, la caution versée est remboursée en entier.',
  ];
}

/** Beninese law, and the act that governs this kind of lease where one does. */
export function lawInWords({ property, rental_type }: ContractFacts): string {
  const act =
    rental_type === 'long_term' && DWELLINGS.includes(property.property_type)
      ? ', notamment par la loi n° 2018-12 du 2 juillet 2018 portant régime juridique du bail à usage d’habitation domestique'
      : BUSINESS.includes(property.property_type)
        ? ' et par l’Acte uniforme de l’OHADA portant sur le droit commercial général'
        : '';
  return (
    `Le présent contrat est régi par le droit de la République du Bénin${act}. Les parties recherchent d’abord une solution amiable ; ` +
    'à défaut, le litige est porté devant les juridictions compétentes du lieu du logement.'
  );
}

/** '1 nuit', '1 096 nuits': one and none are singular in French. */
export function counted(n: number, noun: string): string {
  const digits = String(n).replace(/\B(?=(?:\d{3})+$)/g, '\u00a0');
  return `${digits}\u00a0${noun}${n > 1 ? 's' : ''}`;
}
