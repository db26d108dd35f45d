/** Too much is waiting already: refuse now (503, try again) instead of keeping more megabytes in the queue. */
export class ImageProcessorBusy extends Error {
  constructor(message = 'too many pictures are waiting') {
    super(message);
    this.name = 'ImageProcessorBusy';
  }
}

export interface MemoryGateOptions {
  /** Pictures at work at once, at most. */
  concurrency: number;
  /** Bytes their decoding may take together. One picture that needs more still gets through, alone. */
  budget_bytes: number;
  /** Pictures that may wait; one more is refused. */
  max_waiting: number;
}

/** A semaphore that counts bytes beside places: two ordinary pictures run side by side, two huge ones one after the other. */
export class MemoryGate {
  private running = 0;
  private used = 0;
  private readonly waiting: { bytes: number; enter: () => void }[] = [];

  constructor(private readonly options: MemoryGateOptions) {}

  /** Runs `work` when its turn comes, first come first served. @throws ImageProcessorBusy when the queue is full */
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
    if (this.waiting.length >= this.options.max_waiting) throw new ImageProcessorBusy();
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
