/** So many events a minute, of which a twentieth may come at once. */
export class SocketLimit {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly per_minute: number,
    now: number,
  ) {
    this.tokens = this.burst;
    this.filledAt = now;
  }

  /** Zero where the event may pass, else the seconds until the next one may. */
  take(now: number): number {
    const perMs = this.per_minute / 60_000;
    this.tokens = Math.min(this.burst, this.tokens + (now - this.filledAt) * perMs);
    this.filledAt = now;
    if (this.tokens < 1) return Math.ceil((1 - this.tokens) / perMs / 1000);
    this.tokens -= 1;
    return 0;
  }

  private get burst(): number {
    return Math.max(1, this.per_minute / 20);
  }
}
