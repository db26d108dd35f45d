/** Messages of libraries quote what they were given: addresses and numbers of people are taken out. Ids and ports stay. */
export function scrub(text: string): string {
  return text
    .replace(/[^\s<>"',;:()=]+@[^\s<>"',;:()]+\.[a-z]{2,}/gi, '[address]')
    .replace(/\+\d[\d .-]{6,}\d|(?<![\w./:-])\d{8,15}(?![\w./:-])/g, '[number]')
    .replace(/\bBearer\s+\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    // What PostgreSQL could not read is what somebody wrote.
    .replace(/(invalid input (?:syntax|value) for [^:]+: )"[^"]*"/g, '$1"[value]"')
    // An address may carry a secret in its query, or a password before its host.
    .replace(/(\w+:\/\/)[^/\s@]+@/g, '$1[hidden]@')
    .replace(/(\w+:\/\/[^\s?"']+)\?[^\s"']*/g, '$1?[hidden]');
}
