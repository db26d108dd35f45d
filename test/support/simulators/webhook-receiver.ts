import { Webhook } from 'standardwebhooks';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';

export interface Message {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly version: number;
  readonly data: Record<string, Record<string, unknown>>;
}

/** A partner's endpoint. What it takes, the reference verifier from npm has accepted; it answers what the test wants it to. */
export class WebhookReceiver {
  readonly http: HttpSimulator;
  /** Answers instead of 200, from now on. */
  answer: SimulatedAnswer = { status: 200, body: 'taken' };
  /** While it is set, calls hang on it. */
  gate: Promise<void> | undefined;
  private secrets: string[] = [];
  private inHand = 0;
  most_at_once = 0;

  constructor() {
    this.http = new HttpSimulator(() => this.take());
  }

  get url(): string {
    return `${this.http.url}/hooks?token=a-token-in-an-address`;
  }

  /** As somebody pastes it into a program's settings. */
  knows(...secrets: string[]): void {
    this.secrets = secrets;
  }

  /** What came with a signature that one of the known secrets verifies. */
  messages(secrets = this.secrets): Message[] {
    return this.http.requests.items.flatMap((request) => secrets.flatMap((secret) => read(request, secret) ?? []).slice(0, 1));
  }

  types(): string[] {
    return this.messages().map(({ type }) => type);
  }

  private async take(): Promise<SimulatedAnswer> {
    this.inHand += 1;
    this.most_at_once = Math.max(this.most_at_once, this.inHand);
    await this.gate;
    this.inHand -= 1;
    return this.answer;
  }
}

function read({ body, headers }: SimulatedRequest, secret: string): Message | null {
  try {
    const message = new Webhook(secret).verify(body.toString(), headers as Record<string, string>) as Omit<Message, 'id'>;
    return { id: String(headers['webhook-id']), ...message };
  } catch {
    return null;
  }
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const receiver = new WebhookReceiver();
  await receiver.http.start();
  return receiver;
}
