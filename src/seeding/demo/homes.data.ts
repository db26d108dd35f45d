import type { CancellationPolicy, HomeStatus, PropertyType, RentalType } from '../home.types.js';

/** A home told by hand. What is not said here is invented around it. */
export interface ToldHome {
  city: string;
  quarter: string;
  type: PropertyType;
  rental: RentalType;
  furnished: boolean;
  bedrooms: number | null;
  bathrooms: number | null;
  surface: number;
  title: string;
  description: string;
  price: number;
  deposit: number | null;
  minimumStay: number;
  policy: CancellationPolicy;
  status: HomeStatus;
  amenities: readonly string[];
  featured?: boolean;
  /** Days ago. */
  listed: number;
}

/** The homes of the demo landlord. The story in `stays.data.ts` counts on their order. */
export const LANDLORD_HOMES: readonly ToldHome[] = [
  {
    city: 'Cotonou', quarter: 'Fidjrossè Plage', type: 'studio', rental: 'short_term', furnished: true, bedrooms: 1, bathrooms: 1, surface: 34,
    title: 'Studio meublé près de la plage de Fidjrossè',
    description:
      'Studio meublé et climatisé à trois minutes à pied de la plage de Fidjrossè. Grand lit, coin salon, cuisinette équipée et douche avec eau chaude. ' +
      'Forage et groupe électrogène : ni coupure d’eau ni coupure de courant. Gardien jour et nuit, Wi-Fi rapide, Canal+. Idéal pour un week-end au bord de la mer ou une mission à Cotonou.',
    price: 22_000, deposit: null, minimumStay: 2, policy: 'flexible', status: 'published', featured: true, listed: 350,
    amenities: ['wifi', 'air_conditioning', 'generator', 'borehole', 'running_water', 'hot_water', 'kitchen', 'refrigerator', 'television', 'canal_plus', 'security_guard', 'near_beach', 'cleaning', 'workspace'],
  },
  {
    city: 'Cotonou', quarter: 'Haie Vive', type: 'apartment', rental: 'short_term', furnished: true, bedrooms: 2, bathrooms: 2, surface: 92,
    title: 'Appartement meublé 2 chambres avec terrasse, Haie Vive',
    description:
      'Au deuxième étage d’un immeuble neuf de la Haie Vive, à cinq minutes de l’aéroport et des restaurants : deux chambres climatisées avec salle de bains, ' +
      'grand salon, cuisine américaine équipée et terrasse ombragée. Ascenseur, parking, gardien et vidéosurveillance. Linge et ménage compris.',
    price: 48_000, deposit: 50_000, minimumStay: 2, policy: 'moderate', status: 'published', featured: true, listed: 330,
    amenities: ['wifi', 'air_conditioning', 'parking', 'generator', 'running_water', 'hot_water', 'kitchen', 'refrigerator', 'washing_machine', 'television', 'canal_plus', 'security_guard', 'cctv', 'terrace', 'elevator', 'paved_road', 'cleaning', 'workspace'],
  },
  {
    city: 'Cotonou', quarter: 'Les Cocotiers', type: 'villa', rental: 'short_term', furnished: true, bedrooms: 4, bathrooms: 4, surface: 310,
    title: 'Villa 4 chambres avec piscine aux Cocotiers',
    description:
      'Villa de standing dans le quartier des ambassades : quatre chambres autonomes, double salon, salle à manger de dix couverts, piscine et jardin tropical. ' +
      'Personnel de maison, groupe électrogène de 30 kVA, parking pour trois voitures. Parfaite pour une famille, une équipe en mission ou un événement calme.',
    price: 130_000, deposit: 200_000, minimumStay: 3, policy: 'strict', status: 'published', featured: true, listed: 300,
    amenities: ['wifi', 'air_conditioning', 'parking', 'garage', 'generator', 'running_water', 'borehole', 'hot_water', 'kitchen', 'refrigerator', 'washing_machine', 'television', 'canal_plus', 'security_guard', 'cctv', 'fenced', 'terrace', 'garden', 'pool', 'near_beach', 'paved_road', 'cleaning'],
  },
  {
    city: 'Cotonou', quarter: 'Cadjèhoun', type: 'apartment', rental: 'long_term', furnished: false, bedrooms: 3, bathrooms: 2, surface: 118,
    title: 'Appartement 3 chambres salon à Cadjèhoun',
    description:
      'Appartement de trois chambres au premier étage, tout carrelé et staffé : salon avec balcon, cuisine interne, deux salles d’eau et une place de garage. ' +
      'Compteur SBEE à carte personnel, eau SONEB, voie pavée. À cinq minutes à pied de l’église Bon Pasteur et du marché.',
    price: 180_000, deposit: 360_000, minimumStay: 180, policy: 'moderate', status: 'rented', listed: 320,
    amenities: ['fan', 'garage', 'running_water', 'prepaid_meter', 'security_guard', 'fenced', 'balcony', 'paved_road'],
  },
  {
    city: 'Cotonou', quarter: 'Zogbo', type: 'studio', rental: 'long_term', furnished: false, bedrooms: 1, bathrooms: 1, surface: 28,
    title: 'Studio sanitaire avec compteur à carte, Zogbo',
    description:
      'Studio sanitaire propre et bien aéré dans une petite cité de six logements : pièce principale de 18 m², coin cuisine et douche interne. ' +
      'Compteur à carte, eau SONEB, cour carrelée et portail fermé à 22 h. Convient à un jeune travailleur ou à un étudiant sérieux.',
    price: 38_000, deposit: 114_000, minimumStay: 90, policy: 'moderate', status: 'published', listed: 240,
    amenities: ['fan', 'running_water', 'prepaid_meter', 'fenced', 'courtyard', 'paved_road'],
  },
  {
    city: 'Cotonou', quarter: 'Agla', type: 'room', rental: 'long_term', furnished: false, bedrooms: 1, bathrooms: 1, surface: 22,
    title: 'Chambre-salon sanitaire dans une cour commune, Agla',
    description:
      'Chambre-salon avec douche et WC internes, dans une cour commune tranquille de quatre locataires. Décompteur personnel, eau de forage comprise. ' +
      'Deux mois de caution, pas de frais de visite. Non inondable, à dix minutes d’Agla Les Pylônes.',
    price: 24_000, deposit: 48_000, minimumStay: 90, policy: 'flexible', status: 'published', listed: 160,
    amenities: ['borehole', 'prepaid_meter', 'courtyard', 'fenced'],
  },
  {
    city: 'Ouidah', quarter: 'Ouidah Plage', type: 'house', rental: 'short_term', furnished: true, bedrooms: 3, bathrooms: 2, surface: 135,
    title: 'Maison de vacances près de la plage de Ouidah',
    description:
      'Maison de trois chambres sous les cocotiers, à 400 m de la Porte du Non-Retour. Grande terrasse face à la lagune, paillote, barbecue et hamacs. ' +
      'Panneaux solaires et forage. On vous prépare du poisson braisé sur demande ; la plage est à cinq minutes à pied.',
    price: 55_000, deposit: 50_000, minimumStay: 2, policy: 'moderate', status: 'published', featured: true, listed: 290,
    amenities: ['wifi', 'fan', 'parking', 'solar_power', 'borehole', 'water_tank', 'kitchen', 'refrigerator', 'security_guard', 'fenced', 'terrace', 'garden', 'courtyard', 'near_beach', 'pets_allowed', 'cleaning'],
  },
  {
    city: 'Cotonou', quarter: 'Gbégamey', type: 'shop', rental: 'long_term', furnished: false, bedrooms: null, bathrooms: 1, surface: 24,
    title: 'Boutique en bord de voie pavée à Gbégamey',
    description:
      'Boutique de 24 m² à 50 m du marché de Gbégamey, avec rideau métallique, carrelage et toilette. Passage toute la journée, stationnement devant. ' +
      'Convient pour téléphonie, cosmétiques, alimentation ou point Mobile Money. Bail commercial.',
    price: 60_000, deposit: 180_000, minimumStay: 180, policy: 'strict', status: 'published', listed: 120,
    amenities: ['running_water', 'prepaid_meter', 'parking', 'paved_road'],
  },
  {
    city: 'Cotonou', quarter: 'Ganhi', type: 'office', rental: 'long_term', furnished: false, bedrooms: null, bathrooms: 2, surface: 92,
    title: 'Plateau de bureaux de 92 m² à Ganhi',
    description:
      'Plateau climatisé au troisième étage, en plein centre des affaires : accueil, open space, salle de réunion et bureau de direction. ' +
      'Ascenseur, groupe électrogène de l’immeuble, gardien et vidéosurveillance. À deux minutes du port et des banques.',
    price: 380_000, deposit: 1_140_000, minimumStay: 365, policy: 'strict', status: 'published', listed: 200,
    amenities: ['wifi', 'air_conditioning', 'parking', 'generator', 'running_water', 'prepaid_meter', 'security_guard', 'cctv', 'elevator', 'paved_road'],
  },
  {
    city: 'Ouidah', quarter: 'Zomachi', type: 'room', rental: 'short_term', furnished: true, bedrooms: 1, bathrooms: 1, surface: 18,
    title: 'Chambre d’hôtes sur la route des Esclaves, Ouidah',
    description:
      'Chambre simple et fraîche dans une maison de famille, avec salle d’eau privée et ventilateur. Petit déjeuner béninois compris : bouillie, akassa ou omelette. ' +
      'Votre hôtesse vous raconte Ouidah, le temple des Pythons et la forêt sacrée.',
    price: 12_000, deposit: null, minimumStay: 1, policy: 'flexible', status: 'published', listed: 260,
    amenities: ['wifi', 'fan', 'running_water', 'courtyard', 'garden', 'cleaning', 'pets_allowed'],
  },
  {
    city: 'Abomey-Calavi', quarter: 'Godomey', type: 'studio', rental: 'long_term', furnished: true, bedrooms: 1, bathrooms: 1, surface: 32,
    title: 'Studio meublé au mois à Godomey',
    description:
      'Studio meublé près de l’échangeur de Godomey : lit de 140, armoire, réfrigérateur, plaque à gaz et climatiseur. Compteur à carte. ' +
      'Actuellement en travaux de peinture, de nouveau disponible bientôt.',
    price: 90_000, deposit: 180_000, minimumStay: 30, policy: 'moderate', status: 'inactive', listed: 280,
    amenities: ['air_conditioning', 'running_water', 'prepaid_meter', 'kitchen', 'refrigerator', 'television', 'fenced', 'paved_road'],
  },
  {
    city: 'Cotonou', quarter: 'Akpakpa', type: 'apartment', rental: 'long_term', furnished: false, bedrooms: 2, bathrooms: 1, surface: 74,
    title: 'Appartement 2 chambres salon à Akpakpa',
    description: 'Annonce en préparation : deux chambres, salon, cuisine interne et balcon, près du carrefour PK3. Compteur personnel et eau SONEB.',
    price: 75_000, deposit: 150_000, minimumStay: 90, policy: 'moderate', status: 'draft', listed: 4,
    amenities: ['fan', 'running_water', 'prepaid_meter', 'balcony'],
  },
];

