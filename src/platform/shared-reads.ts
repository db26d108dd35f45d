const NOTHING = Promise.resolve() as Promise<never>;

interface Read<T> {
  running: Promise<T>;
  next: Promise<T> | undefined;
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
    return (known.next ??= known.running.then(() => this.again(known, key, read), () => this.again(known, key, read)));
  }

  private begin(key: string, read: () => Promise<T>): Promise<T> {
    const running = read();
    const entry: Read<T> = { running, next: undefined };
    this.reads.set(key, entry);
    const end = (): void => {
      if (entry.next !== undefined) return;
      this.reads.delete(key);
      forget(entry);
    };
    running.then(end, end);
    return running;
  }

  private again(before: Read<T>, key: string, read: () => Promise<T>): Promise<T> {
    const running = this.begin(key, read);
    forget(before);
    return running;
  }
}

/** A table that a Map has outgrown points to the next one: answers that hang on its entries would live until the next full collection. */
function forget<T>(read: Read<T>): void {
  read.running = NOTHING;
  read.next = undefined;
}
