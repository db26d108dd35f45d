import { describe, expect, it } from '@jest/globals';
import { MemoryGate } from './memory-gate.js';

interface Work {
  resolve: () => void;
  done: Promise<void>;
}

/** Work that ends when told, and a list of what has begun. */
function stage(gate: MemoryGate): { begun: string[]; start: (name: string, bytes: number) => Work } {
  const begun: string[] = [];
  const start = (name: string, bytes: number): Work => {
    let resolve = (): void => undefined;
    const work = new Promise<void>((end) => (resolve = end));
    const done = gate.run(bytes, () => {
      begun.push(name);
      return work;
    });
    return { resolve, done };
  };
  return { begun, start };
}

/** Everything that is ready to run has run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('MemoryGate', () => {
  it('runs no more at once than it may, first come first served', async () => {
    const { begun, start } = stage(new MemoryGate({ concurrency: 2, budget_bytes: 100 }));
    const [a, b, c] = ['a', 'b', 'c'].map((name) => start(name, 1));
    await settled();
    expect(begun).toEqual(['a', 'b']);
    b.resolve();
    await b.done;
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    a.resolve();
    c.resolve();
    await Promise.all([a.done, c.done]);
  });

  it('lets no one in whose bytes do not fit, nor anyone past them', async () => {
    const { begun, start } = stage(new MemoryGate({ concurrency: 3, budget_bytes: 100 }));
    const small = start('small', 40);
    const big = start('big', 80);
    const late = start('late', 10);
    await settled();
    expect(begun).toEqual(['small']);
    small.resolve();
    await settled();
    expect(begun).toEqual(['small', 'big', 'late']);
    big.resolve();
    late.resolve();
    await Promise.all([small.done, big.done, late.done]);
  });

  it('runs alone what does not fit at all', async () => {
    const { begun, start } = stage(new MemoryGate({ concurrency: 2, budget_bytes: 100 }));
    const huge = start('huge', 500);
    const next = start('next', 1);
    await settled();
    expect(begun).toEqual(['huge']);
    huge.resolve();
    next.resolve();
    await Promise.all([huge.done, next.done]);
  });

  it('gives the place back when the work fails', async () => {
    const gate = new MemoryGate({ concurrency: 1, budget_bytes: 100 });
    await expect(gate.run(100, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.run(100, () => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});
