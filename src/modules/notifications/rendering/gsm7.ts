/** GSM 03.38: what one septet of an SMS can hold. One letter outside of it halves the room to 70 characters. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These cost two septets each. */
const EXTENDED = new Set('^{}\\[~]|€');

/** Typography, and the letters of the languages of Benin that have no accent to take off. */
const PLAIN: Readonly<Record<string, string>> = {
  '\u00a0': ' ', '\u202f': ' ', '\u2009': ' ', '\t': ' ', '’': "'", '‘': "'", 'ʼ': "'", '`': "'", '´': "'",
  '“': '"', '”': '"', '„': '"', '–': '-', '—': '-', '‑': '-', '…': '...', '•': '-', '·': '-', '×': 'x', '°': 'o',
  'œ': 'oe', 'Œ': 'OE', 'ɔ': 'o', 'Ɔ': 'O', 'ɛ': 'e', 'Ɛ': 'E', 'ɖ': 'd', 'Ɖ': 'D', 'ƒ': 'f', 'Ƒ': 'F', 'ŋ': 'n', 'Ŋ': 'N', 'ɣ': 'g', 'Ɣ': 'G',
  'ʋ': 'v', 'Ʋ': 'V', 'ɓ': 'b', 'Ɓ': 'B', 'ɗ': 'd', 'Ɗ': 'D', 'ƙ': 'k', 'Ƙ': 'K', 'ł': 'l', 'Ł': 'L', 'đ': 'd', 'ı': 'i', 'þ': 'th', 'ð': 'd',
};

/** The text in letters that every phone shows and that fill an SMS the least: accents fall where GSM-7 has none, emoji go. */
export function toGsm7(text: string): string {
  let plain = '';
  // Composed first: é is one septet, e and its accent would lose the accent.
  const quoted = text.normalize('NFC').replace(/«\s*/g, '"').replace(/\s*»/g, '"');
  for (const letter of quoted) plain += letterOf(letter);
  return plain.replace(/ {2,}/g, ' ').trim();
}

/** How many septets an SMS in GSM-7 takes up; one message holds 160. */
export function gsm7Length(text: string): number {
  let length = 0;
  for (const letter of text) length += EXTENDED.has(letter) ? 2 : 1;
  return length;
}

export function isGsm7(text: string): boolean {
  return Array.from(text).every((letter) => BASIC.has(letter) || EXTENDED.has(letter));
}

function letterOf(letter: string): string {
  if (BASIC.has(letter) || EXTENDED.has(letter)) return letter;
  const plain = PLAIN[letter];
  if (plain !== undefined) return plain;
  const base = letter.normalize('NFKD').replace(/\p{M}/gu, '');
  return isGsm7(base) ? base : '';
}
