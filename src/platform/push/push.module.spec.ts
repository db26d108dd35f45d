import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Environment } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { FcmSender } from './fcm-sender.js';
import { gatewayFrom } from './push.module.js';

const config = (env: Record<string, string> = {}): Environment => loadConfig({ DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', ...env });
const push = { token: 'fcm-token-of-a-phone', title: 'Réservation', body: 'confirmée\npour vous', data: {} };

describe('gatewayFrom', () => {
  const info = jest.spyOn(logger, 'info').mockImplementation(() => undefined);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lokahome-push-'));
  });
  afterEach(async () => {
    info.mockClear();
    await rm(directory, { recursive: true });
  });

  const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const account = (): Record<string, unknown> => ({
    project_id: 'lokahome', client_email: 'a@b.example', private_key_id: 'k1', token_uri: 'https://oauth2.googleapis.com/token',
    private_key: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  });
  async function withFile(content: string | object): Promise<Environment> {
    const path = join(directory, 'account.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return config({ PUSH_PROVIDER: 'fcm', FIREBASE_CREDENTIALS_PATH: path, FCM_API_URL: 'http://127.0.0.1:9' });
  }

  it('takes the provider that the environment names', async () => {
    const gateway = gatewayFrom(await withFile(account()));
    expect([gateway.constructor, (gateway as unknown as { url: URL }).url.href]).toEqual([FcmSender, 'http://127.0.0.1:9/v1/projects/lokahome/messages:send']);
  });

  it.each([
    ['not JSON', () => '{', 'is not a JSON object'],
    ['without fields', () => ({ ...account(), client_email: '', token_uri: 'nowhere' }), 'is no service account: look at client_email, token_uri'],
    ['with a broken key', () => ({ ...account(), private_key: 'secret-but-broken' }), 'has a private_key that is not an RSA key in PEM'],
    ['with another kind of key', () => ({ ...account(), private_key: pem(generateKeyPairSync('ed25519').privateKey) }), 'has a private_key that is not an RSA key in PEM'],
  ])('does not start with a file %s, and says in one line what is wrong', async (_, content, why) => {
    const environment = await withFile(content());
    const message = `FIREBASE_CREDENTIALS_PATH: ${environment.FIREBASE_CREDENTIALS_PATH ?? ''} ${why}`;
    expect(() => gatewayFrom(environment)).toThrow(new Error(message));
    expect(message).not.toMatch(/\n|secret/);
  });

  it('does not start without the file', () => {
    const missing = config({ PUSH_PROVIDER: 'fcm', FIREBASE_CREDENTIALS_PATH: join(directory, 'none.json') });
    expect(() => gatewayFrom(missing)).toThrow(/^FIREBASE_CREDENTIALS_PATH: .* cannot be read \(ENOENT\)$/);
  });

  it('without one, shows texts on a developer’s machine only, and tokens never', async () => {
    const { provider_id } = await gatewayFrom(config({ NODE_ENV: 'development' })).send(push);
    expect(provider_id).toMatch(/^log-/);
    expect(info.mock.calls).toEqual([['push: "Réservation: confirmée\\npour vous"']]);
    info.mockClear();
    await gatewayFrom(config({ NODE_ENV: 'production', SECRET_KEY: 'a secret of our own, long enough to be one', MAIL_SERVER: 'mail.example.com', FILES_ENC_KEYS: Buffer.alloc(32, 7).toString('base64') })).send(push);
    expect(info.mock.calls).toEqual([['push: 30 characters, not shown']]);
  });

  it('without one, refuses what no push service would take', async () => {
    await expect(gatewayFrom(config()).send({ ...push, token: '' })).rejects.toMatchObject({ permanent: true });
  });
});
