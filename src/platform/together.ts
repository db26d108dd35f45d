import DataLoader from 'dataloader';

/** More would be a statement that holds everybody in it up. */
const MOST = 100;

/**
 * Makes of many small reads one: what the requests of one turn of the event loop ask for, each by its own key, is read
 * together when the turn ends. Nothing is kept: whoever asks gets what is read after they asked, as if they were alone.
 * Under load a statement that answers thirty costs the process what a statement for one does.
 *
 * @param read answers what it found by key; keys come once each, and what is not found is left out
 */
export function together<R>(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, R>>): (key: string) => Promise<R | undefined> {
  const loader = new DataLoader<string, R | undefined>(
    async (keys) => {
      const found = await read([...new Set(keys)]);
      return keys.map((key) => found.get(key));
    },
    { cache: false, batchScheduleFn: setImmediate, maxBatchSize: MOST },
  );
  return (key) => loader.load(key);
}
