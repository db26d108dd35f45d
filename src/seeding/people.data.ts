/** Names as they are met in Benin: Fon, Yoruba, Bariba, Dendi, Ditammari and Afro-Brazilian families. */
export const LAST_NAMES = [
  'Dossou', 'Houngbédji', 'Agbo', 'Adjovi', 'Kpadonou', 'Ahouansou', 'Hounkpatin', 'Gbaguidi', 'Zinsou', 'Tossou',
  'Akpovi', 'Amoussou', 'Assogba', 'Azonhiho', 'Bio', 'Chabi', 'Dansou', 'Dègla', 'Fagnon', 'Gnonlonfoun',
  'Hountondji', 'Idrissou', 'Kiki', 'Kouassi', 'Lawani', 'Mama', 'Moussa', 'N’Tcha', 'Orou', 'Quenum',
  'Sagbo', 'Salami', 'Sossa', 'Toko', 'Vignon', 'Yessoufou', 'Zannou', 'Alapini', 'Adéoti', 'Bello',
  'Boko', 'Capo-Chichi', 'da Silva', 'de Souza', 'd’Almeida', 'Domingo', 'Gomez', 'Paraïso', 'Johnson', 'Lokossou',
  'Ahissou', 'Akindès', 'Allagbé', 'Atchadé', 'Avocè', 'Bankolé', 'Codjia', 'Dagba', 'Djossou', 'Fassinou',
  'Gandonou', 'Glèlè', 'Houessou', 'Hounsa', 'Kakpo', 'Kpossou', 'Loko', 'Medegan', 'Noukpo', 'Oké',
  'Padonou', 'Sacca', 'Sinsin', 'Tchibozo', 'Tokpanou', 'Worou', 'Yaï', 'Zossou', 'Sero', 'Sabi',
] as const;

export const WOMEN = [
  'Afi', 'Sènami', 'Reine', 'Grâce', 'Pélagie', 'Clarisse', 'Mariam', 'Aïcha', 'Fatoumata', 'Estelle',
  'Nadège', 'Rosine', 'Bernadette', 'Adjoua', 'Edwige', 'Carine', 'Mireille', 'Félicité', 'Yasmine', 'Ornella',
  'Prisca', 'Solange', 'Odile', 'Sèdami', 'Inès', 'Chantal', 'Rafiath', 'Nafissatou', 'Huguette', 'Léontine',
] as const;

export const MEN = [
  'Koffi', 'Codjo', 'Kossi', 'Sènan', 'Rodrigue', 'Fiacre', 'Wilfried', 'Gildas', 'Boris', 'Serge',
  'Arnaud', 'Brice', 'Ulrich', 'Romuald', 'Thierry', 'Pascal', 'Ibrahim', 'Moussa', 'Abdoulaye', 'Issifou',
  'Séraphin', 'Barnabé', 'Gérard', 'Hervé', 'Landry', 'Mathieu', 'Parfait', 'Judicaël', 'Espoir', 'Dieudonné',
] as const;
