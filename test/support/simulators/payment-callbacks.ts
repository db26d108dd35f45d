import { Inbox } from './inbox.js';

/** One attempt to tell the application something. */
export interface CallbackAttempt {
  readonly body: string;
  /** Of this callback: 1 is the first. */
  readonly attempt: number;
  /** What the application answered; null when it did not. */
  readonly status: number | null;
}

export interface CallbackOptions {
  /** Headers of one attempt; `forged`: made with a secret that is not the real one. */
  sign: (body: string, forged: boolean) => Record<string, string>;
  /** Attempts while the answer is no 2xx. Default 3. */
  attempts?: number;
  /** Milliseconds from one to the next. Default 50. */
  pause_ms?: number;
}

/** One that was withheld. */
export interface WithheldCallback {
  readonly body: string;
  /** The address that the request named. */
  readonly url: string | null;
}

/** A payment provider's callbacks: repeated, withheld, reordered, delayed and forged as a test, or a day on the internet, likes. */
export class PaymentCallbacks {
  /** Where they go unless the request named another address; null: nowhere. */
  url: string | null = null;
  method: 'POST' | 'PUT' = 'POST';
  /** How often each is sent. */
  copies = 1;
  /** Milliseconds before each. */
  delay_ms = 0;
  readonly attempts = new Inbox<CallbackAttempt>('callback');
  private held: WithheldCallback[] | null = null;
  private readonly under_way = new Set<Promise<void>>();
  private readonly ending = new AbortController();

  constructor(private readonly options: CallbackOptions) {}

  send(event: object, url: string | null = null): void {
    const due = { body: JSON.stringify(event), url };
    if (this.held) this.held.push(due);
    else this.post(due, false);
  }

  /** Sends it now, signed by somebody else. */
  forge(event: object): void {
    this.post({ body: JSON.stringify(event), url: null }, true);
  }

  /** From now on keeps them, in order. */
  withhold(): void {
    this.held ??= [];
  }

  /** Sends what was withheld, one after the other; `drop` forgets it instead, `reverse` sends the last first. */
  async release(how: 'in order' | 'reverse' | 'drop' = 'in order'): Promise<void> {
    const held = this.held ?? [];
    this.held = null;
    if (how === 'drop') return;
    for (const due of how === 'reverse' ? held.reverse() : held) {
      this.post(due, false);
      await this.idle();
    }
  }

  /** Hands over what was withheld so far, to be sent by `once` in an order of the test's own; more is withheld still. */
  take(): WithheldCallback[] {
    const taken = this.held ?? [];
    this.held = [];
    return taken;
  }

  /** One attempt to send it, now. @returns what the application answered; null when it did not */
  async once({ body, url }: WithheldCallback): Promise<number | null> {
    const to = url ?? this.url;
    return to === null ? null : this.attempt(to, body, false, 1);
  }

  /** Resolves when nothing is under way, retries included. */
  async idle(): Promise<void> {
    while (this.under_way.size > 0) await Promise.all(this.under_way);
  }

  /** Gives up what is under way. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.idle();
  }

  private post(due: WithheldCallback, forged: boolean): void {
    for (let n = 0; n < this.copies; n += 1) {
      const posting: Promise<void> = this.deliver(due, forged).finally(() => this.under_way.delete(posting));
      this.under_way.add(posting);
    }
  }

  private async deliver(due: WithheldCallback, forged: boolean): Promise<void> {
    const { attempts = 3, pause_ms = 50 } = this.options;
    const { signal } = this.ending;
    const { body } = due;
    await pause(this.delay_ms, signal);
    for (let attempt = 1; attempt <= attempts && !signal.aborted; attempt += 1) {
      const url = due.url ?? this.url;
      if (url === null) return;
      const status = await this.attempt(url, body, forged, attempt);
      if (status !== null && status >= 200 && status < 300) return;
      await pause(pause_ms, signal);
    }
  }

  private async attempt(url: string, body: string, forged: boolean, attempt: number): Promise<number | null> {
    const headers = { 'content-type': 'application/json', ...this.options.sign(body, forged) };
    const sent = fetch(url, { method: this.method, headers, body, redirect: 'manual', signal: this.ending.signal });
    const status = await sent.then(
      (answer) => answer.body?.cancel().then(() => answer.status) ?? answer.status,
      () => null,
    );
    this.attempts.add({ body, attempt, status });
    return status;
  }
}

/** What has really moved, whatever anybody was told: whole units by reference. */
export class Books {
  private readonly entries: { reference: string; amount: number }[] = [];

  /** Negative: it came back. */
  add(reference: string, amount: number): void {
    this.entries.push({ reference, amount });
  }

  /** Of one reference, or of all. */
  total(reference?: string): number {
    return this.entries
      .filter((entry) => reference === undefined || entry.reference === reference)
      .reduce((sum, { amount }) => sum + amount, 0);
  }
}

/** Ends early when the signal does. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
