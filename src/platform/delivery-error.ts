/** What a failed delivery (mail, SMS) tells the queue that asked for it. */
export interface DeliveryFailure {
  /** True: the same message to the same recipient will be refused again, so do not retry. */
  permanent: boolean;
  /** True: the line broke after the message may have been taken; a retry may tell the recipient twice. */
  maybe_sent?: boolean;
  /** The provider's own code, e.g. `21211` (Twilio), `550` (SMTP), `403` (Africa's Talking). */
  provider_code?: string;
  /** How long the provider asked us to wait, in seconds (`Retry-After`). */
  retry_after_seconds?: number;
}

/**
 * A message was not handed over.
 *
 * `permanent` is about this message and this recipient. Trouble with our own account (wrong key, empty balance,
 * sender not allowed) is temporary on purpose: an operator repairs it and the waiting messages then leave,
 * where a permanent error would have thrown all of them away.
 *
 * The message text is meant for logs: it never carries the recipient or the content.
 */
export class DeliveryError extends Error {
  readonly permanent: boolean;
  readonly maybe_sent: boolean;
  readonly provider_code: string | undefined;
  readonly retry_after_seconds: number | undefined;

  constructor(message: string, failure: DeliveryFailure) {
    super(message);
    this.name = 'DeliveryError';
    this.permanent = failure.permanent;
    this.maybe_sent = failure.maybe_sent ?? false;
    this.provider_code = failure.provider_code;
    this.retry_after_seconds = failure.retry_after_seconds;
  }
}

/** Providers quote the recipient back in their replies; errors are logged, and people are not. At most 200 characters. */
export function withoutPersonalData(reply: string): string {
  return reply
    .slice(0, 500)
    .replace(/[^\s<>"',;:]+@[^\s<>"',;:]+/g, '[address]')
    .replace(/\+?\d{6,}/g, '[number]')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
