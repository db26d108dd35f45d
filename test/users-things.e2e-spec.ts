import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

type Json = Record<string, unknown>;
interface Problem {
  code: string;
  errors?: { field: string; code: string }[];
}

describe('what belongs to an account', () => {
  let house: TestApp;
  beforeAll(async () => {
    house = await startApp();
  });
  afterAll(() => house.close());

  const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query(text, values)).rows as T[];

  describe('avatars', () => {
    const photo = sharp({ create: { width: 900, height: 600, channels: 3, background: '#c63' } })
      .withExif({ IFD0: { Copyright: 'Afi' }, IFD3: { GPSLatitude: '6/1 21/1 9/1', GPSLatitudeRef: 'N' } });
    const upload = (as: TestActor | undefined, file: Buffer, path = '/users/me/avatar', field = 'file') =>
      house.api.post<{ avatar_url: string } & Problem>(path, undefined, { files: { [field]: [file] }, ...(as ? { as } : {}) });
    const fileOf = (url: string): string => join(house.directory, 'files', new URL(url).pathname.replace('/media/', ''));

    it.each(['/users/me/avatar', '/uploads/avatar'])('are put up at %s: re-encoded, small, without metadata, for all to see', async (path) => {
      const actor = await house.actors.asTenant();
      const { status, body } = await upload(actor, await photo.clone().jpeg().toBuffer(), path);
      expect(status).toBe(200);
      expect(body.avatar_url).toMatch(new RegExp(`^http://api.lokahome.test/media/avatars/${actor.id}/[0-9a-f-]{36}\\.jpg$`));
      const shown = await fetch(house.url + new URL(body.avatar_url).pathname);
      expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      const picture = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
      expect(picture).toMatchObject({ format: 'jpeg', width: 500, height: 333 });
      expect(picture.exif).toBeUndefined();
      expect((await house.api.get<Json>(`/users/${actor.id}`)).body['avatar_url']).toBe(body.avatar_url);
    });

    it('take the place of the one before, whose file goes', async () => {
      const actor = await house.actors.asTenant();
      const first = (await upload(actor, await photo.clone().png().toBuffer())).body.avatar_url;
      const second = (await upload(actor, await photo.clone().webp().toBuffer())).body.avatar_url;
      expect(first).not.toBe(second);
      expect([existsSync(fileOf(first)), existsSync(fileOf(second))]).toEqual([false, true]);
    });

    it('leave pictures alone that were not put up here', async () => {
      const actor = await house.actors.asTenant();
      const other = (await upload(await house.actors.asTenant(), await photo.clone().jpeg().toBuffer())).body.avatar_url;
      await house.database.client.query('UPDATE users SET avatar_url = $2 WHERE id = $1', [actor.id, other]);
      expect((await upload(actor, await photo.clone().jpeg().toBuffer())).status).toBe(200);
      expect(existsSync(fileOf(other))).toBe(true);
    });

    it('are pictures, told by their content, one at a time, of people who are signed in', async () => {
      const actor = await house.actors.asTenant();
      const jpeg = await photo.clone().jpeg().toBuffer();
      const gif = await upload(actor, Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
      expect([gif.status, gif.body.code]).toEqual([415, 'image.unsupported_type']);
      const script = await upload(actor, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'));
      expect(script.status).toBe(415);
      const broken = await upload(actor, jpeg.subarray(0, jpeg.length / 2));
      expect([broken.status, broken.body.code, broken.body.errors?.[0]?.field]).toEqual([422, 'image.corrupt', 'file']);
      const huge = await upload(actor, Buffer.concat([jpeg, Buffer.alloc(11 * 1024 * 1024)]));
      expect(huge.status).toBe(413);
      expect((await upload(actor, jpeg, '/users/me/avatar', 'picture')).status).toBe(422);
      expect((await house.api.post('/users/me/avatar', undefined, { as: actor, files: { file: [jpeg, jpeg] } })).status).toBe(422);
      expect((await house.api.post('/users/me/avatar', { file: 'x' }, { as: actor })).status).toBe(415);
      expect((await upload(undefined, jpeg)).status).toBe(401);
      expect((await house.api.get<Json>('/users/me', { as: actor })).body['avatar_url']).toBeNull();
    });
  });

  describe('devices', () => {
    const register = (as: TestActor, token: string, platform = 'android', headers = {}) =>
      house.api.post<{ id: string; platform: string } & Problem>('/users/me/devices', { token, platform }, { as, headers });
    const remove = (as: TestActor, id: string) => house.api.delete(`/users/me/devices/${id}`, { as });

    it('are known by their token: the same one again is the same device', async () => {
      const actor = await house.actors.asTenant();
      const first = await register(actor, 'token-once');
      const second = await register(actor, 'token-once', 'ios');
      expect([first.status, second.status, second.body.id, second.body.platform]).toEqual([201, 201, first.body.id, 'ios']);
      expect(JSON.stringify(first.body)).not.toContain('token-once');
    });

    it('move to whoever signs in on them', async () => {
      const [seller, buyer] = [await house.actors.asTenant(), await house.actors.asTenant()];
      const { body } = await register(seller, 'a-phone-that-is-sold');
      await register(buyer, 'a-phone-that-is-sold');
      expect(await rows('SELECT user_id FROM user_devices WHERE token = $1', ['a-phone-that-is-sold'])).toEqual([{ user_id: buyer.id }]);
      expect((await remove(seller, body.id)).status).toBe(404);
      expect((await remove(buyer, body.id)).status).toBe(204);
      expect((await remove(buyer, body.id)).status).toBe(404);
    });

    it('are one when the same token comes ten times at once', async () => {
      const actor = await house.actors.asTenant();
      const answers = await Promise.all(Array.from({ length: 10 }, () => register(actor, 'a-stammering-app')));
      expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 10 }, () => 201));
      expect(new Set(answers.map((one) => one.body.id)).size).toBe(1);
    });

    it('are the twenty last seen', async () => {
      const actor = await house.actors.asTenant();
      for (let n = 0; n < 22; n += 1) await register(actor, `phone-${String(n)}`);
      const left = await rows<{ token: string }>('SELECT token FROM user_devices WHERE user_id = $1', [actor.id]);
      expect(left).toHaveLength(20);
      expect(left.map((one) => one.token)).not.toContain('phone-0');
    });

    it.each([
      ['an unknown platform', { token: 'x', platform: 'windows' }, 'platform'], ['no token', { platform: 'ios' }, 'token'],
      ['an empty token', { token: '', platform: 'ios' }, 'token'], ['an endless token', { token: 'x'.repeat(4097), platform: 'ios' }, 'token'],
      ['somebody else’s id', { token: 'x', platform: 'ios', user_id: newId() }, 'user_id'],
    ])('refuse %s', async (_, json, field) => {
      const { status, body } = await house.api.post<Problem>('/users/me/devices', json, { as: await house.actors.asTenant() });
      expect([status, body.errors?.[0]?.field]).toEqual([422, field]);
    });

    it('are nobody’s without signing in', async () => {
      expect((await house.api.post('/users/me/devices', { token: 'x', platform: 'ios' })).status).toBe(401);
      expect((await house.api.delete(`/users/me/devices/${newId()}`)).status).toBe(401);
    });
  });

  describe('notification preferences', () => {
    const list = (as: TestActor) => house.api.get<Json[]>('/users/me/notification-preferences', { as });
    const change = (as: TestActor, json: unknown) => house.api.put<Json[] & Problem>('/users/me/notification-preferences', json, { as });
    const all = ['booking', 'payment', 'rent', 'message', 'service', 'review', 'account'].map((type) => ({ type, push: true, email: true, sms: true }));

    it('are all on at first, and change type by type and channel by channel', async () => {
      const actor = await house.actors.asTenant();
      expect((await list(actor)).body).toEqual(all);
      const changed = await change(actor, [{ type: 'rent', sms: false }, { type: 'message', push: false, email: false, sms: false }]);
      const expected = all.map((one) => {
        if (one.type === 'rent') return { ...one, sms: false };
        return one.type === 'message' ? { type: 'message', push: false, email: false, sms: false } : one;
      });
      expect([changed.status, changed.body]).toEqual([200, expected]);
      expect((await change(actor, [{ type: 'rent', push: false }])).body).toContainEqual({ type: 'rent', push: false, email: true, sms: false });
      expect((await change(actor, expected)).body).toEqual(expected);
      expect((await list(await house.actors.asTenant())).body).toEqual(all);
    });

    it.each([
      [{ type: 'rent' }, 'body', 'not_a_list'], ['rent', 'body', 'not_a_list'], [[{ type: 'spam' }], '0.type', 'not_one_of'],
      [[{ type: 'rent' }, { push: false }], '1.type', 'required'], [[{ type: 'rent', push: 'no' }], '0.push', 'not_a_boolean'],
      [[{ type: 'rent', user_id: newId() }], '0.user_id', 'unknown_field'], [['rent'], '0.body', 'not_an_object'],
      [Array.from({ length: 8 }, () => ({ type: 'rent' })), 'body', 'too_many_items'],
    ])('refuse %j', async (json, field, code) => {
      const { status, body } = await change(await house.actors.asTenant(), json);
      expect(status).toBe(422);
      expect(body.errors).toContainEqual(expect.objectContaining({ field, code }));
    });
  });
});
