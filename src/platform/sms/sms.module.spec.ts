import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig, type Environment } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { AfricasTalkingSender } from './africas-talking-sender.js';
import { gatewayFrom } from './sms.module.js';
import { TwilioSender } from './twilio-sender.js';

const config = (env: Record<string, string> = {}): Environment => loadConfig({ DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', ...env });
const addressOf = (gateway: object): string => (gateway as { url: URL }).url.host;

describe('gatewayFrom', () => {
  const info = jest.spyOn(logger, 'info').mockImplementation(() => undefined);
  afterEach(() => {
    info.mockClear();
  });

  it('takes the provider that the environment names', () => {
    const twilio = gatewayFrom(config({ SMS_PROVIDER: 'twilio', TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_PHONE_NUMBER: '+15005550006', TWILIO_API_URL: 'http://127.0.0.1:9' }));
    expect([twilio.constructor, addressOf(twilio)]).toEqual([TwilioSender, '127.0.0.1:9']);
  });

  it.each([
    ['sandbox', undefined, 'api.sandbox.africastalking.com'],
    ['lokahome', undefined, 'api.africastalking.com'],
    ['sandbox', 'http://127.0.0.1:9', '127.0.0.1:9'],
  ])('leads the Africa’s Talking user %s (address %s) to %s', (AT_USERNAME, address, host) => {
    const gateway = gatewayFrom(config({ SMS_PROVIDER: 'africastalking', AT_USERNAME, AT_API_KEY: 'k', ...(address ? { AT_API_URL: address } : {}) }));
    expect([gateway.constructor, addressOf(gateway)]).toEqual([AfricasTalkingSender, host]);
  });

  it('shows texts in the log outside production only', async () => {
    const sms = { to: '+2290197808080', text: 'votre code est 123456' };
    await gatewayFrom(config()).send(sms);
    expect(info.mock.calls.flat().join()).toContain('123456');
    info.mockClear();
    await gatewayFrom(config({ NODE_ENV: 'production', SECRET_KEY: 'a secret of our own, long enough to be one', MAIL_SERVER: 'mail.example.com', FILES_ENC_KEYS: Buffer.alloc(32, 7).toString('base64') })).send(sms);
    expect(info.mock.calls.flat().join()).not.toMatch(/123456|97808080/);
  });
});
