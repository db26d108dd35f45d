import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config, type Environment } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import type { Mail, MailTransport, MailTransportOptions } from './mail-transport.js';

/**
 * One attempt at one mail, all of it: less than the 45 s after which an unanswered outbox row is handed to another
 * worker, and than the 25 s that a stopping worker waits for what it has in hand.
 */
const ATTEMPT_MS = 20_000;

/** How mail leaves; injected by this name. */
export abstract class Mailer {
  /** @throws DeliveryError */
  abstract send(mail: Mail): Promise<{ provider_id: string }>;
  abstract close(): void;
}

/** Sends nothing: a line says what would have been sent. For development without a mail catcher. */
class LogMailer implements Mailer {
  constructor(private readonly reveal: boolean) {}

  send(mail: Mail): Promise<{ provider_id: string }> {
    logger.info(this.reveal ? `mail to ${mail.to}: ${mail.subject}\n${mail.text}` : `mail: ${mail.subject}`);
    return Promise.resolve({ provider_id: mail.message_id });
  }

  close(): void {
    // Nothing is open.
  }
}

/** Over SMTP. Its library is loaded with the first mail: servers that answer requests send none. */
export class SmtpMailer implements Mailer {
  private transport: Promise<MailTransport> | undefined;

  constructor(private readonly options: MailTransportOptions) {}

  async send(mail: Mail): Promise<{ provider_id: string }> {
    this.transport ??= import('./mail-transport.js').then((library) => new library.MailTransport(this.options));
    return (await this.transport).send(mail);
  }

  close(): void {
    void this.transport?.then((transport) => { transport.close(); });
  }
}

export function mailerFrom(config: Environment): Mailer {
  // The links in mails open accounts: they are only ever shown on a developer's machine.
  if (config.MAIL_SERVER === undefined) return new LogMailer(config.NODE_ENV === 'development');
  return new SmtpMailer({
    server: config.MAIL_SERVER,
    port: config.MAIL_PORT,
    username: config.MAIL_USERNAME,
    password: config.MAIL_PASSWORD,
    from: config.MAIL_FROM,
    starttls: config.MAIL_STARTTLS,
    timeouts: { total: ATTEMPT_MS },
  });
}

@Module({
  providers: [{ provide: Mailer, inject: [Config], useFactory: mailerFrom }],
  exports: [Mailer],
})
export class MailModule implements OnApplicationShutdown {
  constructor(private readonly mailer: Mailer) {}

  /** The queues have ended what they had in hand one hook earlier, in beforeApplicationShutdown. */
  onApplicationShutdown(): void {
    this.mailer.close();
  }
}
