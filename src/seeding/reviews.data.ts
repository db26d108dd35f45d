/** What tenants write after their stay, by the stars they give. */
export const REVIEW_COMMENTS: Record<number, readonly string[]> = {
  5: [
    'Très bon séjour, la maison est exactement comme sur les photos. Le propriétaire est disponible et très gentil.',
    'Tout était propre, calme et bien situé. Je recommande sans hésiter.',
    'Accueil chaleureux, eau et courant sans coupure grâce au forage et au groupe. Merci !',
    'Quartier tranquille, à deux pas du goudron. Nous reviendrons avec la famille.',
    'Parfait du début à la fin. Le gardien est serviable et la climatisation marche très bien.',
    'Excellent rapport qualité-prix pour le quartier. Rien à redire.',
    'On s’est sentis chez nous. Literie confortable et cuisine bien équipée.',
    'La plage est vraiment tout près, et le soir on entend la mer. Un régal.',
    'Propriétaire sérieux, remise des clés à l’heure et caution rendue le jour même.',
  ],
  4: [
    'Bon logement, conforme à la description. Seul le Wi-Fi était un peu lent le soir.',
    'Très correct. La voie est un peu difficile quand il pleut, mais on est bien.',
    'Séjour agréable, il manquait juste une deuxième clé.',
    'Propre et bien placé. Un peu de bruit de la route le matin.',
    'Bonne adresse, propriétaire réactif. Le compteur à carte est pratique.',
    'Nous avons bien dormi. La pression de l’eau est faible à l’étage.',
    'Bien dans l’ensemble, quelques moustiques : prévoir un répulsif.',
  ],
  3: [
    'Correct pour le prix, mais la peinture est à refaire.',
    'Logement moyen : deux coupures de courant et pas de groupe.',
    'Le quartier est bien, la maison un peu moins que sur les photos.',
    'Ça va pour une courte durée. La douche fuyait un peu.',
  ],
  2: [
    'Déçu par la propreté à l’arrivée, il a fallu refaire le ménage.',
    'L’eau a manqué trois jours de suite et le propriétaire répondait peu.',
    'Climatisation en panne pendant tout le séjour.',
  ],
  1: ['Ne correspond pas à l’annonce. Nous sommes partis avant la fin.', 'Beaucoup de bruit la nuit et personne pour répondre au téléphone.'],
};

/** What tenants write when they ask for a stay. */
export const REQUEST_MESSAGES = [
  'Bonjour, votre logement est-il bien disponible à ces dates ? Merci.',
  'Bonjour, je viens à {C} pour une mission. Nous serons calmes.',
  'Bonsoir, je souhaite réserver pour ma famille. Pouvez-vous confirmer rapidement ?',
  'Bonjour, est-il possible d’arriver un peu plus tôt le premier jour ?',
  'Bonjour, je cherche un logement proche {near}. Je peux passer le visiter demain.',
  'Bonjour, c’est pour un jeune couple sans enfant. Merci de votre retour.',
] as const;

export const OWNER_REASONS = ['Le logement est en travaux à ces dates.', 'Déjà promis à un parent.', 'Je préfère une durée plus longue.'] as const;
export const TENANT_REASONS = ['Ma mission a été reportée.', 'J’ai trouvé plus près de mon travail.', 'Changement de programme, désolé.'] as const;
export const BLOCK_NOTES = ['Travaux de peinture', 'Usage familial', 'Réparation de la plomberie', 'Famille de passage', 'Fermeture annuelle'] as const;
