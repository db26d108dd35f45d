import { randomUUID } from 'node:crypto';
import { assertSendable, type Push, type PushSender } from './push-sender.js';

export interface LogSenderOptions {
  /** Takes one line without its end. */
  log: (line: string) => void;
  /** True shows the text: for a developer's machine. A token is never shown: whoever has it can be pushed to. */
  reveal?: boolean;
}

/** Sends nothing: writes a line per message instead. For machines without a push service. */
export class LogSender implements PushSender {
  constructor(private readonly options: LogSenderOptions) {}

  /** `provider_id` is `log-` and a random id. @throws DeliveryError for what no push service would take either */
  send(push: Push): Promise<{ provider_id: string }> {
    return Promise.resolve(push).then((given) => this.write(given));
  }

  private write(push: Push): { provider_id: string } {
    assertSendable(push);
    const { log, reveal = false } = this.options;
    // JSON keeps a text of several lines on one.
    if (reveal) log(`push: ${JSON.stringify(`${push.title}: ${push.body}`)}`);
    else log(`push: ${push.title.length + push.body.length} characters, not shown`);
    return { provider_id: `log-${randomUUID()}` };
  }
}
