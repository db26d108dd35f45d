/**
 * The towns of Benin and their quarters: centre, reach in metres, and how dear they are (1 = an ordinary
 * quarter of Cotonou). `near` are things people name when they say where they live.
 */
export type Trait = 'beach' | 'chic' | 'market' | 'campus' | 'lake' | 'road';

export interface QuarterData {
  name: string;
  latitude: number;
  longitude: number;
  reach: number;
  level: number;
  /** Share of the town's homes, relative to its other quarters. */
  weight: number;
  traits: readonly Trait[];
  near: readonly string[];
  /** "à Fidjrossè" unless the name takes an article. */
  at?: string;
}

export interface CityData {
  name: string;
  latitude: number;
  longitude: number;
  /** Share of all homes. */
  weight: number;
  at?: string;
  quarters: readonly QuarterData[];
}

function quarter(
  name: string,
  latitude: number,
  longitude: number,
  reach: number,
  level: number,
  weight: number,
  traits: readonly Trait[] = [],
  near: readonly string[] = [],
  at?: string,
): QuarterData {
  return { name, latitude, longitude, reach, level, weight, traits, near, ...(at === undefined ? {} : { at }) };
}

const COTONOU: readonly QuarterData[] = [
  quarter('Fidjrossè', 6.3545, 2.3655, 800, 1.15, 10, ['beach'], ['du Calvaire de Fidjrossè', 'du marché de Fidjrossè']),
  quarter('Fidjrossè Plage', 6.3497, 2.3645, 420, 1.35, 6, ['beach'], ['de la plage de Fidjrossè', 'de la Route des Pêches']),
  quarter('Fidjrossè Kpota', 6.3606, 2.3612, 600, 1.0, 6, ['road'], ['de la fin pavée', 'du centre de santé de Fidjrossè']),
  quarter('Haie Vive', 6.3568, 2.3985, 420, 2.2, 5, ['chic'], ['de l’aéroport', 'des restaurants de la Haie Vive']),
  quarter('Les Cocotiers', 6.3528, 2.3915, 420, 2.3, 4, ['chic', 'beach'], ['de l’aéroport', 'des ambassades'], 'aux Cocotiers'),
  quarter('Cadjèhoun', 6.3606, 2.4005, 520, 1.5, 5, ['road'], ['de l’église Bon Pasteur', 'du marché de Cadjèhoun']),
  quarter('Patte d’Oie', 6.3556, 2.4062, 350, 2.0, 2, ['chic'], ['du boulevard de la Marina', 'du Palais des Congrès'], 'à la Patte d’Oie'),
  quarter('Guinkomey', 6.3602, 2.4205, 380, 1.3, 3, ['market'], ['du Champ de Foire', 'de l’avenue Steinmetz']),
  quarter('Ganhi', 6.3563, 2.4312, 330, 1.7, 3, ['market', 'road'], ['du port', 'de la cathédrale Notre-Dame']),
  quarter('Zongo', 6.3603, 2.4282, 330, 1.1, 3, ['market'], ['de la mosquée centrale', 'de l’avenue Clozel']),
  quarter('Jonquet', 6.3617, 2.4232, 330, 1.1, 3, ['market'], ['des gares routières du Jonquet', 'du carrefour des Trois Banques'], 'au Jonquet'),
  quarter('Missèbo', 6.3655, 2.4302, 280, 1.2, 2, ['market'], ['du marché Missèbo', 'du marché Dantokpa']),
  quarter('Saint-Michel', 6.3686, 2.4268, 400, 1.2, 4, ['market', 'road'], ['de l’église Saint-Michel', 'du marché Dantokpa']),
  quarter('Sikècodji', 6.3715, 2.4183, 420, 1.05, 3, [], ['de l’église Sacré-Cœur', 'de l’Étoile Rouge']),
  quarter('Gbégamey', 6.3655, 2.4075, 480, 1.15, 5, ['market'], ['du marché de Gbégamey', 'de la place Bulgarie']),
  quarter('Vodjè', 6.3665, 2.3985, 420, 1.05, 4, [], ['de la clinique de Vodjè', 'du collège Père Aupiais']),
  quarter('Houéyiho', 6.3685, 2.3893, 430, 1.1, 3, ['road'], ['de la cité Houéyiho', 'de l’autoroute']),
  quarter('Étoile Rouge', 6.3735, 2.4098, 350, 1.2, 3, ['road'], ['de la place de l’Étoile Rouge', 'de Bénin Marché'], 'à l’Étoile Rouge'),
  quarter('Vèdoko', 6.3748, 2.3925, 470, 0.95, 5, ['road'], ['du carrefour Vèdoko', 'de l’échangeur de Vèdoko']),
  quarter('Sainte-Rita', 6.3785, 2.4055, 480, 0.95, 5, [], ['de l’église Sainte-Rita', 'du carrefour Sainte-Rita']),
  quarter('Kouhounou', 6.3805, 2.3835, 480, 0.9, 5, ['road'], ['du stade de l’Amitié', 'du marché de Kouhounou']),
  quarter('Zogbo', 6.3875, 2.3905, 460, 0.9, 5, ['road'], ['du carrefour Zogbo', 'de la pharmacie de Zogbo']),
  quarter('Zogbohouè', 6.3855, 2.3985, 350, 0.88, 2, [], ['de l’école de Zogbohouè']),
  quarter('Mènontin', 6.3865, 2.3775, 480, 0.88, 5, ['market'], ['du marché de Mènontin', 'du carrefour Kindonou']),
  quarter('Agla', 6.3775, 2.3585, 750, 0.78, 7, [], ['d’Agla Petit Château', 'd’Agla Les Pylônes']),
  quarter('Fifadji', 6.3895, 2.3985, 330, 0.88, 3, [], ['de l’église de Fifadji', 'du lac Nokoué']),
  quarter('Akpakpa', 6.3665, 2.4525, 650, 0.95, 7, ['road', 'market'], ['du carrefour PK3', 'du ciné Concorde']),
  quarter('Akpakpa Sènadé', 6.3745, 2.4505, 430, 0.85, 4, [], ['de l’hôpital Bethesda', 'du marché de Sènadé'], 'à Akpakpa Sènadé'),
  quarter('Akpakpa Dodomè', 6.3615, 2.4492, 330, 0.85, 3, [], ['de la zone industrielle', 'du vieux pont']),
  quarter('Sègbèya', 6.3712, 2.4615, 430, 0.8, 3, [], ['du marché de Sègbèya', 'de l’église de Sègbèya']),
  quarter('Avotrou', 6.3765, 2.4718, 480, 0.75, 3, [], ['du carrefour Avotrou', 'du lycée technique']),
  quarter('PK3', 6.3655, 2.4665, 420, 0.85, 3, ['road'], ['de la route inter-États', 'du carrefour PK3'], 'au PK3'),
];

