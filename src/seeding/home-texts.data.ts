import type { PropertyType } from './home.types.js';

/**
 * How people write about homes. Placeholders: {at} "à Fidjrossè", {Q} quarter, {C} town, {near} "du marché",
 * {n} bedrooms as a figure, {rooms} "deux chambres", {baths} "une salle d’eau", {s} square metres, {hotel} a name.
 */
type Texts = readonly string[];
type Variants = Record<'long' | 'longFurnished' | 'short', Texts>;

const NONE: Texts = [];

export const TITLES: Record<PropertyType, Variants> = {
  studio: {
    long: [
      'Studio sanitaire {at}', 'Studio sanitaire avec compteur à carte, {Q}', 'Studio moderne {at}, tout sanitaire',
      'Studio neuf {at}, près {near}', 'Petit studio propre {at}', 'Studio carrelé et staffé {at}', 'Studio avec cuisine interne, {Q}',
    ],
    longFurnished: [
      'Studio meublé {at}', 'Studio meublé et climatisé, {Q}', 'Studio meublé au mois {at}', 'Studio équipé pour jeune cadre, {Q}',
      'Studio meublé près {near}',
    ],
    short: [
      'Studio meublé et climatisé {at}', 'Studio cosy {at}', 'Studio meublé tout confort, {Q}', 'Joli studio meublé près {near}',
      'Studio lumineux pour vos séjours {at}', 'Studio meublé calme et sécurisé, {Q}',
    ],
  },
  room: {
    long: [
      'Chambre-salon sanitaire {at}', 'Entrée-coucher {at}', 'Chambre-salon dans une cour commune, {Q}', 'Chambre-salon avec compteur à carte, {Q}',
      'Entrée-coucher sanitaire près {near}', 'Chambre simple pour étudiant, {Q}', 'Chambre-salon ordinaire {at}',
    ],
    longFurnished: NONE,
    short: [
      'Chambre meublée chez l’habitant, {Q}', 'Chambre climatisée en maison d’hôtes, {Q}', 'Chambre privée avec salle d’eau {at}',
      'Chambre calme près {near}', 'Chambre d’hôtes {at}',
    ],
  },
  apartment: {
    long: [
      'Appartement {n} chambres salon {at}', '{n} chambres salon sanitaires, {Q}', 'Appartement moderne {n} chambres {at}',
      'Appartement {n} chambres au premier étage, {Q}', 'Bel appartement de {s} m² {at}', 'Appartement neuf en bord de voie pavée, {Q}',
      '{n} chambres salon avec garage {at}', 'Appartement familial près {near}',
    ],
    longFurnished: [
      'Appartement meublé {n} chambres {at}', 'Appartement meublé au mois, {Q}', 'Appartement haut standing meublé, {Q}', 'Meublé {n} chambres salon {at}',
    ],
    short: [
      'Appartement meublé {n} chambres {at}', 'Appartement climatisé tout équipé, {Q}', 'Appartement meublé avec terrasse, {Q}',
      'Appartement de standing {at}', 'Appartement familial meublé près {near}', 'Bel appartement {n} chambres pour vos vacances, {Q}',
    ],
  },
  house: {
    long: [
      'Maison {n} chambres avec cour {at}', 'Maison individuelle {at}', 'Maison familiale de {s} m², {Q}', 'Maison {n} chambres salon dans une cour unique, {Q}',
      'Maison avec jardin et garage {at}', 'Maison propre en location, {Q}',
    ],
    longFurnished: ['Maison meublée {n} chambres {at}'],
    short: [
      'Maison de vacances {n} chambres {at}', 'Maison meublée avec cour ombragée, {Q}', 'Maison familiale meublée {at}', 'Maison de charme près {near}',
    ],
  },
  villa: {
    long: [
      'Villa {n} chambres {at}', 'Villa duplex de {s} m², {Q}', 'Villa avec jardin {at}', 'Grande villa familiale, {Q}', 'Villa basse {n} chambres {at}',
      'Villa de standing près {near}',
    ],
    longFurnished: ['Villa meublée {n} chambres {at}', 'Villa de standing meublée, {Q}'],
    short: [
      'Villa {n} chambres avec piscine {at}', 'Villa meublée pour vos séjours en famille, {Q}', 'Villa de prestige {at}', 'Villa avec terrasse et jardin, {Q}',
    ],
  },
  shop: {
    long: [
      'Boutique à louer {at}', 'Boutique en bord de voie, {Q}', 'Local commercial de {s} m² {at}', 'Boutique près {near}', 'Magasin vitré {at}',
      'Boutique avec rideau métallique, {Q}',
    ],
    longFurnished: NONE,
    short: NONE,
  },
  office: {
    long: [
      'Bureau de {s} m² {at}', 'Plateau de bureaux {at}', 'Bureaux climatisés près {near}', 'Espace professionnel à louer, {Q}', 'Bureau en étage avec accueil, {Q}',
    ],
    longFurnished: NONE,
    short: NONE,
  },
  warehouse: {
    long: ['Entrepôt de {s} m² {at}', 'Magasin de stockage, {Q}', 'Hangar avec quai de déchargement {at}', 'Entrepôt sécurisé près {near}'],
    longFurnished: NONE,
    short: NONE,
  },
  hotel: {
    long: NONE,
    longFurnished: NONE,
    short: [
      'Chambre double – {hotel}', 'Chambre climatisée – {hotel}', 'Suite avec petit déjeuner – {hotel}', '{hotel} : chambre standard {at}',
      'Chambre supérieure – {hotel}, {Q}',
    ],
  },
  land: {
    long: ['Parcelle de {s} m² à louer {at}', 'Terrain de {s} m² en location, {Q}', 'Terrain clôturé {at}', 'Parcelle en bord de voie, {Q}'],
    longFurnished: NONE,
    short: NONE,
  },
};

