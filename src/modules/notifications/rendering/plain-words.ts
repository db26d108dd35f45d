/**
 * What a person typed, as one line of a text of ours: no line ends (they would add mail headers or fake a paragraph),
 * no marks that turn the reading direction around, and no more of it than fits.
 */
export function oneLine(text: string, longest: number): string {
  const line = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  return clip(line, longest);
}

/** Cut to so many characters, the last of them an ellipsis; a letter of two code units is never halved. */
export function clip(text: string, longest: number): string {
  const letters = Array.from(text);
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('').trimEnd()}…`;
}

/**
 * The name to greet with, or nothing. Anyone can sign up with a stranger's address and a name that is an
 * advertisement: only what looks like a name is repeated in a mail.
 */
export function greetingName(first_name: string): string {
  const name = oneLine(first_name, 60);
  return /^[\p{L}\p{M}][\p{L}\p{M} '’.-]{0,39}$/u.test(name) && !/\.\S/u.test(name) ? name : '';
}
