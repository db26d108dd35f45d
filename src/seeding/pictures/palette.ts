import type { Random } from '../random.js';

/** The light of a picture and what it falls on. */
export interface Mood {
  sky: readonly string[];
  sun: string;
  cloud: string;
  /** Trees far away. */
  haze: string;
}

export const MOODS: readonly Mood[] = [
  { sky: ['#6db7e8', '#a9d8f0', '#e6f3f2'], sun: '#fff4cf', cloud: '#ffffff', haze: '#7fa98a' },
  { sky: ['#4aa3df', '#8ccbee', '#dcf0f4'], sun: '#fffbe6', cloud: '#ffffff', haze: '#6f9f7b' },
  { sky: ['#f2b46d', '#f7cf94', '#fdeccb'], sun: '#ffe9a8', cloud: '#fff3df', haze: '#a8926a' },
  { sky: ['#c9b79a', '#e2d3b6', '#f4ead6'], sun: '#fff6df', cloud: '#f9f1e2', haze: '#a79f83' },
  { sky: ['#7f8fd0', '#e7a58f', '#fbd7a2'], sun: '#ffdf9e', cloud: '#ffe3cf', haze: '#7d7c72' },
];

export const WALLS = ['#e9c9a1', '#f2dfc0', '#d9955f', '#f6efe2', '#e8b48a', '#f0d27f', '#cfe0d2', '#c9dbe6', '#e2a083', '#f3e3d3'] as const;
export const ROOFS = ['#9a4a33', '#7d8389', '#b5653a', '#5c7a6b', '#8c5a3c', '#6d7680'] as const;
export const DOORS = ['#6b4226', '#7a3b2e', '#2f5d62', '#8a5a2b', '#355c4a'] as const;
export const WAX = [
  ['#d9482b', '#f4b942', '#1f4e79'],
  ['#1f6f5c', '#f2c14e', '#c8553d'],
  ['#5b2a86', '#f59e42', '#f7f0df'],
  ['#123f5a', '#e07a3f', '#f3d9a4'],
  ['#8f2d56', '#ffbc42', '#218380'],
] as const;
export const GREENS = ['#2f7d3b', '#3f9142', '#57a64a', '#24693a', '#6fb04f'] as const;
export const LATERITE = '#b8693f';
export const SAND = '#e6cfa4';
export const GLASS = ['#bfe3ef', '#8fc3d8'] as const;

/** Mostly a blue day; sometimes evening, sometimes the dust of the harmattan. */
export function moodFor(random: Random): Mood {
  return random.pick([...MOODS, ...MOODS.slice(0, 2), ...MOODS.slice(0, 2)]);
}
