import { extname } from 'node:path';
import { Tinypool } from 'tinypool';

/** So long a thread or process stays after its last piece of work. */
const IDLE_MS = 60_000;

interface Crew {
  /** Threads of this process; or processes, whose memory and crashes are their own, and which know nothing of our environment. */
  readonly of: 'worker_threads' | 'child_process';
  /** At most so many; none runs without work. */
  readonly most: number;
  /** Pieces of work that one of them has in hand. */
  readonly in_hand: number;
}

export interface Workshop<Work, Result> {
  run(work: Work): Promise<Result>;
  /** Pieces of work that wait for somebody's hand. */
  readonly queueSize: number;
  destroy(): Promise<void>;
}

/** A process knows nothing of our environment, not by the file either that systemd's units name; glibc keeps freed memory in fewer places. */
const ALONE = { env: { MALLOC_ARENA_MAX: '2' }, execArgv: process.execArgv.filter((flag) => !flag.startsWith('--env-file')) };

/** Those who do the work of `name`, a file beside `importer` (its `import.meta.url`): compiled where that is, else its source. */
export function workshopOf<Work, Result>(name: string, importer: string, { of, most, in_hand }: Crew): Workshop<Work, Result> {
  const pool = new Tinypool({
    filename: new URL(`./${name}${extname(importer)}`, importer).href,
    runtime: of,
    ...(of === 'child_process' && ALONE),
    serialization: 'advanced',
    minThreads: 0,
    maxThreads: most,
    idleTimeout: IDLE_MS,
    concurrentTasksPerWorker: in_hand,
  });
  // Whoever dies at work fails that work; who dies while idle leaves nobody waiting, and the next work starts another.
  pool.on('error', () => undefined);
  return pool;
}

/** Whether work failed because whoever had it in hand died of it, was killed, or ran out of memory. */
export function isDeath(error: unknown): boolean {
  return error instanceof Error && error.message === 'Worker exited unexpectedly';
}
