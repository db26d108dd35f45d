/** What the demo tenant and landlord wrote to each other. `home` is a place in `LANDLORD_HOMES`, `ago` hours ago. */
export const CONVERSATION: readonly { from: 'tenant' | 'landlord'; home: number; ago: number; text: string }[] = [
  { from: 'tenant', home: 3, ago: 2_310, text: 'Bonjour Madame Adjovi, votre appartement de Cadjèhoun est-il toujours libre ?' },
  { from: 'landlord', home: 3, ago: 2_308, text: 'Bonjour Sènami. Oui, il se libère bientôt. Voulez-vous le visiter cette semaine ?' },
  { from: 'tenant', home: 3, ago: 2_307, text: 'Avec plaisir, jeudi après 17 h si cela vous va.' },
  { from: 'landlord', home: 3, ago: 2_306, text: 'Parfait, jeudi à 17 h 30. Le gardien s’appelle Parfait, il vous ouvrira si je suis en retard.' },
  { from: 'tenant', home: 3, ago: 2_301, text: 'La visite m’a convaincue, je viens de faire la demande pour un an.' },
  { from: 'landlord', home: 3, ago: 2_298, text: 'C’est accepté, bienvenue ! Le contrat est dans l’application.' },
  { from: 'tenant', home: 3, ago: 1_900, text: 'Bonjour, le compteur à carte affiche un message d’erreur depuis ce matin.' },
  { from: 'landlord', home: 3, ago: 1_899, text: 'Merci de me prévenir. J’envoie l’électricien de chez Hounsa Dépannage avant midi.' },
  { from: 'tenant', home: 3, ago: 1_890, text: 'C’est réparé, merci pour votre réactivité.' },
  { from: 'landlord', home: 3, ago: 700, text: 'Bonjour Sènami, petit rappel : le ramassage des ordures passe maintenant le mardi et le vendredi.' },
  { from: 'tenant', home: 3, ago: 698, text: 'Bien noté, merci.' },
  { from: 'tenant', home: 3, ago: 50, text: 'Bonjour, deux prises du salon ne marchent plus. J’ai ouvert une demande d’intervention.' },
  { from: 'landlord', home: 3, ago: 48, text: 'Je l’ai vue. Choisissez le devis qui vous convient, je prends les frais en charge.' },
  { from: 'tenant', home: 0, ago: 3, text: 'Nous aimerions aussi revenir au studio de Fidjrossè pour un week-end, je viens de faire la demande.' },
  { from: 'tenant', home: 0, ago: 2.5, text: 'Est-ce que l’arrivée le vendredi soir après 20 h est possible ?' },
];

/** Others who wrote to the demo landlord: place among the tenants. */
export const ENQUIRIES: readonly { tenant: number; home: number; ago: number; text: string; answer?: string }[] = [
  { tenant: 25, home: 0, ago: 5, text: 'Bonsoir, nous arrivons de Lomé en voiture. Y a-t-il une place pour se garer ?' },
  { tenant: 14, home: 1, ago: 9, text: 'Bonjour, pouvez-vous établir une facture au nom de notre ONG ?', answer: 'Bonjour, oui, avec IFU. Envoyez-moi la raison sociale exacte.' },
  { tenant: 40, home: 2, ago: 2, text: 'Bonjour, la villa peut-elle recevoir soixante personnes dans le jardin pour un mariage ?' },
  { tenant: 26, home: 4, ago: 14, text: 'Bonjour, puis-je visiter le studio de Zogbo samedi matin ?', answer: 'Bonjour, samedi à 10 h, c’est noté.' },
  { tenant: 48, home: 6, ago: 7, text: 'Bonjour, serait-il possible d’avoir un lit bébé ?', answer: 'Bien sûr, nous en avons un en bois.' },
];

export const ADDRESSES: readonly {
  role: 'tenant' | 'landlord' | 'provider'; label: string; address: string; city: string; quarter: string; isDefault: boolean;
}[] = [
  { role: 'tenant', label: 'Domicile', address: 'Carré 1204, maison Adjovi, premier étage', city: 'Cotonou', quarter: 'Cadjèhoun', isDefault: true },
  { role: 'tenant', label: 'Bureau', address: 'Avenue Clozel, immeuble Bénin Marché', city: 'Cotonou', quarter: 'Ganhi', isDefault: false },
  { role: 'tenant', label: 'Chez maman', address: 'Von de l’église de Tankpè', city: 'Abomey-Calavi', quarter: 'Tankpè', isDefault: false },
  { role: 'landlord', label: 'Domicile', address: 'Lot 512, rue des Cocotiers', city: 'Cotonou', quarter: 'Les Cocotiers', isDefault: true },
  { role: 'provider', label: 'Atelier', address: 'Carrefour Vèdoko, derrière la station', city: 'Cotonou', quarter: 'Vèdoko', isDefault: true },
];
