import { describe, expect, it } from '@jest/globals';
import { Gathered, gatheredById } from './gathered.js';

/** Answers each question with itself doubled, once it is let. */
function doubling(options = {}) {
  const asked: (readonly number[])[] = [];
  const gates: (() => void)[] = [];
  const gathered = new Gathered<number, number>(async (questions) => {
    asked.push(questions);
    await new Promise<void>((resolve) => gates.push(resolve));
    if (questions.includes(13)) throw Object.assign(new Error('not that one'), { code: '22021' });
    if (questions.includes(0)) throw Object.assign(new Error('away'), { code: '57P01' });
    return questions.map((one) => one * 2);
  }, options);
  const letGo = async (): Promise<void> => {
    while (gates.length === 0) await new Promise(setImmediate);
    for (const gate of gates.splice(0)) gate();
  };
  return { gathered, asked, letGo };
}

describe('statements that are gathered', () => {
  it('are one for all who ask at once, and each gets their own answer', async () => {
    const { gathered, asked, letGo } = doubling();
    const answers = Promise.all([1, 2, 3].map((one) => gathered.ask(one)));
    await letGo();
    expect(await answers).toEqual([2, 4, 6]);
    expect(asked).toEqual([[1, 2, 3]]);
  });

  it('wait for none under way: who asks later is asked for beside it', async () => {
    const { gathered, asked, letGo } = doubling();
    const first = gathered.ask(1);
    while (asked.length === 0) await new Promise(setImmediate);
    const later = gathered.ask(2);
    while (asked.length === 1) await new Promise(setImmediate);
    await letGo();
    expect(await Promise.all([first, later])).toEqual([2, 4]);
    expect(asked).toEqual([[1], [2]]);
  });

  it('in turn go one after the other, and never answer with what was read before somebody asked', async () => {
    const { gathered, asked, letGo } = doubling({ inTurn: true });
    const first = gathered.ask(1);
    while (asked.length === 0) await new Promise(setImmediate);
    const later = Promise.all([gathered.ask(2), gathered.ask(3)]);
    await letGo();
    expect(await first).toBe(2);
    await letGo();
    expect(await later).toEqual([4, 6]);
    expect(asked).toEqual([[1], [2, 3]]);
  });

  it('are asked apart where one of them is refused: the others are answered', async () => {
    const { gathered, asked, letGo } = doubling();
    const answers = Promise.allSettled([1, 13, 3].map((one) => gathered.ask(one)));
    await letGo();
    await letGo();
    expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([2, 'not that one', 6]);
    expect(asked).toEqual([[1, 13, 3], [1], [13], [3]]);
  });

  it('fail together where the database is away, and work again after', async () => {
    const { gathered, asked, letGo } = doubling();
    const failed = Promise.allSettled([0, 1].map((one) => gathered.ask(one)));
    await letGo();
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = gathered.ask(5);
    await letGo();
    expect(await again).toBe(10);
    expect(asked).toEqual([[0, 1], [5]]);
  });

  it('by their ids ask for each once, and say null of who is not there', async () => {
    const asked: (readonly string[])[] = [];
    const people = gatheredById((ids) => {
      asked.push(ids);
      return Promise.resolve([{ id: 'b', name: 'Bio' }, { id: 'a', name: 'Afi' }]);
    });
    expect(await Promise.all(['a', 'B', 'c', 'a'].map((id) => people.ask(id)))).toEqual([{ id: 'a', name: 'Afi' }, { id: 'b', name: 'Bio' }, null, { id: 'a', name: 'Afi' }]);
    expect(asked).toEqual([['a', 'B', 'c']]);
  });
});
