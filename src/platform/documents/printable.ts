import { foldText } from '../../kernel/text.js';

const NBSP = '\u00a0';
/** What the standard fonts of PDF can draw: WinAnsi, which is Windows-1252. */
const DRAWN = /^[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]+$/;
/** Letters and signs that neither Unicode nor `foldText` takes apart. */
const NEAREST: Record<string, string> = { ɔ: 'o', Ɔ: 'O', ə: 'e', Ə: 'E', ǝ: 'e', Ǝ: 'E', ꞌ: "'", Ꞌ: "'", '\u2212': '-', '₣': 'F' };

/**
 * The text as our documents can draw it. Every accent of French stays. Other Latin letters become their nearest, with
 * the tone where French has it ('Adéṣọlá Ɖɔ̀sú' is drawn 'Adésolá Dòsú'); signs nobody can read out (emoji, controls)
 * go; letters of other scripts become '?', so that a reader sees that something stood there. Blanks that French
 * wants unbroken (before ':', within '« »', after 'n°') become no-break ones.
 */
export function printable(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\u2007\u202f]/g, NBSP)
    .replace(/[\t\p{Zs}]/gu, (blank) => (blank === NBSP ? NBSP : ' '))
    .replace(/(\P{M})(\p{M}*)/gu, (_, letter: string, accents: string) => accented(nearest(letter), accents))
    .replace(/\p{M}/gu, '')
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[:;!?»%])/g, NBSP)
    .replace(/(?<=«|[nN]°) /g, NBSP);
}

/** The text cut to so many characters, with an ellipsis: for pages that may not grow. */
export function clipped(text: string, length: number): string {
  const letters = Array.from(text);
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('').trimEnd()}…`;
}

/** The letter with those of its accents that the font has it with. */
function accented(letter: string, accents: string): string {
  return Array.from(accents).reduce((soFar, accent) => {
    const composed = (soFar + accent).normalize('NFC');
    return isDrawn(composed) ? composed : soFar;
  }, letter);
}

function nearest(letter: string): string {
  if (isDrawn(letter)) return letter;
  const plain = Array.from(letter.normalize('NFKD'), (part) => NEAREST[part] ?? (isDrawn(part) ? part : folded(part))).join('');
  if (plain) return plain;
  return /[\p{L}\p{N}]/u.test(letter) ? '?' : '';
}

/** The plain letter in its own case; '' where there is none. */
function folded(letter: string): string {
  const plain = foldText(letter);
  if (!isDrawn(plain)) return '';
  return letter === letter.toLowerCase() ? plain : plain.toUpperCase();
}

function isDrawn(text: string): boolean {
  return DRAWN.test(text);
}
