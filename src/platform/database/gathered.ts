import DataLoader from 'dataloader';
import { isDatabaseDown } from './database-errors.js';

/** More would be a statement that holds everybody in it up. */
const MOST = 100;

interface Options {
  /**
   * Waits for the statement before: fewer and larger ones, for workers and for what writes. Requests do not wait for each
   * other's: theirs is one for all that ask in the same turn of the event loop.
   */
  readonly inTurn?: boolean;
}

/**
 * One statement for all who ask the same kind of thing at the same time. Nothing is kept: nobody is answered by what was
 * read before they asked. Sending a statement and taking its answer costs a process several times what reading a row costs
 * PostgreSQL, and under load there are dozens of them in every turn.
 */
export class Gathered<Q, A> {
  private readonly loader: DataLoader<Q, PromiseSettledResult<A>>;
  private before: Promise<unknown> = Promise.resolve();

  /** `all` answers in the order of the questions; it is run again, for each of them apart, where one of several cannot be answered. */
  constructor(
    private readonly all: (questions: readonly Q[]) => Promise<readonly A[]>,
    { inTurn = false }: Options = {},
  ) {
    this.loader = new DataLoader((questions) => (this.before = this.answer(questions)), {
      cache: false,
      maxBatchSize: MOST,
      // Who asks in the same turn, having been answered together before, goes along.
      batchScheduleFn: (go) => {
        if (inTurn) void this.before.then(() => setImmediate(go));
        else setImmediate(go);
      },
    });
  }

  async ask(question: Q): Promise<A> {
    const answer = await this.loader.load(question);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  private async answer(questions: readonly Q[]): Promise<PromiseSettledResult<A>[]> {
    try {
      return (await this.all(questions)).map((value) => ({ status: 'fulfilled', value }));
    } catch (reason) {
      // One that PostgreSQL refuses must not take the others along; a PostgreSQL that is away refuses them all.
      if (questions.length === 1 || isDatabaseDown(reason)) return questions.map(() => ({ status: 'rejected', reason }));
      return (await Promise.all(questions.map((one) => this.answer([one])))).flat();
    }
  }
}

/** The same for rows that are found by their ids (in either case): `find` answers those that are there, in any order. */
export function gatheredById<R extends { readonly id: string }>(find: (ids: readonly string[]) => Promise<readonly R[]>, options?: Options): Gathered<string, R | null> {
  return new Gathered(async (ids) => {
    const rows = new Map((await find([...new Set(ids)])).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id.toLowerCase()) ?? null);
  }, options);
}
