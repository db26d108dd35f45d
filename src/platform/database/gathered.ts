import { isDatabaseDown } from './database-errors.js';

interface Call<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One statement for all who ask the same kind of thing at the same time: those who come while one is under way go together in
 * the next. Nobody is answered by what was read before they asked, and who comes alone waits for nobody.
 */
export class Gathered<Q, A> {
  private waiting: Call<Q, A>[] = [];
  private running = false;

  /** `all` answers in the order of the questions; it is run again, for each of them apart, where one of several cannot be answered. */
  constructor(private readonly all: (questions: readonly Q[]) => Promise<readonly A[]>) {}

  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      // Who asks in the same turn of the event loop, having been answered together before, goes along.
      await new Promise(setImmediate);
      const calls = this.waiting;
      this.waiting = [];
      await this.answer(calls);
    }
    this.running = false;
  }

  private async answer(calls: readonly Call<Q, A>[]): Promise<void> {
    try {
      const answers = await this.all(calls.map(({ question }) => question));
      calls.forEach(({ resolve }, index) => { resolve(answers[index]); });
    } catch (error) {
      // One that PostgreSQL refuses must not take the others along; a PostgreSQL that is away refuses them all.
      if (calls.length > 1 && !isDatabaseDown(error)) await Promise.all(calls.map((call) => this.answer([call])));
      else for (const { reject } of calls) reject(error);
    }
  }
}

/** The same for rows that are found by their ids (UUIDs, in either case): `find` answers those that are there, in any order. */
export function gatheredById<R extends { readonly id: string }>(find: (ids: readonly string[]) => Promise<readonly R[]>): Gathered<string, R | null> {
  return new Gathered(async (ids) => {
    const rows = new Map((await find([...new Set(ids)])).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id.toLowerCase()) ?? null);
  });
}
