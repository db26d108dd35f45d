import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';

const MINUTE_MS = 60_000;

/** How long after its start a payment or a refund is looked after closely; from then on the clock asks. */
export const CLOSELY_MS = 15 * MINUTE_MS;
export const FIRST_CHECK_MS = CLOSELY_MS;
/** After this a payment that nobody paid is over. */
export const GIVEN_UP_MS = 24 * 60 * MINUTE_MS;
/** A handset that is asked much later than this rings for somebody who has gone away. */
export const RESTART_WITHIN_MS = 5 * MINUTE_MS;

/** Parts of the time that a call may take; from then on six of them. */
const CLOSE_PAUSES = [0.5, 0.5, 1, 1, 2, 2, 3];
const LONGEST_PAUSE = 6;

/** How long things are left alone: in proportion to how long a provider may take to answer one call, so that nobody is overtaken. */
@Injectable()
export class Pauses {
  private readonly call_seconds: number;

  constructor({ PAYMENT_CALL_SECONDS }: Config) {
    this.call_seconds = PAYMENT_CALL_SECONDS;
  }

  /** How long a request may be busy with starting a payment, or an attempt with sending a refund, before somebody else takes over: two calls, and some more. */
  get attempt_ms(): number {
    return 3000 * this.call_seconds;
  }

  /** How long the payer is kept waiting for what becomes of a start. */
  get answer_within_ms(): number {
    return 800 * this.call_seconds;
  }

  /** A payment that is younger was started by somebody who is asking just now. */
  get first_look_ms(): number {
    return 400 * this.call_seconds;
  }

  /** Seconds until it is looked whether a start has ended. */
  get start_seconds(): number {
    return this.call_seconds / 2;
  }

  /** Seconds until the next question, growing to six calls' time; null once the clock takes over. */
  next(age_ms: number): number | null {
    if (age_ms >= CLOSELY_MS) return null;
    let passed_ms = 0;
    for (const part of CLOSE_PAUSES) {
      passed_ms += 1000 * part * this.call_seconds;
      if (age_ms < passed_ms) return part * this.call_seconds;
    }
    return LONGEST_PAUSE * this.call_seconds;
  }
}

/** Milliseconds until the clock asks again: 15 minutes, doubling to 4 hours. */
export function clockPause(checks: number): number {
  return Math.min(CLOSELY_MS * 2 ** checks, 4 * 60 * MINUTE_MS);
}
