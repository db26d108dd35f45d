/** The trades people call in, in the order in which the requests below count them. */
export const SERVICES = [
  { name: 'Plomberie', category: 'plumbing', description: 'Fuites, robinetterie, chauffe-eau, raccordement SONEB et pompes de forage.' },
  { name: 'Électricité', category: 'electricity', description: 'Dépannage, mise aux normes, compteurs à carte SBEE, groupes électrogènes et panneaux solaires.' },
  { name: 'Froid et climatisation', category: 'cooling', description: 'Pose, recharge de gaz et entretien des climatiseurs et réfrigérateurs.' },
  { name: 'Ménage', category: 'cleaning', description: 'Ménage régulier, remise en état avant ou après un séjour, lessive et repassage.' },
  { name: 'Peinture', category: 'painting', description: 'Peinture intérieure et extérieure, enduit, étanchéité des dalles.' },
  { name: 'Menuiserie', category: 'carpentry', description: 'Portes, placards, meubles en bois et réparations.' },
  { name: 'Serrurerie', category: 'locksmith', description: 'Ouverture de porte, changement de serrure, portails et grilles de protection.' },
  { name: 'Jardinage', category: 'gardening', description: 'Tonte, taille des haies, entretien de piscine et de cour.' },
  { name: 'Maçonnerie', category: 'masonry', description: 'Carrelage, clôture, petites constructions et réparations de dalle.' },
  { name: 'Déménagement', category: 'moving', description: 'Camion, manutention et remontage des meubles dans tout le Bénin.' },
  { name: 'Gardiennage', category: 'security', description: 'Gardiens de jour et de nuit, rondes et installation de caméras.' },
  { name: 'Désinsectisation', category: 'pest_control', description: 'Traitement contre les moustiques, termites, cafards et rongeurs.' },
] as const;

/** What each provider does and where; the first one is the demo provider. */
export const PROVIDERS: readonly { company: string; bio: string; services: readonly number[]; areas: readonly string[]; rate: number }[] = [
  { company: 'Hounsa Dépannage', bio: 'Plombier et électricien depuis quinze ans, intervention le jour même à Cotonou et Calavi.', services: [0, 1], areas: ['Cotonou', 'Abomey-Calavi'], rate: 5_000 },
  { company: 'Froid Plus Bénin', bio: 'Climatisation et froid, contrats d’entretien pour meublés et bureaux.', services: [2], areas: ['Cotonou', 'Abomey-Calavi', 'Sèmè-Kpodji'], rate: 7_000 },
  { company: 'Clair & Net', bio: 'Équipe de ménage formée à l’hôtellerie, linge et remise des clés entre deux séjours.', services: [3], areas: ['Cotonou', 'Ouidah'], rate: 2_500 },
  { company: 'Couleurs du Littoral', bio: 'Peinture et étanchéité, devis gratuit sous 48 h.', services: [4, 8], areas: ['Cotonou', 'Abomey-Calavi', 'Porto-Novo', 'Sèmè-Kpodji'], rate: 4_000 },
  { company: 'Atelier Bois Sacré', bio: 'Menuisier ébéniste à Porto-Novo, bois du pays.', services: [5], areas: ['Porto-Novo', 'Cotonou'], rate: 4_500 },
  { company: 'Clé Minute', bio: 'Serrurerie d’urgence 24 h/24.', services: [6], areas: ['Cotonou', 'Abomey-Calavi'], rate: 6_000 },
  { company: 'Vert Vivant', bio: 'Jardins, piscines et arrosage automatique.', services: [7], areas: ['Cotonou', 'Ouidah', 'Grand-Popo'], rate: 3_500 },
  { company: 'Bâtir Ensemble', bio: 'Maçonnerie, carrelage et clôtures, équipes de trois à huit ouvriers.', services: [8, 4], areas: ['Abomey-Calavi', 'Ouidah', 'Allada'], rate: 4_000 },
  { company: 'Zem Déménage', bio: 'Camions bâchés de 5 à 20 m³, départ Cotonou vers tout le pays.', services: [9], areas: ['Cotonou', 'Parakou', 'Bohicon', 'Natitingou'], rate: 8_000 },
  { company: 'Veille Sûre', bio: 'Gardiens agréés et vidéosurveillance.', services: [10], areas: ['Cotonou', 'Porto-Novo', 'Parakou'], rate: 3_000 },
  { company: 'Stop Moustiques', bio: 'Produits homologués, sans danger pour les enfants et les animaux.', services: [11], areas: ['Cotonou', 'Abomey-Calavi', 'Porto-Novo'], rate: 5_500 },
  { company: 'Solaire du Septentrion', bio: 'Électricité solaire et forage dans le nord.', services: [1, 0], areas: ['Parakou', 'Djougou', 'Natitingou', 'Kandi'], rate: 6_500 },
];

