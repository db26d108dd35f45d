import { HttpSimulator } from './http-simulator.js';
import { Inbox } from './inbox.js';

export interface SentryEvent {
  exception: { values: { type: string; value: string; stacktrace?: { frames: { filename: string }[] } }[] };
  tags: Record<string, string>;
  environment: string;
  release: string;
}

/** Takes events as a Sentry project does: https://develop.sentry.dev/sdk/data-model/envelopes/ */
export class SentryReceiver {
  readonly events = new Inbox<SentryEvent>('event');
  /** Everything that came, as it came. */
  raw = '';
  readonly http = new HttpSimulator(({ method, path, query, headers, body }) => {
    if (method !== 'POST' || path !== '/api/42/envelope/') return { status: 404 };
    const key = /sentry_key=(\w+)/.exec(String(headers['x-sentry-auth'] ?? query))?.[1];
    if (key !== 'publickey') return { status: 403 };
    const text = body.toString();
    this.raw += text;
    const lines = text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    for (let item = 1; item < lines.length; item += 2) {
      if (lines[item]?.['type'] === 'event') this.events.add(lines[item + 1] as unknown as SentryEvent);
    }
    return { status: 200, body: {} };
  });

  get dsn(): string {
    return `http://publickey@127.0.0.1:${String(this.http.port)}/42`;
  }
}
