import { DeliveryError } from '../delivery-error.js';

export interface Push {
  /** The device's registration token, as its app got it. */
  token: string;
  title: string;
  /** Shortened where the whole would not fit. */
  body: string;
  /** For the app that is opened by it. */
  data: Record<string, string>;
  /** A push with the key of an earlier one takes its place on the device. At most 64 bytes. */
  collapse_key?: string;
}

/**
 * A way to send a push message. `send` throws DeadToken or another DeliveryError; that it resolves means taken by the
 * push service, not shown.
 */
export interface PushSender {
  send(push: Push): Promise<{ provider_id: string }>;
}

/** Nothing will ever reach this token again: forget it. */
export class DeadToken extends DeliveryError {
  constructor(provider_code: string) {
    super(`the push service does not know the token (${provider_code})`, { permanent: true, provider_code });
    this.name = 'DeadToken';
  }
}

/** Refused before any call. */
export function assertSendable(push: Push): void {
  if (push.token.trim() === '') throw new DeliveryError('there is no token', { permanent: true });
  if (push.title.trim() === '') throw new DeliveryError('a push needs a title', { permanent: true });
}
