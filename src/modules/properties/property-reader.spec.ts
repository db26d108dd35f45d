import { describe, expect, it } from '@jest/globals';
import { ANONYMOUS } from '../../platform/authz/actor.js';
import type { Statement } from '../../platform/database/database.js';
import { PropertyReader } from './property-reader.js';
import type { SearchWords } from './search-words.js';

/** A town in which every word is met `total` times; it keeps what it was asked. */
function readerOf(total: number): { reader: PropertyReader; asked: string[] } {
  const asked: string[] = [];
  const database = {
    readsFrom: () => Promise.resolve('primary'),
    read: (statement: Statement | string) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      asked.push(text);
      const most = Number(/LIMIT (\d+)\)\s+SELECT \(SELECT count/.exec(text)?.[1]);
      return Promise.resolve(text.startsWith('WITH matches') ? [{ ids: ['0199b1f2-0000-7000-8000-000000000000'], total: Math.min(total, most) }] : [{ json: '[{}]' }]);
    },
  };
  const words = { read: () => Promise.resolve([`'villa'`]) } as unknown as SearchWords;
  return { reader: new PropertyReader(database as never, {} as never, {} as never, words), asked };
}

const looks = (asked: string[]): string[] => asked.filter((text) => text.startsWith('WITH matches')).map((text) => /LIMIT (\d+)\)\s+SELECT \(SELECT count/.exec(text)?.[1] ?? '');

describe('PropertyReader', () => {
  it('counts the matches of a text once in half a minute, and then looks at no more of them than are ranked', async () => {
    const { reader, asked } = readerOf(5000);
    const totals = [];
    for (const page of [1, 2, 3]) totals.push((await reader.search(ANONYMOUS, { q: 'villa', page })).total);
    totals.push((await reader.search(ANONYMOUS, { q: 'villa', page: 100 })).total);
    expect(totals).toEqual([5000, 5000, 5000, 5000]);
    expect(looks(asked)).toEqual(['10001', '1000', '1000', '2000']);
    await reader.search(ANONYMOUS, { q: 'villa', city: 'Cotonou' });
    expect(looks(asked).at(-1)).toBe('10001');
  });

  it('counts a small number anew each time', async () => {
    const { reader, asked } = readerOf(12);
    for (const page of [1, 1]) expect((await reader.search(ANONYMOUS, { q: 'villa', page })).total).toBe(12);
    expect(looks(asked)).toEqual(['10001', '10001']);
  });
});