const CALAVI: readonly QuarterData[] = [
  quarter('Godomey', 6.3985, 2.3425, 900, 0.75, 9, ['road', 'market'], ['de l’échangeur de Godomey', 'du marché de Godomey']),
  quarter('Godomey Togoudo', 6.4095, 2.3335, 750, 0.7, 6, [], ['du carrefour IITA', 'de la SONEB de Togoudo']),
  quarter('Calavi Kpota', 6.4525, 2.3455, 700, 0.72, 7, ['market', 'road'], ['du carrefour Kpota', 'de la mairie d’Abomey-Calavi']),
  quarter('Calavi Centre', 6.4475, 2.3525, 600, 0.75, 5, ['road'], ['de l’hôpital de zone', 'de l’embarcadère de Ganvié'], 'à Calavi Centre'),
  quarter('Zogbadjè', 6.4235, 2.3425, 600, 0.7, 8, ['campus'], ['du campus d’Abomey-Calavi', 'de la porte de l’UAC']),
  quarter('Tankpè', 6.4385, 2.3325, 800, 0.68, 7, [], ['du carrefour Tankpè', 'de la clinique de Tankpè']),
  quarter('Bidossessi', 6.4345, 2.3455, 500, 0.75, 4, ['campus'], ['du carrefour Bidossessi', 'de l’UAC']),
  quarter('Arconville', 6.4315, 2.3515, 500, 0.85, 4, ['chic'], ['de la cité Arconville', 'de la route inter-États']),
  quarter('Agori', 6.4575, 2.3555, 500, 0.65, 3, [], ['de l’église d’Agori', 'du lac Nokoué']),
  quarter('Togba', 6.4555, 2.3155, 1100, 0.58, 5, [], ['du marché de Togba', 'de la voie pavée de Togba']),
  quarter('Akassato', 6.4985, 2.3545, 1200, 0.55, 5, ['road'], ['du carrefour Akassato', 'de la route de Bohicon']),
  quarter('Cocotomey', 6.4005, 2.3035, 800, 0.6, 4, ['market', 'road'], ['du marché de Cocotomey', 'de la route de Ouidah']),
  quarter('Cococodji', 6.3965, 2.2745, 900, 0.55, 4, ['road', 'market'], ['du marché de Cococodji', 'de la route de Ouidah']),
  quarter('Womey', 6.4145, 2.3015, 900, 0.55, 4, [], ['de l’église de Womey', 'du carrefour Womey']),
  quarter('Hêvié', 6.4325, 2.2585, 1000, 0.45, 3, [], ['du marché de Hêvié', 'de l’arrondissement de Hêvié']),
  quarter('Ouèdo', 6.4905, 2.2905, 1200, 0.5, 3, [], ['de la cité Ouèdo', 'du marché de Ouèdo']),
  quarter('Glo-Djigbé', 6.5505, 2.3185, 1200, 0.45, 2, ['road'], ['de la zone industrielle de Glo-Djigbé', 'du péage']),
  quarter('Zinvié', 6.6155, 2.3575, 900, 0.35, 1, [], ['de l’hôpital La Croix', 'du marché de Zinvié']),
  quarter('Togbin', 6.3515, 2.3145, 500, 0.8, 2, ['beach'], ['de la Route des Pêches', 'de la plage de Togbin']),
];

