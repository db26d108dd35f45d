import { beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { Config } from '../../config/index.js';
import { newId } from '../../kernel/id.js';
import { WebhookSecrets } from './webhook-secrets.js';

const secrets = new WebhookSecrets({ SECRET_KEY: 'x'.repeat(32) } as Config);
const endpoint = { id: newId(), secret_generation: 2, previous_secret_until: null };
const message = { id: newId(), body: '{"type":"booking.confirmed","data":{"café":1}}', sent_at: new Date() };
const seconds = (ago: number): Date => new Date(Date.now() - ago * 1000);
const verify = (secret: string, body: string, headers: Record<string, string>): unknown => new Webhook(secret).verify(body, headers);

/** The reference implementation from npm is the judge. */
describe('a signature', () => {
  beforeEach(() => { message.sent_at = new Date(); });

  it('is accepted by the reference verifier, whose own it equals', () => {
    const secret = secrets.secretOf(endpoint);
    const headers = secrets.headersFor(endpoint, message);
    expect(verify(secret, message.body, headers)).toEqual(JSON.parse(message.body));
    expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(message.id, message.sent_at, message.body));
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  });

  it('is refused when anything of it was forged', () => {
    const secret = secrets.secretOf(endpoint);
    const headers = secrets.headersFor(endpoint, message);
    const forged: [string, string, Record<string, string>][] = [
      [secret, message.body.replace('1', '2'), headers],
      [secret, message.body, { ...headers, 'webhook-id': newId() }],
      [secret, message.body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }],
      [secret, message.body, { ...headers, 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }],
      [secret, message.body, { ...headers, 'webhook-signature': (headers['webhook-signature'] ?? '').replace('v1,', 'v1a,') }],
      [secrets.secretOf({ ...endpoint, id: newId() }), message.body, headers],
    ];
    for (const [key, body, given] of forged) expect(() => verify(key, body, given)).toThrow(WebhookVerificationError);
  });

  it('is refused when it is played again later, or from the future', () => {
    for (const sent_at of [seconds(310), seconds(-600)]) {
      expect(() => verify(secrets.secretOf(endpoint), message.body, secrets.headersFor(endpoint, { ...message, sent_at }))).toThrow(/timestamp/i);
    }
    expect(() => verify(secrets.secretOf(endpoint), message.body, secrets.headersFor(endpoint, { ...message, sent_at: seconds(200) }))).not.toThrow();
  });

  it('is made with both secrets until the old one ends', () => {
    const [now, before] = [secrets.secretOf(endpoint), secrets.secretOf({ ...endpoint, secret_generation: 1 })];
    const both = secrets.headersFor({ ...endpoint, previous_secret_until: seconds(-60) }, message);
    expect(both['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of [now, before]) expect(() => verify(secret, message.body, both)).not.toThrow();
    const one = secrets.headersFor({ ...endpoint, previous_secret_until: seconds(60) }, message);
    expect(() => verify(now, message.body, one)).not.toThrow();
    expect(() => verify(before, message.body, one)).toThrow(WebhookVerificationError);
  });

  it('needs our key: another installation has other secrets', () => {
    expect(new WebhookSecrets({ SECRET_KEY: 'y'.repeat(32) } as Config).secretOf(endpoint)).not.toBe(secrets.secretOf(endpoint));
  });
});
