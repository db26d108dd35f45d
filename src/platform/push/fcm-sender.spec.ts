import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { FCM_TROUBLE, startFcmSimulator, type FcmSimulator, type FcmSimulatorOptions } from '../../../test/support/simulators/fcm-simulator.js';
import { DeliveryError } from '../delivery-error.js';
import { FcmSender, type FcmOptions } from './fcm-sender.js';
import { DeadToken, type Push } from './push-sender.js';
import { readServiceAccount } from './service-account.js';

const push: Push = {
  token: 'fcm-token-of-a-phone', title: 'Réservation confirmée', body: 'Votre réservation est confirmée, pour 150\u00a0000\u00a0FCFA.',
  data: { type: 'booking', related_id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f' }, collapse_key: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e60',
};

let fcm: FcmSimulator;
beforeEach(async () => {
  fcm = await startFcmSimulator();
});
afterEach(() => fcm.stop());

function sender(options: Partial<FcmOptions> = {}): FcmSender {
  return new FcmSender({ account: readServiceAccount(fcm.credentials_path), base_url: fcm.url, ...options });
}

async function another(options: FcmSimulatorOptions): Promise<void> {
  await fcm.stop();
  fcm = await startFcmSimulator(options);
}

async function failureOf(sending: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await sending.then(
    () => 'was sent',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(DeliveryError);
  return outcome as DeliveryError;
}

const sends = (): number => fcm.http.requests.items.length;
const signIns = (): number => fcm.oauth.requests.items.length;

describe('FcmSender', () => {
  it('signs in, sends, and gives the name of the message', async () => {
    const { provider_id } = await sender().send(push);
    expect(fcm.pushes).toEqual([
      expect.objectContaining({ name: provider_id, token: push.token, notification: { title: push.title, body: push.body }, data: push.data }),
    ]);
    expect(provider_id).toMatch(/^projects\/lokahome-test\/messages\/[0-9a-f]+$/);
  });

  it('names what a repetition replaces, for each system', async () => {
    await sender().send(push);
    const { android, apns } = fcm.pushes[0];
    expect(android).toEqual({ priority: 'HIGH', collapse_key: push.collapse_key, notification: { tag: push.collapse_key } });
    expect(apns.headers).toEqual({ 'apns-priority': '10', 'apns-collapse-id': push.collapse_key });
  });

  it('signs in once for many, also when they come at once', async () => {
    const one = sender();
    await Promise.all(Array.from({ length: 5 }, () => one.send(push)));
    await one.send(push);
    expect([fcm.pushes.length, signIns()]).toEqual([6, 1]);
  });

  it('does not use a token that is about to end', async () => {
    await another({ expires_in: 50 });
    const one = sender();
    await one.send(push);
    await one.send(push);
    expect([fcm.pushes.length, signIns()]).toEqual([2, 2]);
  });

  it('signs in anew, once, when its token is refused', async () => {
    const one = sender();
    await one.send(push);
    fcm.revokeAll();
    await one.send(push);
    expect([fcm.pushes.length, signIns(), sends()]).toEqual([2, 2, 3]);

    const unauthenticated = { error: { code: 401, message: 'no', status: 'UNAUTHENTICATED' } };
    fcm.http.failNext(2, 401, unauthenticated);
    expect(await failureOf(one.send(push))).toMatchObject({ permanent: false, provider_code: 'UNAUTHENTICATED' });
    expect([signIns(), sends()]).toEqual([3, 5]);
  });

  it.each(['UNREGISTERED', 'SENDER_ID_MISMATCH', 'INVALID_ARGUMENT'] as const)('a token that is %s is dead', async (code) => {
    fcm.tokens.set(push.token, code);
    const failure = await failureOf(sender().send(push));
    expect(failure).toBeInstanceOf(DeadToken);
    expect(failure).toMatchObject({ permanent: true, provider_code: code });
    expect(`${failure.message} ${failure.stack ?? ''}`).not.toContain(push.token);
  });

  it('a token is dead when the field says so', async () => {
    fcm.http.failNext(1, 400, { error: { code: 400, message: 'Invalid', status: 'INVALID_ARGUMENT', details: [{ fieldViolations: [{ field: 'message.token' }] }] } });
    expect(await failureOf(sender().send(push))).toBeInstanceOf(DeadToken);
  });

  it('a message that is wrong in itself is refused for good, and its token lives', async () => {
    const failure = await failureOf(sender().send({ ...push, data: { gcm_secret: 'x' } }));
    expect(failure).not.toBeInstanceOf(DeadToken);
    expect(failure).toMatchObject({ permanent: true, provider_code: 'INVALID_ARGUMENT' });
  });

  it('an iOS key missing at Firebase is ours to repair: no new sign-in, no dead token', async () => {
    fcm.tokens.set(push.token, 'THIRD_PARTY_AUTH_ERROR');
    const failure = await failureOf(sender().send(push));
    expect(failure).toMatchObject({ name: 'DeliveryError', permanent: false, provider_code: 'THIRD_PARTY_AUTH_ERROR' });
    expect([signIns(), sends()]).toEqual([1, 1]);
  });

  it('another project’s door, and a 404 that names no token, are ours to repair', async () => {
    const account = { ...readServiceAccount(fcm.credentials_path), project_id: 'somebody-else' };
    expect(await failureOf(sender({ account }).send(push))).toMatchObject({ name: 'DeliveryError', permanent: false, provider_code: 'PERMISSION_DENIED' });
    fcm.http.failNext(1, 404, { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } });
    expect(await failureOf(sender().send(push))).toMatchObject({ name: 'DeliveryError', permanent: false, provider_code: 'NOT_FOUND' });
  });

  it.each([
    [429, FCM_TROUBLE.quota, 'QUOTA_EXCEEDED', false],
    [503, FCM_TROUBLE.unavailable, 'UNAVAILABLE', true],
    [500, 'not JSON', '500', true],
  ] as const)('HTTP %i is temporary and says when to come back', async (status, body, provider_code, maybe_sent) => {
    fcm.http.failNext(1, status, body, { 'retry-after': '17' });
    expect(await failureOf(sender().send(push))).toMatchObject({ permanent: false, provider_code, maybe_sent, retry_after_seconds: 17 });
  });

  it('no answer in time, a line cut and an answer that says nothing may have been sent', async () => {
    fcm.http.hangNext(1, 'after');
    expect(await failureOf(sender({ timeout_ms: 200 }).send(push))).toMatchObject({ permanent: false, maybe_sent: true });
    expect(fcm.pushes).toHaveLength(1);
    fcm.http.cutNext();
    expect(await failureOf(sender().send(push))).toMatchObject({ permanent: false, maybe_sent: true });
    for (const body of ['', '[]', '{"name":1}']) {
      fcm.http.failNext(1, 200, body);
      expect(await failureOf(sender().send(push))).toMatchObject({ permanent: false, maybe_sent: true });
    }
  });

  describe('when the sign-in fails', () => {
    it('nothing was sent, and the next message tries again', async () => {
      const one = sender();
      fcm.oauth.failNext(1, 503, 'busy', { 'retry-after': '3' });
      expect(await failureOf(one.send(push))).toMatchObject({ permanent: false, maybe_sent: false, retry_after_seconds: 3 });
      fcm.oauth.cutNext();
      expect(await failureOf(one.send(push))).toMatchObject({ permanent: false, maybe_sent: false });
      fcm.oauth.failNext(1, 200, { token_type: 'Bearer' });
      expect(await failureOf(one.send(push))).toMatchObject({ permanent: false, maybe_sent: false });
      expect(sends()).toBe(0);
      await one.send(push);
      expect(fcm.pushes).toHaveLength(1);
    });

    it('a key that Google does not know is temporary, and not in the error', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      await writeFile(fcm.credentials_path, JSON.stringify(fcm.serviceAccount(privateKey)));
      const failure = await failureOf(sender().send(push));
      expect(failure).toMatchObject({ permanent: false, provider_code: '400', message: 'the sign-in at the push service was answered 400: invalid_grant' });
    });
  });

  describe('with a text too long', () => {
    it('cuts it after a whole character, and sends as much as fits', async () => {
      const family = '👨‍👩‍👧‍👦';
      await sender().send({ ...push, body: `${'é'.repeat(100)}${family.repeat(400)}` });
      const [{ notification }] = fcm.pushes;
      expect(notification.body).toMatch(new RegExp(`^é{100}(${family})+…$`, 'u'));
      const bytes = Buffer.byteLength(JSON.stringify({ ...(JSON.parse(fcm.http.requests.items[0].body.toString()) as { message: object }).message, token: '' }));
      expect(bytes).toBeLessThanOrEqual(4096);
      expect(bytes).toBeGreaterThan(4096 - 2 * Buffer.byteLength(family));
    });

    it('leaves one that just fits as it is', async () => {
      await sender().send({ ...push, body: '' });
      const room = 4096 - Buffer.byteLength(JSON.stringify({ ...(JSON.parse(fcm.http.requests.items[0].body.toString()) as { message: object }).message, token: '' }));
      await sender().send({ ...push, body: 'a'.repeat(room) });
      await sender().send({ ...push, body: 'a'.repeat(room + 1) });
      expect(fcm.pushes.slice(1).map((one) => one.notification.body)).toEqual(['a'.repeat(room), `${'a'.repeat(room - 3)}…`]);
    });

    it('refuses what is too large without it', async () => {
      expect(await failureOf(sender().send({ ...push, data: { note: 'x'.repeat(4096) } }))).toMatchObject({ permanent: true });
      expect(sends()).toBe(0);
    });
  });

  it.each([{ token: ' ' }, { title: '' }])('refuses %j before any call', async (change) => {
    expect((await failureOf(sender().send({ ...push, ...change }))).permanent).toBe(true);
    expect([signIns(), sends()]).toEqual([0, 0]);
  });
});
