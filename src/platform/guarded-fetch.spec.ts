import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHttpSimulator, type HttpSimulator } from '../../test/support/simulators/http-simulator.js';
import { AddressRefused, AnswerTooLarge, guardedGet, guardedPost, isPublicAddress, TimedOut } from './guarded-fetch.js';

describe('an address that a stranger gave', () => {
  let server: HttpSimulator;
  beforeAll(async () => {
    server = await startHttpSimulator(({ path }) =>
      path === '/away' ? { status: 302, headers: { location: 'https://127.0.0.1/secret' } } : path === '/round' ? { status: 302, headers: { location: '/round' } } : { status: 200, body: 'x'.repeat(2000) },
    );
  });
  afterAll(() => server.stop());
  /** The simulator is on this machine itself; wherever it sends us is checked as everywhere else. */
  const exempt = (url: URL): boolean => url.origin === server.url;

  it.each([
    'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://0.0.0.0/', 'https://10.1.2.3/', 'https://172.20.0.1/',
    'https://192.168.1.1/', 'https://100.64.0.1/', 'https://169.254.169.254/latest/meta-data', 'https://[::1]/', 'https://[::]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:a9fe:a9fe]/',
    'https://[fe80::1]/', 'https://[fd00:ec2::254]/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/', 'https://224.0.0.1/',
    'http://example.com/', 'ftp://example.com/', 'https://user:pass@example.com/', 'https://example.com:8443/', 'https://localhost/',
  ])('is refused: %s', async (address) => {
    await expect(guardedGet(address)).rejects.toBeInstanceOf(AddressRefused);
  });

  it.each([[['127.0.0.1']], [['93.184.216.34', '10.0.0.1']], [['::1']], [['::ffff:127.0.0.1']], [['169.254.169.254']]])('is refused when its name leads to %j', async (found) => {
    await expect(guardedGet('https://calendar.example/', { resolve: () => Promise.resolve(found) })).rejects.toBeInstanceOf(AddressRefused);
  });

  it('is refused when a redirect leads to this machine, or never ends', async () => {
    await expect(guardedGet(`${server.url}/round`, { exempt })).rejects.toBeInstanceOf(AddressRefused);
    await expect(guardedGet(`${server.url}/away`, { exempt })).rejects.toThrow('not a public address');
  });

  it('is read up to its limit', async () => {
    expect((await guardedGet(server.url, { exempt })).text).toHaveLength(2000);
    await expect(guardedGet(server.url, { exempt, max_bytes: 1999 })).rejects.toBeInstanceOf(AnswerTooLarge);
  });

  it.each(['hang', 'stall', 'trickle', 'cut'] as const)('is given up when its answer does not come (%s)', async (kind) => {
    server.fault({ kind });
    await expect(guardedGet(server.url, { exempt, timeout_ms: 300 })).rejects.toThrow();
  });

  describe('that something is posted to', () => {
    it('gets it whole, and its answer is read up to the limit and no further', async () => {
      const { status, text } = await guardedPost(server.url, '{"à":1}', { exempt, max_bytes: 10, headers: { 'content-type': 'application/json' } });
      const [sent] = server.requests.items.slice(-1);
      expect([status, text, sent?.method, sent?.body.toString(), sent?.headers['content-length']]).toEqual([200, 'x'.repeat(10), 'POST', '{"à":1}', '8']);
    });

    it('is not followed anywhere else', async () => {
      const before = server.requests.items.length;
      expect((await guardedPost(`${server.url}/round`, '{}', { exempt })).status).toBe(302);
      expect(server.requests.items).toHaveLength(before + 1);
    });

    it('is refused like any other', async () => {
      for (const address of ['https://10.1.2.3/', 'http://example.com/', 'https://user:pass@example.com/', 'https://example.com:8443/', 'https://[::1]/']) {
        await expect(guardedPost(address, '{}')).rejects.toBeInstanceOf(AddressRefused);
      }
      await expect(guardedPost('https://hooks.example/', '{}', { resolve: () => Promise.resolve(['93.184.216.34', '169.254.169.254']) })).rejects.toBeInstanceOf(AddressRefused);
    });

    it.each(['hang', 'stall', 'trickle'] as const)('is given up when its answer does not come (%s)', async (kind) => {
      server.fault({ kind });
      await expect(guardedPost(server.url, '{}', { exempt, timeout_ms: 300 })).rejects.toBeInstanceOf(TimedOut);
    });
  });

  it.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111'])('is public: %s', (address) => { expect(isPublicAddress(address)).toBe(true); });
});
