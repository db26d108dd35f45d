import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { requestContext } from '../http/request-context.js';
import { configureLogger, logger, NestLogger } from './logger.js';

describe('log lines', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    configureLogger({ level: 'info', format: 'json', to: { write: (line) => lines.push(line) } });
  });
  afterAll(() => { configureLogger({ level: 'silent', format: 'json' }); });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

  it('are one JSON object each, with a level by name and a time that every collector reads', () => {
    logger.warn({ job: 'cleanup' }, 'two\nlines');
    expect(lines.at(-1)?.trimEnd()).not.toContain('\n');
    expect(last()).toEqual({ level: 'warn', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), service: 'lokahome', job: 'cleanup', msg: 'two\nlines' });
  });

  it('carry the id of their request without being told', () => {
    requestContext.run({ request_id: 'mango-0001', locale: 'fr', client_address: '::1' }, () => { logger.info('said on the way'); });
    expect(last()).toMatchObject({ request_id: 'mango-0001' });
    logger.info('said by nobody');
    expect(last()).not.toHaveProperty('request_id');
  });

  it('hide what somebody passed in by mistake', () => {
    logger.info({ email: 'afi@example.bj', user: { phone: '+22901970000', account: { password: 'secret' } }, headers: { authorization: 'Bearer x', cookie: 'sid=1' } }, 'oops');
    expect(last()).toMatchObject({
      email: '[hidden]', user: { phone: '[hidden]', account: { password: '[hidden]' } }, headers: { authorization: '[hidden]', cookie: '[hidden]' },
    });
  });

  it('keep an error’s kind and place, and nothing of what it was about', () => {
    const error = Object.assign(new Error('mail to afi@example.bj was refused'), { code: '23505', constraint: 'users_email_key', detail: 'Key (email)=(afi@example.bj) already exists.', parameters: ['afi@example.bj'] });
    logger.error({ err: error }, 'failed');
    expect(lines.at(-1)).not.toContain('example.bj');
    expect(last()['err']).toMatchObject({ type: 'Error', message: 'mail to [address] was refused', code: '23505', constraint: 'users_email_key', stack: expect.stringContaining('logger.spec.ts') });
  });

  it('are Nest’s as well, who says less', () => {
    new NestLogger().log('a route was mapped', 'RouterExplorer');
    expect(lines).toEqual([]);
    new NestLogger().error('cannot reach afi@example.bj', 'Error: afi@example.bj\n    at here', 'Mailer');
    expect(last()).toMatchObject({ level: 'error', context: 'Mailer', msg: 'cannot reach [address]', stack: 'Error: [address]\n    at here' });
  });
});