/** Titles of furnished homes by the sea; {beach} is the beach's name. */
export const BEACH_TITLES: Partial<Record<PropertyType, Texts>> = {
  studio: [
    'Studio meublé près de la plage de {beach}', 'Studio meublé à deux pas de la plage, {Q}', 'Studio meublé tout près de la plage de {beach}',
    'Studio climatisé et meublé, plage de {beach}', 'Studio meublé vue mer, près de la plage',
  ],
  apartment: [
    'Appartement meublé {n} chambres près de la plage de {beach}', 'Appartement vue mer {at}', 'Appartement meublé les pieds dans l’eau, {Q}',
  ],
  house: ['Maison de vacances près de la plage de {beach}', 'Cabanon meublé au bord de la mer, {Q}'],
  villa: ['Villa avec piscine près de la plage de {beach}', 'Villa face à la mer, {Q}', 'Villa de vacances sous les cocotiers, {Q}'],
  room: ['Chambre d’hôtes près de la plage de {beach}'],
  hotel: ['{hotel} : chambre avec vue sur l’océan', 'Bungalow sous les cocotiers – {hotel}'],
};

export const HOTELS: Texts = [
  'Hôtel du Lac', 'Résidence Sènami', 'Auberge La Calebasse', 'Hôtel Les Palmiers', 'Hôtel Croix du Sud', 'Résidence Océane', 'Auberge du Sahel',
  'Hôtel Gbèna', 'Hôtel Tata Somba', 'Résidence Vi Phint', 'Auberge Chez Maman', 'Hôtel Le Baobab', 'Résidence Ayaba', 'Motel Bel Air',
];