const PORTO_NOVO: readonly QuarterData[] = [
  quarter('Ouando', 6.5135, 2.6155, 800, 0.6, 7, ['market', 'road'], ['du marché de Ouando', 'du carrefour Ouando']),
  quarter('Catchi', 6.4925, 2.6185, 450, 0.65, 5, ['road'], ['du carrefour Catchi', 'de la place Jean Bayol']),
  quarter('Houinmè', 6.5035, 2.6265, 500, 0.6, 5, [], ['de l’église de Houinmè', 'du centre Songhaï']),
  quarter('Tokpota', 6.5045, 2.6055, 600, 0.55, 5, [], ['du carrefour Tokpota', 'du stade municipal']),
  quarter('Djassin', 6.4885, 2.6035, 550, 0.5, 4, [], ['du collège de Djassin', 'de la lagune']),
  quarter('Avakpa', 6.4785, 2.6205, 400, 0.6, 4, ['lake'], ['du musée Honmè', 'de la grande mosquée']),
  quarter('Attakè', 6.4765, 2.6265, 350, 0.55, 3, ['market'], ['du grand marché', 'du Jardin des Plantes']),
  quarter('Foun-Foun', 6.4815, 2.6315, 400, 0.55, 3, [], ['de l’Assemblée nationale', 'du musée da Silva']),
  quarter('Agbokou', 6.4845, 2.6425, 500, 0.5, 3, [], ['du carrefour Agbokou', 'de l’hôpital']),
  quarter('Djègan-Daho', 6.4965, 2.6415, 600, 0.5, 4, [], ['du marché de Djègan-Daho', 'du CEG Djègan-Kpèvi']),
  quarter('Louho', 6.5285, 2.6185, 700, 0.45, 3, [], ['de l’université', 'de la route de Pobè']),
  quarter('Dowa', 6.5075, 2.5975, 550, 0.5, 3, [], ['du carrefour Dowa', 'de la voie pavée de Dowa']),
];

