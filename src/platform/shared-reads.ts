interface Read<T> {
  readonly running: Promise<T>;
  next?: Promise<T>;
}

/**
 * Lets those who ask the same thing at the same time share one answer. A read that is under way is never joined, only
 * the one after it: whoever asks gets what was read after they asked. So nobody, on whichever instance they or others
 * have written, sees anything older than a read of their own would show, and nothing has to be kept or invalidated.
 */
export class SharedReads<T> {
  private readonly reads = new Map<string, Read<T>>();

  /** What `read` answers; `key` names everything that its answer depends on. */
  of(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.reads.get(key);
    if (!known) return this.begin(key, read);
    const again = (): Promise<T> => this.begin(key, read);
    return (known.next ??= known.running.then(again, again));
  }

  private begin(key: string, read: () => Promise<T>): Promise<T> {
    const entry: Read<T> = { running: read() };
    this.reads.set(key, entry);
    const end = (): void => {
      if (entry.next === undefined) this.reads.delete(key);
    };
    entry.running.then(end, end);
    return entry.running;
  }
}