export const INTROS: Record<PropertyType, Variants> = {
  studio: {
    long: [
      'Studio sanitaire de {s} m² {at}, carrelé, staffé et bien aéré.', 'Studio indépendant de {s} m² dans un immeuble récent, {near_clause}.',
      'Beau studio d’une pièce avec douche interne et coin cuisine.',
    ],
    longFurnished: ['Studio meublé de {s} m² {at}, prêt à habiter : lit, armoire, coin salon et cuisinette.', 'Studio entièrement meublé, loué au mois, {near_clause}.'],
    short: [
      'Studio meublé de {s} m² {at}, avec grand lit, coin salon et cuisinette.', 'Un studio meublé et soigné pour vos séjours à {C}, {near_clause}.',
      'Studio climatisé, décoré avec des tissus du pays, idéal pour une ou deux personnes.',
    ],
  },
  room: {
    long: [
      'Chambre-salon de {s} m² dans une cour commune tranquille {at}.', 'Entrée-coucher propre avec douche, {near_clause}.',
      'Chambre-salon carrelée, à taille humaine, dans une concession familiale.',
    ],
    longFurnished: NONE,
    short: ['Chambre meublée de {s} m² avec salle d’eau, chez une famille accueillante {at}.', 'Chambre d’hôtes simple et propre, {near_clause}.'],
  },
  apartment: {
    long: [
      'Appartement de {rooms} et salon, {baths}, {s} m² {at}.', 'Dans un immeuble bien tenu, {rooms}, un grand salon, une cuisine et {baths}.',
      'Appartement spacieux de {s} m² avec {rooms} et {baths}, {near_clause}.',
    ],
    longFurnished: ['Appartement meublé de {rooms} ({s} m²) : salon, cuisine équipée, {baths}.', 'Meublé haut de gamme de {rooms} {at}, loué au mois.'],
    short: [
      'Appartement meublé de {rooms} {at} : salon confortable, cuisine équipée et {baths}.', 'Posez vos valises : {s} m², {rooms}, linge et vaisselle fournis.',
      'Appartement tout équipé pour les familles et les missions, {near_clause}.',
    ],
  },
  house: {
    long: [
      'Maison de {rooms} avec salon, cuisine et {baths}, {s} m² {at}.', 'Maison individuelle avec cour, {rooms} et dépendance, {near_clause}.',
      'Maison familiale en dur, toiture en tôle bac, {rooms} et véranda.',
    ],
    longFurnished: ['Maison meublée de {rooms} avec cour, {near_clause}.'],
    short: ['Maison meublée de {rooms} {at}, cour ombragée et paillote.', 'Maison de vacances de {s} m² pour familles et groupes d’amis.'],
  },
  villa: {
    long: [
      'Villa de {rooms} avec double salon, {baths} et jardin, {s} m² {at}.', 'Villa moderne sur parcelle clôturée, {rooms} autonomes, {near_clause}.',
      'Belle villa avec chambre de gardien, garage et espace vert.', 'Villa de {s} m² : double salon, {rooms}, {baths} et véranda.',
    ],
    longFurnished: ['Villa meublée de {rooms}, salon spacieux et cuisine américaine, {near_clause}.'],
    short: ['Villa meublée de {rooms} pour des séjours en famille ou entre amis {at}.', 'Grande villa de {s} m² avec terrasse, {rooms} et {baths}.'],
  },
  shop: {
    long: [
      'Boutique de {s} m² {at}, bonne visibilité, rideau métallique et carrelage.', 'Local commercial bien placé, {near_clause}, idéal pour commerce ou prestations.',
      'Boutique avec terrasse couverte et passage toute la journée.',
    ],
    longFurnished: NONE,
    short: NONE,
  },
  office: {
    long: ['Bureaux de {s} m² {at}, accueil, open space et salle de réunion.', 'Plateau lumineux à aménager, {near_clause}.', 'Local professionnel pour cabinet, ONG ou start-up.'],
    longFurnished: NONE,
    short: NONE,
  },
  warehouse: {
    long: ['Entrepôt de {s} m² accessible aux gros porteurs {at}.', 'Magasin de stockage en dur, sol bétonné, {near_clause}.'],
    longFurnished: NONE,
    short: NONE,
  },
  hotel: {
    long: NONE,
    longFurnished: NONE,
    short: ['Chambre de {s} m² avec salle de bains privée, petit déjeuner possible.', 'Établissement calme {at}, {near_clause}, restaurant sur place.'],
  },
  land: {
    long: ['Parcelle de {s} m² {at}, plane et non inondable, à louer pour dépôt, lavage ou jardin.', 'Terrain de {s} m² en location longue durée, {near_clause}.'],
    longFurnished: NONE,
    short: NONE,
  },
};

