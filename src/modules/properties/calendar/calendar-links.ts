import { Injectable } from '@nestjs/common';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Config } from '../../../config/index.js';

export interface CalendarIdentity {
  readonly id: string;
  /** Counts the links of a home: another number makes another token. */
  readonly calendar_generation: number;
}

/** The secret link to a home's calendar. Its token is derived, never stored (ADR 3). */
@Injectable()
export class CalendarLinks {
  private readonly key: Buffer;

  constructor(private readonly config: Config) {
    this.key = Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome calendars', 32));
  }

  urlOf(home: CalendarIdentity): string {
    return `${this.config.API_URL}/api/v1/properties/${home.id}/calendar.ics?token=${this.tokenOf(home)}`;
  }

  opens(token: string, home: CalendarIdentity): boolean {
    const [given, expected] = [Buffer.from(token), Buffer.from(this.tokenOf(home))];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private tokenOf({ id, calendar_generation }: CalendarIdentity): string {
    return createHmac('sha256', this.key).update(`${id} ${String(calendar_generation)}`).digest('base64url');
  }
}
