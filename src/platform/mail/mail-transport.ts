import nodemailer, { type NodemailerError } from 'nodemailer';
import { DeliveryError, withoutPersonalData } from '../delivery-error.js';
import { watchedCall } from '../observability/outside-calls.js';

export interface MailTransportOptions {
  server: string;
  port: number;
  username?: string;
  password?: string;
  /** `address` or `Name <address>`. */
  from: string;
  /** True: refuse to send unless the server upgrades to TLS. False: plain, as a local mail catcher wants. Port 465 is TLS from the start either way. */
  starttls: boolean;
  /** Connections kept open at most. Default 3. */
  pool?: number;
  /** PEM of an authority to trust besides the system's, for a mail server with a private certificate. */
  ca?: string;
  /** Milliseconds; the defaults are the product's, tests shorten them. */
  timeouts?: Partial<typeof TIMEOUTS>;
}

export interface Mail {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** `local@domain`, with or without `<>`; the same for every attempt at one mail, so that the receiving side can drop a repeat. */
  message_id: string;
  attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  /** Shown to the reader; what could leave a directory or a header is replaced. */
  filename: string;
  /** `application/pdf` */
  content_type: string;
  content: Buffer;
}

/** `total` bounds what no socket timeout notices: a server that trickles its replies, or a wait for a free connection. */
const TIMEOUTS = { connection: 5_000, greeting: 5_000, socket: 15_000, total: 60_000 };

/** Steps at which a 5xx is about this mail. The others (EHLO, AUTH, MAIL FROM) speak about us, see DeliveryError. */
const ABOUT_THE_MAIL = new Set(['RCPT TO', 'DATA']);

/** Ways a line that was up goes down; a connection never made, or a certificate refused, has other codes. */
const LINE_LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

const BARE_ADDRESS = /^[^\s<>"(),:;\\[\]@\p{Cc}]{1,64}@[^\s<>"(),:;\\[\]@\p{Cc}]{1,255}$/u;
const MESSAGE_ID = /^[a-z0-9.!#$%&'*+/=?^_{|}~-]+@[a-z0-9.-]+$/i;

/**
 * Sends mail over SMTP through a small pool of connections.
 * Source: shared/spec/providers.md §12; nodemailer 10.
 */
export class MailTransport {
  private readonly transporter;
  private readonly totalMs: number;

  constructor(private readonly options: MailTransportOptions) {
    const timeouts = { ...TIMEOUTS, ...options.timeouts };
    const secure = options.port === 465;
    this.totalMs = timeouts.total;
    this.transporter = nodemailer.createTransport({
      host: options.server,
      port: options.port,
      secure,
      requireTLS: options.starttls && !secure,
      // Without this an offered STARTTLS is taken up, and a local catcher's self-signed certificate refuses every mail.
      ignoreTLS: !options.starttls && !secure,
      auth: options.username ? { user: options.username, pass: options.password ?? '' } : undefined,
      tls: options.ca ? { ca: options.ca } : undefined,
      pool: true,
      maxConnections: options.pool ?? 3,
      // The pool resends by itself when a connection closes under it. Once is enough to get past a connection that
      // went stale while idle; more belongs to the queue, which counts attempts.
      maxRequeues: 1,
      connectionTimeout: timeouts.connection,
      greetingTimeout: timeouts.greeting,
      socketTimeout: timeouts.socket,
      dnsTimeout: timeouts.connection,
      // Content is ours, but a template must never be able to pull in a file or an address of the server.
      disableFileAccess: true,
      disableUrlAccess: true,
      logger: false,
    });
  }

  /**
   * Hands one mail to the server. `provider_id` is the Message-ID it left with, without `<>`.
   * @throws DeliveryError permanent when the server refuses the recipient or the content (5xx) or the address is not one
   */
  send(mail: Mail): Promise<{ provider_id: string }> {
    return watchedCall({ target: `smtp ${this.options.server}`, method: 'SEND' }, () => this.hand(mail), () => 'ok');
  }

  private async hand(mail: Mail): Promise<{ provider_id: string }> {
    const message_id = mail.message_id.replace(/^<|>$/g, '');
    if (!MESSAGE_ID.test(message_id)) throw new TypeError('message_id must look like local@domain');
    if (!BARE_ADDRESS.test(mail.to)) throw new DeliveryError('the recipient is not a mail address', { permanent: true });
    try {
      await this.transporter.sendMail({
        from: this.options.from,
        // As an object, so that it is never parsed: a comma or a name in it cannot add a recipient.
        to: { name: '', address: mail.to },
        subject: mail.subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
        text: mail.text,
        html: mail.html,
        messageId: `<${message_id}>`,
        attachments: mail.attachments?.map(({ filename, content_type, content }) => ({
          filename: filename.replace(/[\p{Cc}\u2028\u2029/\\]+/gu, '-'), contentType: content_type, content,
        })),
        // RFC 3834: keeps out-of-office robots from answering us.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(this.totalMs),
      });
    } catch (error) {
      throw asDeliveryError(error as NodemailerError);
    }
    return { provider_id: message_id };
  }

  /** Ends idle connections now and busy ones after their mail. A later `send` fails as temporary. */
  close(): void {
    this.transporter.close();
  }
}

function asDeliveryError(error: NodemailerError): DeliveryError {
  const { responseCode, command, code } = error;
  if (responseCode !== undefined) {
    const permanent = ABOUT_THE_MAIL.has(command ?? '') && error.permanent === true;
    const reply = withoutPersonalData(error.response ?? '');
    return new DeliveryError(`the mail server answered ${command ?? ''}: ${reply}`, {
      permanent,
      provider_code: String(responseCode),
    });
  }
  // Raised by nodemailer itself before it speaks to the server: the address has no SMTP form.
  if (code === 'EENVELOPE') return new DeliveryError('the recipient is not a mail address', { permanent: true });
  return new DeliveryError(`the mail server could not be used: ${code ?? error.name}`, {
    permanent: false,
    maybe_sent: mayHaveLeft(error),
  });
}

function mayHaveLeft(error: NodemailerError): boolean {
  if (error.code === 'EABORT') return true;
  if (error.code === 'ETIMEDOUT') return error.timeoutType === 'SOCKET_TIMEOUT';
  if (error.code !== 'ECONNECTION' && error.code !== 'ESOCKET') return false;
  return error.originalCode === undefined || LINE_LOST.has(error.originalCode);
}
