import { DeliveryError } from '../delivery-error.js';
import type { Push } from './push-sender.js';

/** What FCM takes, in bytes. It does not count the token; everything else is counted here, envelope included. */
const MOST_BYTES = 4096;

export interface FcmMessage {
  readonly token: string;
  readonly notification: { readonly title: string; readonly body: string };
  readonly data: Readonly<Record<string, string>>;
  readonly android: object;
  readonly apns: object;
  readonly webpush: object;
}

/** The push as FCM wants it, its body cut after a whole character where it would be too long. @throws DeliveryError when that is not enough */
export function fitting(push: Push): FcmMessage {
  const whole = messageOf(push, push.body);
  const excess = bytesOf({ ...whole, token: '' }) - MOST_BYTES;
  if (excess <= 0) return whole;
  const body = cut(push.body, innerBytes(push.body) - excess);
  if (body === null) throw new DeliveryError('the push is too large without its text', { permanent: true });
  return messageOf(push, body);
}

function messageOf({ token, title, data, collapse_key }: Push, body: string): FcmMessage {
  // The same name thrice: what is shown again takes the place of the first, as each system calls it.
  const again = collapse_key !== undefined;
  return {
    token,
    notification: { title, body },
    data,
    android: { priority: 'HIGH', ...(again && { collapse_key, notification: { tag: collapse_key } }) },
    apns: { headers: { 'apns-priority': '10', ...(again && { 'apns-collapse-id': collapse_key }) }, payload: { aps: { sound: 'default' } } },
    webpush: { headers: { Urgency: 'high' }, ...(again && { notification: { tag: collapse_key } }) },
  };
}

/** As much of the text as fits into so many bytes of JSON, an ellipsis at its end; null where not even that fits. */
function cut(text: string, bytes: number): string | null {
  let room = bytes - innerBytes('…');
  if (room < 0) return null;
  let kept = '';
  // A letter with its accents, an emoji of several parts: either all of it or nothing.
  for (const { segment } of new Intl.Segmenter('fr', { granularity: 'grapheme' }).segment(text)) {
    room -= innerBytes(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Bytes a text takes inside the quotes of JSON. */
function innerBytes(text: string): number {
  return bytesOf(text) - 2;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
