import { describe, expect, it } from '@jest/globals';
import { SharedReads } from './shared-reads.js';

/** Reads that end when they are told to, in the order they were begun. */
class Source {
  value = 'old';
  begun = 0;
  private readonly ends: ((error?: Error) => void)[] = [];

  readonly read = (): Promise<string> => {
    this.begun += 1;
    const seen = this.value;
    return new Promise((resolve, reject) => this.ends.push((error) => (error ? reject(error) : resolve(seen))));
  };

  async end(error?: Error): Promise<void> {
    this.ends.shift()?.(error);
    await new Promise(setImmediate);
  }
}

describe('reads that are shared', () => {
  it('never answer with what was read before the question', async () => {
    const [shared, source] = [new SharedReads<string>(), new Source()];
    const before = shared.of('list', source.read);
    source.value = 'new';
    const after = [shared.of('list', source.read), shared.of('list', source.read)];
    await source.end();
    await source.end();
    expect([await before, ...(await Promise.all(after))]).toEqual(['old', 'new', 'new']);
    expect(source.begun).toBe(2);
  });

  it('are of one question each', async () => {
    const [shared, source] = [new SharedReads<string>(), new Source()];
    const both = Promise.all([shared.of('cotonou', source.read), shared.of('parakou', source.read)]);
    await source.end();
    await source.end();
    expect(await both).toEqual(['old', 'old']);
  });

  it('fail together, and the next one is tried all the same', async () => {
    const [shared, source] = [new SharedReads<string>(), new Source()];
    const first = shared.of('list', source.read).catch((error: unknown) => (error as Error).message);
    const second = shared.of('list', source.read);
    await source.end(new Error('gone'));
    await source.end();
    expect([await first, await second]).toEqual(['gone', 'old']);
  });

  it('are forgotten once they are answered', async () => {
    const [shared, source] = [new SharedReads<string>(), new Source()];
    for (const value of ['one', 'two']) {
      source.value = value;
      const read = shared.of('list', source.read);
      await source.end();
      expect(await read).toBe(value);
    }
    expect(source.begun).toBe(2);
    expect((shared as unknown as { reads: Map<string, unknown> }).reads.size).toBe(0);
  });
});
