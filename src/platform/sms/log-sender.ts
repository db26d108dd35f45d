import { randomUUID } from 'node:crypto';
import { maskPhone } from '../../kernel/phone.js';
import { assertSendable, type Sms, type SmsSender } from './sms-sender.js';

export interface LogSenderOptions {
  /** Takes one line without its end. */
  log: (line: string) => void;
  /**
   * True shows number and text: the developer's way to read a code. Otherwise the line says only that there was a
   * message, since codes in logs are codes anyone with the logs can use.
   */
  reveal?: boolean;
}

/** Sends nothing: writes a line per message instead. For machines without an SMS provider. */
export class LogSender implements SmsSender {
  constructor(private readonly options: LogSenderOptions) {}

  /** `provider_id` is `log-` and a random id. @throws DeliveryError for what no provider would take either */
  send(sms: Sms): Promise<{ provider_id: string }> {
    return Promise.resolve(sms).then((given) => this.write(given));
  }

  private write(sms: Sms): { provider_id: string } {
    assertSendable(sms);
    const { log, reveal = false } = this.options;
    // JSON keeps a text of several lines on one.
    if (reveal) log(`SMS to ${sms.to}: ${JSON.stringify(sms.text)}`);
    else log(`SMS to ${maskPhone(sms.to)}: ${sms.text.length} characters, not shown`);
    return { provider_id: `log-${randomUUID()}` };
  }
}
