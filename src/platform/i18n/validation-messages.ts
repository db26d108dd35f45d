import type { ErrorParameters, Locale, Texts } from '../../kernel/app-error.js';
import { fill } from '../../kernel/app-error.js';

/** What each validation code says. The input itself is never echoed back. */
const MESSAGES: Readonly<Record<string, Texts>> = {
  required: { fr: 'Ce champ est obligatoire.', en: 'This field is required.' },
  unknown_field: { fr: 'Ce champ n’existe pas ici : retirez-le.', en: 'There is no such field here: remove it.' },
  not_an_object: { fr: 'Un objet JSON est attendu.', en: 'A JSON object is expected.' },
  nul_character: { fr: 'Le caractère NUL n’est pas accepté.', en: 'The NUL character is not accepted.' },
  broken_character: { fr: 'Ce texte contient la moitié d’un caractère.', en: 'This text contains half of a character.' },
  too_complex: { fr: 'Ces données comptent trop d’éléments ou de niveaux.', en: 'This data has too many items or levels.' },
  not_a_string: { fr: 'Un texte est attendu.', en: 'A text is expected.' },
  too_short: { fr: 'Au moins {min} caractère(s).', en: 'At least {min} character(s).' },
  too_long: { fr: 'Au plus {max} caractères.', en: 'At most {max} characters.' },
  bad_pattern: { fr: 'Ce format n’est pas le bon ; exemple : {example}.', en: 'The format is not right; example: {example}.' },
  not_an_email: { fr: 'Une adresse e-mail valable est attendue.', en: 'A valid e-mail address is expected.' },
  not_a_phone: {
    fr: 'Un numéro de téléphone valable est attendu ; exemple : +229 01 97 80 80 80.',
    en: 'A valid phone number is expected; example: +229 01 97 80 80 80.',
  },
  bad_area: { fr: 'Chaque ville compte de 2 à 100 caractères.', en: 'Each town has 2 to 100 characters.' },
  not_a_uuid: { fr: 'Un identifiant UUID est attendu.', en: 'A UUID is expected.' },
  not_an_instant: { fr: 'Une date et une heure sont attendues, comme 2027-03-12T09:00:00Z.', en: 'A date and a time are expected, like 2027-03-12T09:00:00Z.' },
  not_a_date: { fr: 'Une date AAAA-MM-JJ est attendue.', en: 'A date YYYY-MM-DD is expected.' },
  not_an_integer: { fr: 'Un nombre entier est attendu.', en: 'A whole number is expected.' },
  not_a_number: { fr: 'Un nombre est attendu.', en: 'A number is expected.' },
  too_small: { fr: 'La valeur minimale est {min}.', en: 'The smallest value is {min}.' },
  too_large: { fr: 'La valeur maximale est {max}.', en: 'The largest value is {max}.' },
  too_many_decimals: { fr: 'Au plus {max} décimale(s).', en: 'At most {max} decimal(s).' },
  not_a_boolean: { fr: 'true ou false est attendu.', en: 'true or false is expected.' },
  not_one_of: { fr: 'Valeurs possibles : {values}.', en: 'Possible values: {values}.' },
  not_a_list: { fr: 'Une liste est attendue.', en: 'A list is expected.' },
  too_few_items: { fr: 'Au moins {min} élément(s).', en: 'At least {min} item(s).' },
  too_many_items: { fr: 'Au plus {max} éléments.', en: 'At most {max} items.' },
  repeated_item: { fr: 'Un même élément figure deux fois.', en: 'The same item stands there twice.' },
  not_a_cursor: {
    fr: 'Ce curseur n’est pas valable : reprenez celui du lien « next ».',
    en: 'This cursor is not valid: take the one of the “next” link.',
  },
  invalid: { fr: 'Cette valeur n’est pas valable.', en: 'This value is not valid.' },
};

export function validationMessage(code: string, parameters: ErrorParameters, locale: Locale): string {
  const texts = MESSAGES[hasValidationMessage(code) ? code : 'invalid'];
  return texts === undefined ? code : fill(texts[locale], parameters);
}

/** True where `code` has words of its own: a test keeps decorators and texts together. */
export function hasValidationMessage(code: string): boolean {
  return Object.hasOwn(MESSAGES, code);
}
