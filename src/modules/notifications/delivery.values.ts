import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Locale } from '../../kernel/app-error.js';
import { Clock } from '../../platform/clock.js';
import { AuthCodes, AuthLinks, AuthSecrets } from '../auth/index.js';
import type { WaitingDelivery } from './deliveries.repository.js';
import { formatInstant } from './rendering/dates.js';
import { Subjects } from './subjects.js';
import type { Values } from './templates/template.js';

/** There is nothing left to say; the reason names nobody. */
export class Pointless {
  constructor(readonly why: string) {}
}

/**
 * The words that a message is filled with, from what is true when it is sent. Tokens and codes are computed here, go
 * into the message and are kept nowhere.
 */
@Injectable()
export class DeliveryValues {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly subjects: Subjects,
    private readonly links: AuthLinks,
    private readonly codes: AuthCodes,
    private readonly secrets: AuthSecrets,
  ) {}

  async valuesFor(delivery: WaitingDelivery, locale: Locale): Promise<Values | Pointless> {
    const { link_id, code_id } = delivery.facts;
    if (link_id !== undefined) return this.ofLink(link_id, locale);
    if (code_id !== undefined) return this.ofCode(code_id);
    const subject = await this.subjects.of(delivery.facts);
    const over = subject.over(delivery.template);
    if (over !== null) return new Pointless(over);
    return { happened_at: formatInstant(delivery.created_at, locale, this.config.TZ_BUSINESS), ...subject.values(locale) };
  }

  private async ofLink(id: string, locale: Locale): Promise<Values | Pointless> {
    const link = await this.links.findLink(id);
    if (!link || link.used_at !== null || link.expires_at <= this.clock.now()) return new Pointless('the link is used or has expired');
    return { token: this.secrets.linkToken(link), expires_at: formatInstant(link.expires_at, locale, this.config.TZ_BUSINESS) };
  }

  private async ofCode(id: string): Promise<Values | Pointless> {
    const code = await this.codes.findCode(id);
    const left_ms = code ? code.expires_at.getTime() - this.clock.now().getTime() : 0;
    if (!code || code.used_at !== null || left_ms <= 0) return new Pointless('the code is used or has expired');
    return { code: this.secrets.codeDigits(code), minutes: String(Math.ceil(left_ms / 60_000)) };
  }
}
