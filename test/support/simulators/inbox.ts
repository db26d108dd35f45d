interface Waiter<T> {
  wants: (item: T) => boolean;
  tell: (item: T) => void;
}

/** A list that can be waited on: resolves the moment the item is there, without polling or sleeping. */
export class Inbox<T> {
  readonly items: T[] = [];
  private waiters: Waiter<T>[] = [];

  constructor(private readonly what: string) {}

  add(item: T): void {
    this.items.push(item);
    const told = this.waiters.filter((waiter) => waiter.wants(item));
    this.waiters = this.waiters.filter((waiter) => !told.includes(waiter));
    for (const waiter of told) waiter.tell(item);
  }

  /** The first item that fits, already there or to come. Rejects after `timeout` milliseconds (5 000), saying how many others came. */
  async waitFor(wants: (item: T) => boolean = () => true, { timeout = 5_000 } = {}): Promise<T> {
    const there = this.items.find(wants);
    if (there !== undefined) return there;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        reject(new Error(`no such ${this.what} within ${timeout} ms (${this.items.length} others)`));
      }, timeout);
      const waiter: Waiter<T> = {
        wants,
        tell: (item) => {
          clearTimeout(timer);
          resolve(item);
        },
      };
      this.waiters.push(waiter);
    });
  }

  clear(): void {
    this.items.length = 0;
  }
}