const PARAKOU: readonly QuarterData[] = [
  quarter('Banikanni', 9.3265, 2.6425, 700, 0.5, 6, ['campus', 'road'], ['de l’université de Parakou', 'du carrefour Banikanni']),
  quarter('Zongo', 9.3375, 2.6345, 600, 0.5, 5, ['market'], ['de la mosquée centrale', 'du marché Arzèkè']),
  quarter('Albarika', 9.3485, 2.6195, 700, 0.48, 5, [], ['du lycée Mathieu Bouké', 'du château d’eau']),
  quarter('Titirou', 9.3635, 2.6305, 800, 0.42, 4, [], ['du collège de Titirou', 'de la route de Kandi']),
  quarter('Ladji Farani', 9.3335, 2.6135, 700, 0.45, 4, [], ['de l’hôpital de Parakou', 'du marché Dépôt']),
  quarter('Guéma', 9.3535, 2.6095, 700, 0.42, 4, ['market'], ['du marché de Guéma', 'de la voie pavée de Guéma']),
  quarter('Wansirou', 9.3675, 2.6185, 700, 0.42, 3, [], ['du petit séminaire', 'du carrefour Wansirou']),
  quarter('Kpébié', 9.3275, 2.6255, 600, 0.48, 4, [], ['de la gare ferroviaire', 'de l’ORTB Parakou']),
  quarter('Zongo-Zénon', 9.3425, 2.6435, 600, 0.48, 3, [], ['du camp militaire', 'du stade municipal']),
  quarter('Tourou', 9.3155, 2.6055, 900, 0.38, 3, [], ['de l’aéroport de Tourou', 'de la route de Djougou']),
];

const SEME: readonly QuarterData[] = [
  quarter('Ekpè', 6.3905, 2.5355, 700, 0.55, 6, ['road'], ['du carrefour Ekpè', 'de l’église d’Ekpè']),
  quarter('PK6', 6.3715, 2.4905, 450, 0.7, 3, ['road'], ['de la route inter-États', 'du marché de PK6'], 'au PK6'),
  quarter('PK10', 6.3775, 2.5155, 500, 0.62, 5, ['road'], ['du carrefour Le Bélier', 'de la route inter-États'], 'au PK10'),
  quarter('Agblangandan', 6.3795, 2.4975, 600, 0.6, 4, [], ['du collège d’Agblangandan', 'du marché d’Agblangandan']),
  quarter('Ekpè Plage', 6.3725, 2.5405, 450, 0.65, 3, ['beach'], ['de la plage d’Ekpè', 'des cocoteraies']),
  quarter('Djèffa', 6.3865, 2.5865, 800, 0.5, 4, ['road'], ['de l’échangeur de Djèffa', 'de la route de Porto-Novo']),
  quarter('Sèmè Centre', 6.3865, 2.6205, 700, 0.48, 3, ['market', 'road'], ['de la mairie de Sèmè-Podji', 'du marché de Sèmè'], 'à Sèmè Centre'),
  quarter('Tohouè', 6.3925, 2.6565, 700, 0.4, 2, [], ['de l’arrondissement de Tohouè']),
  quarter('Kraké', 6.3865, 2.7015, 600, 0.42, 2, ['road', 'market'], ['de la frontière du Nigeria', 'du marché de Kraké']),
];

const OUIDAH: readonly QuarterData[] = [
  quarter('Ouidah Centre', 6.3631, 2.0851, 600, 0.55, 5, ['market', 'road'], ['du temple des Pythons', 'de la basilique'], 'à Ouidah Centre'),
  quarter('Tovè', 6.3725, 2.0905, 600, 0.45, 3, [], ['de la forêt sacrée de Kpassè', 'de la gare routière']),
  quarter('Zomachi', 6.3525, 2.0865, 450, 0.45, 3, [], ['de la route des Esclaves', 'du monument Zomachi']),
  quarter('Djègbadji', 6.3405, 2.0955, 450, 0.5, 3, ['beach', 'lake'], ['des salines de Djègbadji', 'de la lagune']),
  quarter('Ouidah Plage', 6.3278, 2.0905, 420, 0.85, 5, ['beach'], ['de la Porte du Non-Retour', 'de la plage de Ouidah'], 'à Ouidah Plage'),
  quarter('Route des Pêches', 6.3385, 2.1655, 520, 0.8, 4, ['beach'], ['de la Route des Pêches', 'de la plage d’Avlékété'], 'sur la Route des Pêches'),
  quarter('Avlékété', 6.3425, 2.2085, 420, 0.75, 3, ['beach'], ['de la plage d’Avlékété', 'de la marina en projet']),
  quarter('Pahou', 6.3885, 2.2155, 800, 0.42, 3, ['road', 'market'], ['du marché de Pahou', 'de la route inter-États']),
];

