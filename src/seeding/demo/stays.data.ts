import type { BookingRecord } from '../rows.js';

/** How a told stay went: asked by a tenant, and then. */
export type Outcome = 'waiting' | 'accepted' | 'over' | 'withdrawn' | 'rejected' | 'expired' | 'called_off';

export interface ToldStay {
  /** Place in `LANDLORD_HOMES`. */
  home: number;
  /** Place among the tenants; 0 is the demo tenant. */
  tenant: number;
  /** Days from today; negative is past. */
  start: number;
  nights?: number;
  months?: number;
  /** Hours ago that it was asked for. */
  asked: number;
  outcome: Outcome;
  guests?: number;
  message?: string;
  reason?: string;
  review?: { rating: number; comment: string };
  /** How it was paid, where that matters to the story. */
  paying?: BookingRecord['paying'];
  /** Of the rent, after the stay; whole francs. */
  givenBack?: { amount: number; reason: string };
}

/** What happened in the demo landlord's homes. */
export const LANDLORD_STAYS: readonly ToldStay[] = [
  // The studio on the beach: a busy year.
  { home: 0, tenant: 7, start: -300, nights: 4, asked: 7_600, outcome: 'over', guests: 2, review: { rating: 5, comment: 'Emplacement parfait : la plage de Fidjrossè est à trois minutes. Rosine est une hôtesse attentionnée.' } },
  { home: 0, tenant: 12, start: -251, nights: 7, asked: 6_400, outcome: 'over', guests: 1, message: 'Bonjour, je viens pour une mission d’une semaine au port.', review: { rating: 4, comment: 'Studio propre et bien équipé, le Wi-Fi tient la visioconférence. Un peu de sel sur les vitres, c’est la mer !' } },
  { home: 0, tenant: 0, start: -212, nights: 3, asked: 5_500, outcome: 'over', guests: 2, message: 'Bonjour Madame, c’est pour notre anniversaire de mariage.', review: { rating: 5, comment: 'Un week-end magnifique. Le forage et le groupe, ça change tout : aucune coupure. Nous reviendrons.' } },
  { home: 0, tenant: 21, start: -170, nights: 5, asked: 4_500, outcome: 'over', guests: 2, review: { rating: 5, comment: 'Conforme aux photos, gardien très serviable, quartier vivant mais chambre calme.' } },
  { home: 0, tenant: 30, start: -120, nights: 2, asked: 3_300, outcome: 'withdrawn', reason: 'Mon vol a été annulé.' },
  { home: 0, tenant: 33, start: -88, nights: 6, asked: 2_500, outcome: 'over', guests: 2, review: { rating: 4, comment: 'Très bien situé. Prévoir un répulsif contre les moustiques le soir.' } },
  { home: 0, tenant: 41, start: -35, nights: 3, asked: 1_200, outcome: 'over', guests: 1 },
  { home: 0, tenant: 18, start: -1, nights: 5, asked: 260, outcome: 'accepted', guests: 2 },
  { home: 0, tenant: 25, start: 9, nights: 4, asked: 5, outcome: 'waiting', guests: 2, message: 'Bonsoir, nous arrivons de Lomé en voiture. Y a-t-il une place pour se garer ?' },
  { home: 0, tenant: 0, start: 18, nights: 3, asked: 3, outcome: 'waiting', guests: 2, message: 'Bonjour Rosine, nous aimerions revenir pour un week-end prolongé. Les dates vous conviennent ?' },
  { home: 0, tenant: 37, start: 30, nights: 7, asked: 130, outcome: 'accepted', guests: 2 },
  // The flat in Haie Vive.
  { home: 1, tenant: 3, start: -260, nights: 10, asked: 6_700, outcome: 'over', guests: 3, review: { rating: 5, comment: 'Appartement de standing, tout près de l’aéroport. Ménage impeccable deux fois par semaine.' } },
  { home: 1, tenant: 16, start: -190, nights: 14, asked: 5_000, outcome: 'over', guests: 2, review: { rating: 5, comment: 'Idéal pour une longue mission. L’ascenseur et le groupe fonctionnent vraiment.' } },
  { home: 1, tenant: 28, start: -130, nights: 5, asked: 3_500, outcome: 'rejected', reason: 'Le logement est en entretien à ces dates.' },
  { home: 1, tenant: 45, start: -96, nights: 8, asked: 2_700, outcome: 'over', guests: 4, review: { rating: 3, comment: 'Bel appartement mais la climatisation d’une chambre était en panne les deux premiers jours.' }, givenBack: { amount: 48_000, reason: 'Geste commercial : une nuit rendue pour la climatisation en panne' } },
  { home: 1, tenant: 9, start: -48, nights: 4, asked: 1_500, outcome: 'over', guests: 2, review: { rating: 5, comment: 'Rien à redire, tout est neuf et les restaurants sont au pied de l’immeuble.' } },
  { home: 1, tenant: 50, start: 4, nights: 6, asked: 200, outcome: 'accepted', guests: 3 },
  { home: 1, tenant: 14, start: 14, nights: 10, asked: 9, outcome: 'waiting', guests: 2, message: 'Bonjour, mission de dix jours pour une ONG. Une facture est-elle possible ?' },
  { home: 1, tenant: 31, start: 40, nights: 5, asked: 60, outcome: 'expired' },
  // The villa.
  { home: 2, tenant: 5, start: -220, nights: 5, asked: 5_900, outcome: 'over', guests: 8, review: { rating: 5, comment: 'Villa superbe pour notre réunion de famille. La piscine a fait le bonheur des enfants.' } },
  { home: 2, tenant: 22, start: -140, nights: 4, asked: 4_000, outcome: 'called_off', reason: 'La pompe de la piscine doit être remplacée, toutes nos excuses.' },
  { home: 2, tenant: 47, start: -75, nights: 7, asked: 2_400, outcome: 'over', guests: 7, review: { rating: 5, comment: 'Personnel discret et cuisine excellente. Quartier très sûr.' } },
  { home: 2, tenant: 11, start: 22, nights: 6, asked: 320, outcome: 'accepted', guests: 8 },
  { home: 2, tenant: 40, start: 60, nights: 5, asked: 2, outcome: 'waiting', guests: 10, message: 'Bonjour, nous préparons un mariage. Peut-on dresser une bâche dans le jardin ?' },
  // The flat that the demo tenant lives in.
  { home: 3, tenant: 34, start: -300, months: 6, asked: 7_500, outcome: 'over', review: { rating: 4, comment: 'Six mois agréables, voisins calmes. Caution rendue dans la semaine.' } },
  { home: 3, tenant: 0, start: -82, months: 12, asked: 2_300, outcome: 'accepted', paying: 'by_mobile_at_second_try', message: 'Bonjour, je travaille à Cadjèhoun et je cherche un appartement pour un an au moins.' },
  // Studio, room, shop and office.
  { home: 4, tenant: 52, start: -150, months: 4, asked: 3_900, outcome: 'over', review: { rating: 4, comment: 'Bon petit studio pour le prix, cour toujours propre.' } },
  { home: 4, tenant: 26, start: 12, months: 6, asked: 14, outcome: 'waiting', message: 'Bonjour, je suis infirmier au CNHU. Puis-je visiter samedi ?' },
  { home: 5, tenant: 55, start: -130, months: 4, asked: 3_400, outcome: 'over', review: { rating: 4, comment: 'Cour tranquille et bailleresse compréhensive.' } },
  { home: 7, tenant: 57, start: 20, months: 12, asked: 90, outcome: 'accepted', message: 'C’est pour un point Mobile Money.' },
  { home: 8, tenant: 59, start: 25, months: 12, asked: 400, outcome: 'rejected', reason: 'Nous attendons une société pour tout le plateau.' },
  // The house in Ouidah.
  { home: 6, tenant: 0, start: -150, nights: 2, asked: 4_000, outcome: 'over', guests: 5 },
  { home: 6, tenant: 19, start: -118, nights: 3, asked: 3_200, outcome: 'over', guests: 6, review: { rating: 5, comment: 'Le poisson braisé, les hamacs, la lagune : un vrai repos. Ouidah comme on l’aime.' } },
  { home: 6, tenant: 43, start: -60, nights: 4, asked: 1_900, outcome: 'over', guests: 5, review: { rating: 4, comment: 'Belle maison, mer un peu forte pour les enfants. Très bon accueil.' } },
  { home: 6, tenant: 0, start: -20, nights: 2, asked: 900, outcome: 'withdrawn', reason: 'Un empêchement familial, nous reportons.' },
  { home: 6, tenant: 29, start: 6, nights: 3, asked: 150, outcome: 'accepted', guests: 6 },
  { home: 6, tenant: 48, start: 26, nights: 4, asked: 7, outcome: 'waiting', guests: 4, message: 'Bonjour, serait-il possible d’avoir un lit bébé ?' },
  // The room in Ouidah.
  { home: 9, tenant: 35, start: -180, nights: 3, asked: 4_700, outcome: 'over', guests: 1, review: { rating: 5, comment: 'Une chambre simple et une hôtesse passionnante. Le petit déjeuner vaut le détour.' } },
  { home: 9, tenant: 24, start: -90, nights: 2, asked: 2_400, outcome: 'over', guests: 2, review: { rating: 5, comment: 'Accueil familial, au cœur de l’histoire de Ouidah.' } },
  { home: 9, tenant: 38, start: 15, nights: 2, asked: 70, outcome: 'accepted', guests: 1 },
];

/** The demo tenant elsewhere: the first home of another landlord in that quarter takes the stay. */
export const TENANT_AWAY: readonly (Omit<ToldStay, 'home' | 'tenant'> & { city: string; quarter: string })[] = [
  { city: 'Grand-Popo', quarter: 'Grand-Popo Plage', start: -122, nights: 3, asked: 3_200, outcome: 'over', guests: 2, review: { rating: 5, comment: 'Réveil face à l’océan, langoustes au déjeuner : un séjour parfait à Grand-Popo.' } },
  { city: 'Ouidah', quarter: 'Djègbadji', start: -44, nights: 2, asked: 1_300, outcome: 'rejected', reason: 'Déjà promis à un parent, désolé.' },
  { city: 'Ouidah', quarter: 'Avlékété', start: 33, nights: 3, asked: 50, outcome: 'accepted', guests: 2, paying: 'not_yet' },
  { city: 'Grand-Popo', quarter: 'Agoué', start: 52, nights: 2, asked: 80, outcome: 'expired' },
];
