import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig, type Environment } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { mailerFrom, SmtpMailer } from './mail.module.js';

const config = (env: Record<string, string> = {}): Environment => loadConfig({ DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', ...env });
const mail = { to: 'afi@example.com', subject: 'Bienvenue', text: 'http://app/verify-email?token=secret', html: '', message_id: 'a@lokahome.bj' };

describe('mailerFrom', () => {
  const info = jest.spyOn(logger, 'info').mockImplementation(() => undefined);
  afterEach(() => {
    info.mockClear();
  });

  it('speaks SMTP where a server is named', () => {
    const mailer = mailerFrom(config({ MAIL_SERVER: 'mail.example.com' }));
    expect(mailer).toBeInstanceOf(SmtpMailer);
    mailer.close();
  });

  it('writes a line for the developer where none is', async () => {
    expect(await mailerFrom(config({ NODE_ENV: 'development' })).send(mail)).toEqual({ provider_id: 'a@lokahome.bj' });
    expect(info.mock.calls.flat().join()).toContain('token=secret');
  });

  it('shows neither recipient nor text elsewhere', async () => {
    await mailerFrom(config({ NODE_ENV: 'test' })).send(mail);
    expect(info.mock.calls.flat()).toEqual(['mail: Bienvenue']);
  });
});
