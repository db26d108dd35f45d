import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

const HOME = 'BJ';
const HOME_CODE = '229';
const DOT = '•';

/**
 * The E.164 form ('+2290197808080') of a phone number as people write it, or null when the numbering plan of its
 * country knows no such number. Without a country code it is one of Benin. Benin's eight digits of before
 * 30 November 2024 become today's ten: the same number with 01 in front. Text around the number and extensions are
 * refused: an account's phone must be what an SMS can reach.
 */
export function normalizePhone(input: string): string | null {
  if (typeof input !== 'string') return null;
  const phone = parse(input);
  if (!phone || phone.ext) return null;
  if (phone.isValid()) return phone.number;
  // Judged after parsing, so every way to write the eight digits (bare, +229, 00229, with blanks) is one case.
  if (phone.countryCallingCode !== HOME_CODE || phone.nationalNumber.length !== 8) return null;
  const today = parse(`+${HOME_CODE}01${phone.nationalNumber}`);
  return today?.isValid() ? today.number : null;
}

/**
 * A number for logs and answers: '+229 •• •• •• 80 80'. Keeps the country code and the last four digits (fewer
 * of a short number), enough for its owner to know it by and too little to call it. What is no number is masked as well.
 */
export function maskPhone(e164: string): string {
  const phone = e164.startsWith('+') ? parse(e164) : undefined;
  const [code, national] = phone
    ? [`+${phone.countryCallingCode} `, phone.formatInternational().slice(phone.countryCallingCode.length + 2)]
    : ['', e164];
  const count = national.replace(/\D/g, '').length;
  const shown = phone && count >= 8 ? 4 : Math.min(2, Math.floor(count / 3));
  let seen = 0;
  return code + national.replace(/[^\s]/g, (char) => (/\d/.test(char) && ++seen > count - shown ? char : DOT));
}

function parse(input: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(input, { defaultCountry: HOME, extract: false });
}