export interface ToldRequest {
  service: number;
  /** Who asks: the demo landlord for one of their homes, or the demo tenant. */
  by: 'landlord' | 'tenant';
  /** Place in `LANDLORD_HOMES`. */
  home: number;
  title: string;
  description: string;
  urgency: 'low' | 'normal' | 'high' | 'urgent';
  status: 'open' | 'quoted' | 'assigned' | 'in_progress' | 'completed' | 'cancelled';
  /** Days ago. */
  asked: number;
  quotes: readonly { provider: number; amount: number; hours: number; text: string; status: 'pending' | 'accepted' | 'rejected' }[];
  review?: { rating: number; comment: string };
}

export const REQUESTS: readonly ToldRequest[] = [
  {
    service: 0, by: 'landlord', home: 0, title: 'Pression faible à la douche du studio', description: 'Depuis une semaine l’eau coule à peine à l’étage. Le surpresseur fait du bruit.',
    urgency: 'high', status: 'completed', asked: 118,
    quotes: [{ provider: 0, amount: 35_000, hours: 3, text: 'Nettoyage du surpresseur et remplacement du clapet.', status: 'accepted' }],
    review: { rating: 5, comment: 'Venu le jour même, travail propre, prix respecté.' },
  },
  {
    service: 2, by: 'landlord', home: 1, title: 'Entretien de trois climatiseurs', description: 'Nettoyage et recharge de gaz avant l’arrivée des prochains locataires.',
    urgency: 'normal', status: 'completed', asked: 92,
    quotes: [
      { provider: 1, amount: 54_000, hours: 4, text: 'Trois splits, gaz R410 compris.', status: 'accepted' },
    ],
    review: { rating: 4, comment: 'Bon travail, une heure de retard.' },
  },
  {
    service: 4, by: 'landlord', home: 10, title: 'Repeindre le studio de Godomey', description: 'Murs et plafond, environ 90 m². La couleur reste à choisir.',
    urgency: 'normal', status: 'in_progress', asked: 9,
    quotes: [
      { provider: 3, amount: 145_000, hours: 24, text: 'Deux couches, peinture lavable fournie.', status: 'rejected' },
      { provider: 7, amount: 120_000, hours: 30, text: 'Deux couches, peinture fournie par vos soins.', status: 'accepted' },
    ],
  },
  {
    service: 7, by: 'landlord', home: 2, title: 'Entretien mensuel du jardin et de la piscine', description: 'Taille des haies, tonte et traitement de l’eau, chaque premier lundi du mois.',
    urgency: 'low', status: 'quoted', asked: 4,
    quotes: [{ provider: 6, amount: 60_000, hours: 6, text: 'Forfait mensuel, produits de piscine compris.', status: 'pending' }],
  },
  {
    service: 1, by: 'tenant', home: 3, title: 'Prises du salon en panne', description: 'Deux prises ne marchent plus et le disjoncteur saute quand il pleut.',
    urgency: 'high', status: 'quoted', asked: 2,
    quotes: [{ provider: 0, amount: 18_000, hours: 2, text: 'Recherche de panne et remplacement de deux prises.', status: 'pending' }],
  },
  {
    service: 11, by: 'tenant', home: 3, title: 'Traitement contre les moustiques', description: 'Appartement de trois chambres avec balcon, un bébé à la maison.',
    urgency: 'normal', status: 'open', asked: 1, quotes: [],
  },
  {
    service: 0, by: 'landlord', home: 4, title: 'Fuite sous l’évier du studio de Zogbo', description: 'Le siphon goutte, le meuble commence à gonfler.',
    urgency: 'urgent', status: 'open', asked: 0.2, quotes: [],
  },
  {
    service: 6, by: 'landlord', home: 7, title: 'Changer la serrure de la boutique', description: 'L’ancien locataire n’a pas rendu toutes les clés.',
    urgency: 'normal', status: 'assigned', asked: 3,
    quotes: [{ provider: 5, amount: 40_000, hours: 1, text: 'Serrure à trois points, quatre clés.', status: 'accepted' }],
  },
  {
    service: 3, by: 'tenant', home: 3, title: 'Grand ménage avant une fête', description: 'Appartement de 118 m², vitres comprises.',
    urgency: 'low', status: 'cancelled', asked: 40, quotes: [],
  },
];
