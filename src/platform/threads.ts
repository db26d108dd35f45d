import { extname } from 'node:path';
import { Piscina } from 'piscina';

/** So long a thread stays after its last piece of work. */
const IDLE_MS = 60_000;

interface Threads {
  /** At most so many; none runs without work. */
  readonly most: number;
  /** Pieces of work that one thread has in hand. */
  readonly in_hand: number;
}

/** Threads that do the work of `name`, a file beside `importer` (its `import.meta.url`): compiled where that is, else its source. */
export function threadsOf<Work, Result>(name: string, importer: string, { most, in_hand }: Threads): Piscina<Work, Result> {
  return new Piscina<Work, Result>({
    filename: new URL(`./${name}${extname(importer)}`, importer).href,
    minThreads: 0,
    maxThreads: most,
    idleTimeout: IDLE_MS,
    concurrentTasksPerWorker: in_hand,
  });
}
