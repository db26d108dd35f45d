import type { TestActor } from './actors.js';
import { startApp, type TestApp } from './app.js';
import { startOutside, type Outside } from './outside.js';
import { Rents } from './rents.js';

export interface Note { title: string; content: string; type: string; related_id: string }

/** A house at work, the world outside, the rents that are due, and what reached people about them. */
export class RentReminding {
  private constructor(
    readonly outside: Outside,
    readonly house: TestApp,
    readonly rents: Rents,
  ) {}

  static async start(): Promise<RentReminding> {
    const outside = await startOutside();
    const house = await startApp({ worker: true, env: outside.env });
    return new RentReminding(outside, house, new Rents(house));
  }

  mailsTo(reader: TestActor, subject: string): number {
    return this.outside.mail.mails.filter((mail) => mail.to.includes(reader.email) && mail.subject.startsWith(subject)).length;
  }

  smsTo(reader: TestActor): string[] {
    return this.outside.sms.messages.filter((one) => one.to === reader.phone).map((one) => plain(one.text));
  }

  async notesOf(reader: TestActor): Promise<Note[]> {
    const { body } = await this.house.api.get<Note[]>('/notifications', { as: reader, query: { per_page: 100 } });
    return body.filter((one) => one.type === 'rent');
  }

  async stop(): Promise<void> {
    await this.house.close();
    await this.outside.stop();
  }
}

/** Blanks of all kinds as plain ones. */
export function plain(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ');
}
