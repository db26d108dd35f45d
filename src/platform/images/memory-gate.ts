export interface MemoryGateOptions {
  /** Pictures at work at once, at most. */
  concurrency: number;
  /** Bytes their decoding may take together. One picture that needs more still gets through, alone. */
  budget_bytes: number;
}

/** A semaphore that counts bytes beside places: two ordinary pictures run side by side, two huge ones one after the other. */
export class MemoryGate {
  private running = 0;
  private used = 0;
  private readonly waiting: { bytes: number; enter: () => void }[] = [];

  // Plain fields here and in what else the process of pictures loads: tests start it from its source, of which Node.js only strips the types.
  private readonly options: MemoryGateOptions;

  constructor(options: MemoryGateOptions) {
    this.options = options;
  }

  /** Runs `work` when its turn comes, first come first served. */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await this.enter(bytes);
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.used -= bytes;
      this.letIn();
    }
  }

  private async enter(bytes: number): Promise<void> {
    // A newcomer never overtakes: small pictures would keep a big one waiting for ever.
    if (this.waiting.length === 0 && this.fits(bytes)) {
      this.take(bytes);
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push({ bytes, enter: resolve }));
  }

  private letIn(): void {
    for (let next = this.waiting[0]; next !== undefined && this.fits(next.bytes); next = this.waiting[0]) {
      this.waiting.shift();
      this.take(next.bytes);
      next.enter();
    }
  }

  private fits(bytes: number): boolean {
    const { concurrency, budget_bytes } = this.options;
    return this.running === 0 || (this.running < concurrency && this.used + bytes <= budget_bytes);
  }

  private take(bytes: number): void {
    this.running += 1;
    this.used += bytes;
  }
}
