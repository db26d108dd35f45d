/** Each part of the demo draws from a stream of its own. */
export const STREAMS = { seed: 229, people: 1, homes: 2, lives: 3, services: 4, words: 5, extras: 6, money: 7, books: 8 } as const;