function centre(city: string, latitude: number, longitude: number, level: number, weight: number, near: readonly string[]): QuarterData {
  return quarter(`${city} Centre`, latitude, longitude, 600, level, weight, ['market', 'road'], near, `à ${city} Centre`);
}

export const CITIES: readonly CityData[] = [
  { name: 'Cotonou', latitude: 6.3703, longitude: 2.4103, weight: 31, quarters: COTONOU },
  { name: 'Abomey-Calavi', latitude: 6.4485, longitude: 2.3557, weight: 26, quarters: CALAVI },
  { name: 'Porto-Novo', latitude: 6.4969, longitude: 2.6283, weight: 9, quarters: PORTO_NOVO },
  { name: 'Parakou', latitude: 9.3372, longitude: 2.6303, weight: 8, quarters: PARAKOU },
  { name: 'Sèmè-Kpodji', latitude: 6.3865, longitude: 2.6205, weight: 5, quarters: SEME },
  { name: 'Ouidah', latitude: 6.3631, longitude: 2.0851, weight: 3.5, quarters: OUIDAH },
  {
    name: 'Bohicon', latitude: 7.1783, longitude: 2.0667, weight: 3, quarters: [
      centre('Bohicon', 7.1783, 2.0667, 0.45, 4, ['du marché de Bohicon', 'de la gare']),
      quarter('Zakpo', 7.1885, 2.0735, 600, 0.4, 3, [], ['du carrefour Mokas', 'de l’hôpital de Zakpo']),
      quarter('Agongbodji', 7.1705, 2.0605, 500, 0.38, 2, [], ['de la mission catholique']),
      quarter('Sodohomè', 7.1985, 2.0955, 700, 0.35, 2, [], ['du marché de Sodohomè']),
      quarter('Hêzonho', 7.1805, 2.0555, 500, 0.38, 2, [], ['de la route d’Abomey']),
    ],
  },
  {
    name: 'Abomey', latitude: 7.1829, longitude: 1.9912, weight: 2.2, quarters: [
      centre('Abomey', 7.1855, 1.9935, 0.4, 4, ['des palais royaux', 'du marché Houndjro']),
      quarter('Djègbé', 7.1765, 1.9965, 500, 0.38, 3, [], ['du palais de Djègbé', 'de la place Goho']),
      quarter('Hounli', 7.1925, 1.9885, 500, 0.35, 2, [], ['de l’église de Hounli']),
      quarter('Vidolé', 7.1885, 1.9805, 500, 0.35, 2, [], ['du CEG 1 d’Abomey']),
      quarter('Goho', 7.1815, 2.0055, 400, 0.4, 2, ['road'], ['de la statue de Béhanzin', 'de la place Goho']),
    ],
  },
  {
    name: 'Natitingou', latitude: 10.3042, longitude: 1.3796, weight: 1.8, quarters: [
      centre('Natitingou', 10.3045, 1.3795, 0.42, 4, ['du marché de Natitingou', 'du musée régional']),
      quarter('Kantaborifa', 10.2955, 1.3785, 500, 0.38, 2, [], ['du lycée Mathieu Kérékou', 'de la chaîne de l’Atacora']),
      quarter('Yokossi', 10.3125, 1.3825, 500, 0.38, 2, [], ['de la cathédrale']),
      quarter('Ourbouga', 10.3185, 1.3745, 500, 0.35, 2, [], ['de la route de Tanguiéta', 'des cascades de Kota']),
    ],
  },
  {
    name: 'Djougou', latitude: 9.7085, longitude: 1.666, weight: 2, quarters: [
      centre('Djougou', 9.7085, 1.666, 0.38, 4, ['du grand marché de Djougou', 'de la mosquée centrale']),
      quarter('Baparapéï', 9.7145, 1.6585, 500, 0.34, 2, [], ['du palais royal de Kilir']),
      quarter('Sassirou', 9.7005, 1.6605, 500, 0.34, 2, [], ['de l’hôpital de l’Ordre de Malte']),
      quarter('Zountori', 9.7165, 1.6745, 600, 0.33, 2, [], ['de la route de Natitingou']),
    ],
  },
  {
    name: 'Lokossa', latitude: 6.6387, longitude: 1.7167, weight: 1.5, quarters: [
      centre('Lokossa', 6.6387, 1.7167, 0.42, 4, ['du marché Nesto', 'de la préfecture']),
      quarter('Agnivèdji', 6.6455, 1.7195, 500, 0.38, 2, [], ['de l’INSTI', 'de la cathédrale Saint-Pierre Claver']),
      quarter('Ahouamè', 6.6325, 1.7105, 500, 0.36, 2, [], ['du CEG 1 de Lokossa']),
    ],
  },
  {
    name: 'Grand-Popo', latitude: 6.2815, longitude: 1.8255, weight: 1.4, quarters: [
      quarter('Grand-Popo Plage', 6.2795, 1.8255, 260, 0.85, 5, ['beach'], ['de la plage de Grand-Popo', 'de la Villa Karo'], 'à Grand-Popo Plage'),
      quarter('Hèvè', 6.2845, 1.8355, 260, 0.6, 3, ['beach', 'lake'], ['de la Bouche du Roy', 'du fleuve Mono']),
      quarter('Agoué', 6.2515, 1.6905, 350, 0.5, 2, ['beach', 'road'], ['de l’église d’Agoué', 'de la route de Lomé']),
      quarter('Hillacondji', 6.2425, 1.6375, 280, 0.5, 1, ['road', 'market'], ['de la frontière du Togo']),
    ],
  },
  {
    name: 'Kandi', latitude: 11.1342, longitude: 2.9386, weight: 1.2, quarters: [
      centre('Kandi', 11.1342, 2.9386, 0.36, 4, ['du marché de Kandi', 'de la préfecture']),
      quarter('Gansosso', 11.1405, 2.9335, 500, 0.32, 2, [], ['de l’hôpital de zone']),
      quarter('Kéféri', 11.1265, 2.9425, 500, 0.32, 2, [], ['de la route de Parakou']),
    ],
  },
  {
    name: 'Allada', latitude: 6.6653, longitude: 2.1514, weight: 1.2, quarters: [
      centre('Allada', 6.6653, 2.1514, 0.42, 4, ['du palais royal', 'du marché d’Allada']),
      quarter('Dodomey', 6.6585, 2.1465, 500, 0.36, 2, [], ['de la statue de Toussaint Louverture']),
    ],
  },
  {
    name: 'Sô-Ava', latitude: 6.4665, longitude: 2.4165, weight: 0.5, quarters: [
      quarter('Ganvié', 6.4665, 2.4165, 500, 0.4, 3, ['lake'], ['du marché flottant', 'de l’embarcadère'], 'à Ganvié'),
      quarter('Sô-Ava Centre', 6.4885, 2.4015, 400, 0.35, 1, ['lake'], ['de la mairie de Sô-Ava'], 'à Sô-Ava Centre'),
    ],
  },
  {
    name: 'Savalou', latitude: 7.9281, longitude: 1.9756, weight: 1, quarters: [
      centre('Savalou', 7.9281, 1.9756, 0.36, 4, ['du palais royal', 'du marché de Savalou']),
      quarter('Ouèssè', 7.9345, 1.9685, 500, 0.32, 2, [], ['des collines de Savalou']),
    ],
  },
  {
    name: 'Dassa-Zoumé', latitude: 7.75, longitude: 2.1833, weight: 1.2, quarters: [
      centre('Dassa', 7.7515, 2.1845, 0.4, 4, ['de la grotte mariale', 'du marché de Dassa']),
      quarter('Ayédéro', 7.7585, 2.1905, 500, 0.35, 2, [], ['de la basilique', 'des quarante et une collines']),
      quarter('Zongo', 7.7435, 2.1805, 400, 0.33, 2, ['road'], ['de la gare routière']),
    ],
  },
  {
    name: 'Malanville', latitude: 11.8682, longitude: 3.3833, weight: 0.9, quarters: [
      centre('Malanville', 11.8645, 3.3865, 0.38, 4, ['du marché international', 'du fleuve Niger']),
      quarter('Wouro-Yesso', 11.8585, 3.3925, 400, 0.33, 2, [], ['de la route de Kandi']),
    ],
  },
  {
    name: 'Nikki', latitude: 9.9401, longitude: 3.2108, weight: 0.8, quarters: [
      centre('Nikki', 9.9401, 3.2108, 0.34, 4, ['du palais royal', 'de la place de la Gaani']),
      quarter('Maro', 9.9335, 3.2055, 500, 0.3, 2, [], ['de l’hôpital Sounon Séro']),
    ],
  },
  {
    name: 'Tanguiéta', latitude: 10.6212, longitude: 1.2651, weight: 0.7, quarters: [
      centre('Tanguiéta', 10.6212, 1.2651, 0.38, 4, ['du parc de la Pendjari', 'du marché de Tanguiéta']),
      quarter('Goro', 10.6285, 1.2605, 400, 0.33, 2, [], ['de l’hôpital Saint-Jean de Dieu']),
    ],
  },
  {
    name: 'Pobè', latitude: 6.9801, longitude: 2.6649, weight: 1, quarters: [
      centre('Pobè', 6.9801, 2.6649, 0.38, 4, ['du marché de Pobè', 'de la préfecture']),
      quarter('Mamagué', 6.9865, 2.6595, 500, 0.34, 2, [], ['de la palmeraie']),
    ],
  },
  {
    name: 'Kétou', latitude: 7.3633, longitude: 2.5998, weight: 1, quarters: [
      centre('Kétou', 7.3633, 2.5998, 0.36, 4, ['de la porte Akaba Idéna', 'du marché Assèna']),
      quarter('Atchoubi', 7.3695, 2.6055, 500, 0.32, 2, [], ['de l’université d’agriculture']),
    ],
  },
  {
    name: 'Comè', latitude: 6.4076, longitude: 1.882, weight: 1.1, quarters: [
      centre('Comè', 6.4076, 1.882, 0.42, 4, ['du marché de Comè', 'de la route de Lokossa']),
      quarter('Hongodé', 6.4145, 1.8765, 500, 0.36, 2, [], ['de l’hôpital de zone']),
    ],
  },
  {
    name: 'Tchaourou', latitude: 8.8865, longitude: 2.5975, weight: 0.7, quarters: [
      centre('Tchaourou', 8.8865, 2.5975, 0.34, 4, ['du marché de Tchaourou', 'de la route de Parakou']),
      quarter('Badékparou', 8.8925, 2.6035, 500, 0.3, 2, [], ['de la gare']),
    ],
  },
  {
    name: 'Bassila', latitude: 9.0081, longitude: 1.6654, weight: 0.6, quarters: [
      centre('Bassila', 9.0081, 1.6654, 0.33, 4, ['du marché de Bassila', 'de la forêt sacrée']),
      quarter('Kikélé', 9.0165, 1.6725, 500, 0.28, 1, [], ['de la route de Djougou']),
    ],
  },
  {
    name: 'Savè', latitude: 8.0342, longitude: 2.4866, weight: 0.7, quarters: [
      centre('Savè', 8.0342, 2.4866, 0.34, 4, ['des mamelles de Savè', 'de la sucrerie']),
    ],
  },
  {
    name: 'Glazoué', latitude: 7.9736, longitude: 2.24, weight: 0.6, quarters: [
      centre('Glazoué', 7.9736, 2.24, 0.34, 4, ['du grand marché de Glazoué', 'de la gare']),
    ],
  },
  {
    name: 'Sakété', latitude: 6.7362, longitude: 2.6587, weight: 0.8, quarters: [
      centre('Sakété', 6.7362, 2.6587, 0.38, 4, ['du marché de Sakété', 'du lycée agricole']),
    ],
  },
  {
    name: 'Azovè', latitude: 6.943, longitude: 1.704, weight: 0.8, quarters: [
      centre('Azovè', 6.943, 1.704, 0.36, 4, ['du marché d’Azovè', 'du carrefour Azovè']),
    ],
  },
  {
    name: 'Bembèrèkè', latitude: 10.2283, longitude: 2.6633, weight: 0.5, quarters: [
      centre('Bembèrèkè', 10.2283, 2.6633, 0.33, 4, ['de l’hôpital évangélique', 'du marché de Bembèrèkè']),
    ],
  },
];
