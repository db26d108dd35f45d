import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Inbox } from './inbox.js';
import type { SelfSigned } from './self-signed.js';

export interface SinkMail {
  /** What the SMTP dialogue said, apart from the headers. */
  envelope: { from: string; to: string[] };
  subject: string;
  from: string;
  /** Addresses of the To header. */
  to: string[];
  /** Without `<>`. */
  message_id: string;
  text: string;
  html: string;
  /** Names in lower case, in order of appearance. */
  headers: { name: string; value: string }[];
  raw: Buffer;
  /** Whether it came over TLS, and as whom. */
  secure: boolean;
  user: string | undefined;
  /** The parsed mail, for attachments and the rest. */
  email: Email;
}

export interface SmtpSinkOptions {
  /** 0, the default, is a free one; naming one lets a stopped sink come back at its address. */
  port?: number;
  /** Offers STARTTLS with this certificate; left out, there is no TLS. */
  tls?: SelfSigned;
  /** Asks for this login. */
  auth?: { username: string; password: string };
}

export type SmtpStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data';

type Callback = (error?: Error | null) => void;

/** A mail server, in this process on 127.0.0.1, that keeps what it is given. */
export class SmtpSink {
  private readonly inbox = new Inbox<SinkMail>('mail');
  private readonly failures: { stage: SmtpStage; code: number; message: string }[] = [];
  private cuts = 0;
  private paused = false;
  private readonly held: (() => void)[] = [];
  private readonly server: SMTPServer;

  constructor(private readonly options: SmtpSinkOptions) {
    const { auth, tls } = options;
    this.server = new SMTPServer({
      ...tls,
      disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(auth ? [] : ['AUTH'])],
      authOptional: auth === undefined,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      // The tests stop the sink while pools still hold connections.
      closeTimeout: 1,
      logger: false,
      onConnect: (_session, callback) => this.step('connect', callback),
      onMailFrom: (_address, _session, callback) => this.step('mail', callback),
      onRcptTo: (_address, _session, callback) => this.step('rcpt', callback),
      onAuth: (given, _session, callback) =>
        this.step('auth', (error) => {
          const known = given.username === auth?.username && given.password === auth?.password;
          if (error) callback(error);
          else if (known) callback(null, { user: given.username });
          else callback(refusal(535, '5.7.8 authentication failed'));
        }),
      onData: (stream, session, callback) => void this.receive(stream, session, callback),
    });
    // A client that hangs up is part of the play.
    this.server.on('error', () => undefined);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.options.port ?? 0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get mails(): readonly SinkMail[] {
    return this.inbox.items;
  }

  /** Connections open now. */
  get connections(): number {
    return this.server.connections.size;
  }

  /** The first mail that fits, already there or to come; `timeout` in milliseconds (5 000). */
  waitForMail(wants?: (mail: SinkMail) => boolean, options?: { timeout?: number }): Promise<SinkMail> {
    return this.inbox.waitFor(wants, options);
  }

  /** The next `times` mails get this reply at this stage (default: when the recipient is named). */
  failNext(times: number, code: number, stage: SmtpStage = 'rcpt', message = `${Math.floor(code / 100)}.0.0 simulated`): void {
    for (let n = 0; n < times; n += 1) this.failures.push({ stage, code, message });
  }

  /** The next `times` mails are kept, and the line is cut instead of the reply. */
  cutNext(times = 1): void {
    this.cuts += times;
  }

  /** Holds every reply, the greeting of a new connection included, until `resume`. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    for (const release of this.held.splice(0)) release();
  }

  clear(): void {
    this.inbox.clear();
  }

  async stop(): Promise<void> {
    this.held.length = 0;
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private step(stage: SmtpStage, callback: Callback): void {
    const answer = (): void => {
      const at = this.failures.findIndex((failure) => failure.stage === stage);
      const [failure] = at < 0 ? [] : this.failures.splice(at, 1);
      callback(failure ? refusal(failure.code, failure.message) : null);
    };
    if (this.paused) this.held.push(answer);
    else answer();
  }

  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession, callback: Callback): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of stream) parts.push(part as Buffer);
    } catch {
      return;
    }
    const raw = Buffer.concat(parts);
    const email = await PostalMime.parse(raw);
    this.step('data', (error) => {
      if (!error) this.inbox.add(kept(raw, email, session));
      if (error || this.cuts === 0) {
        callback(error);
      } else {
        this.cuts -= 1;
        this.hangUp(session);
      }
    });
  }

  /** smtp-server offers no way to drop a client without a word, so its socket is taken by the session's id. */
  private hangUp(session: SMTPServerSession): void {
    for (const connection of this.server.connections) {
      const { id, _socket } = connection as unknown as { id: string; _socket: { destroy(): void } };
      if (id === session.id) _socket.destroy();
    }
  }
}

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  return new SmtpSink(options).start();
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function kept(raw: Buffer, email: Email, session: SMTPServerSession): SinkMail {
  const { mailFrom, rcptTo } = session.envelope;
  return {
    envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((recipient) => recipient.address) },
    subject: email.subject ?? '',
    from: email.from?.address ?? '',
    to: (email.to ?? []).map((recipient) => recipient.address ?? ''),
    message_id: (email.messageId ?? '').replace(/^<|>$/g, ''),
    text: email.text ?? '',
    html: email.html ?? '',
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    raw,
    secure: session.secure,
    user: session.user as string | undefined,
    email,
  };
}