/** Said of what the home has. The first sentence whose codes are all there may be used. */
export const AMENITY_SENTENCES: readonly (readonly [readonly string[], string])[] = [
  [['running_water', 'prepaid_meter'], 'Eau SONEB et compteur SBEE à carte personnel.'],
  [['borehole', 'prepaid_meter'], 'Eau de forage et compteur à carte.'],
  [['borehole', 'running_water'], 'Eau SONEB et forage de secours : jamais de coupure.'],
  [['running_water', 'generator'], 'Eau courante, SBEE et groupe électrogène en relais.'],
  [['borehole'], 'Eau de forage comprise.'],
  [['running_water'], 'Eau SONEB et courant SBEE.'],
];
export const COMFORT_SENTENCES: readonly (readonly [readonly string[], string])[] = [
  [['pool', 'garden'], 'Piscine entretenue et jardin fleuri.'],
  [['sea_view'], 'Depuis la terrasse, on voit l’océan.'],
  [['wifi', 'air_conditioning', 'canal_plus'], 'Climatisation, Wi-Fi et Canal+ inclus.'],
  [['wifi', 'workspace'], 'Wi-Fi stable et coin bureau pour travailler.'],
  [['security_guard', 'generator'], 'Gardien jour et nuit, groupe électrogène.'],
  [['security_guard'], 'Gardien sur place la nuit.'],
  [['solar_power'], 'Panneaux solaires pour l’éclairage.'],
  [['wifi', 'air_conditioning'], 'Climatisation et Wi-Fi.'],
  [['garage'], 'Garage pour une voiture.'],
  [['parking'], 'Parking dans la cour.'],
  [['balcony'], 'Balcon bien ventilé.'],
  [['courtyard'], 'Cour carrelée et propre.'],
  [['fenced'], 'Clôture avec portail.'],
];
export const ROAD_SENTENCES = {
  paved: ['La voie est pavée jusqu’au portail.', 'À quelques mètres du pavé, accès facile en toute saison.', 'En bord de voie pavée, à cinq minutes {near}.'],
  dirt: ['Dans un von calme, à dix minutes {near}.', 'À deux minutes du goudron et près {near}.', 'Quartier calme, zémidjans à toute heure.', 'Tout près {near}.'],
};
export const BEACH_SENTENCES: Texts = [
  'La plage est à quelques minutes à pied.', 'À 300 m de la plage et de ses maquis.', 'On s’endort au bruit des vagues, la plage est tout près.',
];
export const CLOSINGS = {
  long: [
    'Avance et caution demandées, visite sur rendez-vous.', 'Visite gratuite tous les jours après 16 h.', 'Libre tout de suite.', 'Idéal pour un couple ou un jeune travailleur.',
    'Conditions à discuter avec le propriétaire.', '',
  ],
  business: ['Bail commercial de deux ans renouvelable.', 'Visite sur rendez-vous du lundi au samedi.', 'Libre tout de suite.', 'Pas-de-porte à discuter.', ''],
  short: ['Arrivée à partir de 14 h.', 'Navette de l’aéroport sur demande.', 'Ménage entre chaque séjour.', 'Réduction pour les longs séjours.', 'Accueil personnalisé.', ''],
};
export const SHORT_RULES: Texts = [
  'Arrivée entre 14 h et 22 h, départ avant 11 h. Non-fumeur.', 'Pas de fête. Silence après 22 h.', 'Pièce d’identité demandée à l’arrivée. Pas de visiteurs la nuit.',
  'Animaux non admis. Économisez l’eau et le courant, s’il vous plaît.',
];
export const LONG_RULES: Texts = [
  'Caution et avance à la signature. Sous-location interdite.', 'Ménage de la cour à tour de rôle. Pas de bruit après 22 h.', 'Petite famille de préférence.',
  'Facture d’eau partagée entre locataires de la cour.',
];

export const ENGLISH = {
  titles: {
    studio: ['Furnished studio in {Q}', 'Cosy studio near the beach, {Q}'],
    apartment: ['Bright {n}-bedroom apartment in {Q}', 'Serviced {n}-bedroom flat, {Q}'],
    house: ['Family house with a courtyard in {Q}'],
    villa: ['{n}-bedroom villa with garden, {Q}'],
    hotel: ['Double room – {hotel}'],
    room: ['Private room with a local family, {Q}'],
  } as Partial<Record<PropertyType, Texts>>,
  bodies: [
    '{s} m² in a quiet street of {Q}, {C}. Air conditioning, fast Wi-Fi and a fully equipped kitchen; the owner speaks English.',
    'Comfortable and secure, with a night guard and a back-up generator. Markets, restaurants and taxis are a short walk away in {Q}.',
    'A good base to discover {C}: clean rooms, friendly neighbours and everything you need for a long or short stay.',
  ],
};

export const PHARMACIES: Texts = ['Camp Guézo', 'La Concorde', 'Saint-Raphaël', 'Les Béatitudes', 'Adéchina', 'du Golfe', 'Bon Ange', 'Notre-Dame', 'La Paix', 'du Rond-Point'];
export const BEACHES: Record<string, string> = {
  'Fidjrossè': 'Fidjrossè', 'Fidjrossè Plage': 'Fidjrossè', 'Les Cocotiers': 'Fidjrossè', Togbin: 'Togbin', 'Ekpè Plage': 'Ekpè', 'Ouidah Plage': 'Ouidah',
  'Djègbadji': 'Djègbadji', 'Route des Pêches': 'la Route des Pêches', 'Avlékété': 'Avlékété', 'Grand-Popo Plage': 'Grand-Popo', 'Hèvè': 'Grand-Popo', 'Agoué': 'Agoué',
};