/** What every studio by the sea has. */
export const STUDIO_AMENITIES = ['wifi', 'running_water', 'kitchen', 'refrigerator', 'near_beach'] as const;

/** Furnished studios by the sea, which people look for most: where they are, what they say, and what they have besides. */
export const BEACH_STUDIOS: readonly (readonly [city: string, quarter: string, title: string, description: string, amenities: readonly string[]])[] = [
  ['Cotonou', 'Fidjrossè Plage', 'Studio meublé et climatisé près de la plage, Fidjrossè', 'Studio meublé de bon goût au rez-de-chaussée d’une villa, avec entrée indépendante. Climatisation, Wi-Fi et gardien. La plage et ses maquis sont à 300 m.', ['air_conditioning', 'security_guard']],
  ['Cotonou', 'Fidjrossè', 'Petit studio meublé près de la plage et du Calvaire', 'Studio meublé tout simple, propre et calme, à dix minutes à pied de la plage. Eau SONEB, courant SBEE, zémidjans à toute heure.', ['fan']],
  ['Cotonou', 'Fidjrossè', 'Studio meublé neuf près de la plage de Fidjrossè', 'Studio neuf meublé avec soin : grand lit, bureau, cuisinette et douche à l’italienne. Tout près de la fin pavée et de la plage.', ['air_conditioning', 'workspace']],
  ['Cotonou', 'Fidjrossè Plage', 'Studio meublé pour deux, près de la Route des Pêches', 'Un studio meublé pensé pour les couples, avec petite terrasse fleurie. La plage est au bout de la rue, on entend la mer le soir.', ['air_conditioning', 'terrace', 'garden']],
  ['Cotonou', 'Les Cocotiers', 'Grand studio meublé près de la plage, Les Cocotiers', 'Studio meublé de 42 m² dans une résidence gardée, à deux pas des ambassades et près de la plage. Piscine partagée et groupe électrogène.', ['air_conditioning', 'security_guard', 'pool', 'generator']],
  ['Abomey-Calavi', 'Togbin', 'Studio meublé près de la plage de Togbin', 'Studio meublé sur la Route des Pêches, dans un jardin de cocotiers. Forage, panneaux solaires, plage presque déserte en semaine.', ['fan', 'borehole', 'solar_power', 'garden']],
  ['Ouidah', 'Ouidah Plage', 'Studio meublé tout près de la plage de Ouidah', 'À cinq minutes de la Porte du Non-Retour, studio meublé avec ventilateur, moustiquaire et terrasse. Plage et lagune à pied.', ['fan', 'terrace']],
  ['Ouidah', 'Djègbadji', 'Studio meublé avec cuisine, près de la plage de Djègbadji', 'Entre les salines et la mer, studio meublé et autonome en énergie. Idéal pour écrire, se reposer et marcher sur la plage.', ['fan', 'solar_power']],
  ['Ouidah', 'Avlékété', 'Studio meublé avec terrasse, tout près de la plage d’Avlékété', 'Studio meublé face aux cocotiers, à 200 m de la plage. Pirogue et pêche avec les voisins sur demande.', ['fan', 'terrace']],
  ['Grand-Popo', 'Grand-Popo Plage', 'Studio meublé vue mer, près de la plage de Grand-Popo', 'Studio meublé au premier étage : depuis le lit, on voit l’océan. La plage est devant la maison, la Bouche du Roy à vingt minutes.', ['air_conditioning', 'sea_view', 'balcony']],
  ['Grand-Popo', 'Agoué', 'Studio meublé les pieds dans le sable, près de la plage d’Agoué', 'Cabanon transformé en studio meublé, très près de la plage, à dix minutes de la frontière. Poisson frais tous les matins.', ['fan', 'sea_view']],
  ['Sèmè-Kpodji', 'Ekpè Plage', 'Studio meublé sous les cocotiers, près de la plage d’Ekpè', 'Studio meublé dans une concession calme, forage et parking. La plage d’Ekpè est à cinq minutes par un chemin de sable.', ['air_conditioning', 'borehole', 'parking']],
  ['Ouidah', 'Route des Pêches', 'Studio meublé écologique près de la plage, Route des Pêches', 'Construit en terre et en bois, ce studio meublé est frais sans climatisation. Tout près de la plage, énergie solaire et compost.', ['solar_power', 'terrace']],
];
