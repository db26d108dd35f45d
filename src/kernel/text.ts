/**
 * Letters that carry no separate accent but that PostgreSQL's `unaccent` writes plainly all the same, upper and lower
 * case: those of French, of the languages of Benin and its neighbours (Fon, Ewe, Yoruba, Hausa, Fula) and of Europe.
 * ɔ is not among them: `unaccent` keeps it.
 */
const PLAIN: Record<string, string> = pairs(
  "æ ae Æ AE œ oe Œ OE ß ss ẞ SS ø o Ø O đ d Đ D ð d Ð D þ th Þ TH ł l Ł L ħ h Ħ H ı i ŋ n Ŋ N ĳ ij Ĳ IJ ŧ t Ŧ T ſ s ŉ 'n " +
    'ɖ d Ɖ D ɗ d Ɗ D ɛ e Ɛ E ɓ b Ɓ B ƒ f Ƒ F ƙ k Ƙ K ƴ y Ƴ Y ɲ n Ɲ N ʋ v Ʋ V ɠ g Ɠ G ' +
    "‘ ' ’ ' ‚ , “ \" ” \" „ ,, « << » >> ‹ < › > ‐ - ‑ - ‒ - – - — - … ... ʼ ' ʻ '",
);
const PLAIN_ANY = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/**
 * Text as it is compared: without accents, in lower case, without outer blanks. Does what the SQL function `fold_text`
 * does, in its order (blanks, accents, case), to the letters that names here are written in; rare letters and signs
 * that `unaccent` also spells out (ƶ, ½, ㎞) stay. Where rows decide, let SQL fold both sides.
 */
export function foldText(s: string): string {
  return trimBlanks(s)
    .replace(/[\p{Script=Latin}\p{Script=Greek}]/gu, (letter) => letter.normalize('NFD'))
    .replace(/[\u0300-\u036f]/g, '')
    .replace(PLAIN_ANY, (letter) => PLAIN[letter])
    .toLowerCase();
}

/** Like `btrim`: blanks only, not line ends. Walked, because / +$/ is quadratic on a long run of blanks. */
function trimBlanks(s: string): string {
  let start = 0;
  let end = s.length;
  while (start < end && s[start] === ' ') start += 1;
  while (end > start && s[end - 1] === ' ') end -= 1;
  return s.slice(start, end);
}

function pairs(words: string): Record<string, string> {
  const list = words.trim().split(' ');
  return Object.fromEntries(Array.from({ length: list.length / 2 }, (_, n) => [list[2 * n], list[2 * n + 1]]));
}
