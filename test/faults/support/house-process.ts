import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { until } from '../../support/wait.js';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const KEPT_LINES = 500;

/** One of the product's programs, running. */
export class HouseProcess {
  /** Undefined while it runs. */
  ending: Ending | undefined;
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private address = '';

  constructor(args: readonly string[], options: { cwd: string; env: Record<string, string> }) {
    const mark = process.env['LOKAHOME_RUN'];
    const env = { ...options.env, PATH: process.env['PATH'], ...(mark ? { LOKAHOME_RUN: mark } : {}) };
    this.child = spawn(process.execPath, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream! }).on('line', (line) => {
        // What every request says is of no use when something fails.
        if (line.includes('"msg":"request"')) return;
        this.address ||= /"address":"([^"]+)"/.exec(line)?.[1] ?? '';
        this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        this.ending = { code, signal, at: Date.now() };
        resolve(this.ending);
      });
    });
  }

  /** The latest lines it wrote, but for those about single requests. */
  get log(): string {
    return this.lines.join('\n');
  }

  /** Where it answers; known once it has said so. */
  get url(): string {
    return this.address;
  }

  async says(words: string, timeout_ms = 60_000): Promise<void> {
    await until(() => this.running(() => this.log.includes(words)), `"${words}"`, timeout_ms);
  }

  async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/ready`).catch(() => null);
    await answer?.body?.cancel();
    return answer?.status === 200;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Signals it and waits for its end. */
  async kill(name: NodeJS.Signals): Promise<Ending> {
    if (!this.ending) this.signal(name);
    return this.ended;
  }

  private async running<T>(question: () => T | Promise<T>): Promise<T> {
    if (this.ending) throw new Error(`it ended with ${String(this.ending.signal ?? this.ending.code)}:\n${this.log.slice(-3000)}`);
    return question();
  }
}
