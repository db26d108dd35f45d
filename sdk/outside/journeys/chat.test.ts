import { isProblem, memoryStore, type MessageView, type Tokens } from '@lokahome/sdk';
import { Chat, type ReadReceipt } from '@lokahome/sdk/chat';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { clientOf, join, PASSWORD, startDoor, until } from '../town.js';

describe('writing to each other with the SDK', () => {
  const store = memoryStore();
  let landlord: Awaited<ReturnType<typeof join>>;
  let tenant: Awaited<ReturnType<typeof join>>;
  let mine: Chat;
  let theirs: Chat;
  const got: MessageView[] = [];
  const receipts: ReadReceipt[] = [];
  const typed: string[] = [];
  let signedOut = 0;
  let door: Awaited<ReturnType<typeof startDoor>>;

  before(async () => {
    door = await startDoor();
    landlord = await join('landlord', 'Bignon');
    tenant = await join('tenant', 'Cica', { baseUrl: door.url, tokens: store, onSignedOut: () => void (signedOut += 1) });
    theirs = new Chat(landlord.api, { patience: 20_000 });
    theirs.on('message:new', (message) => void got.push(message));
    theirs.on('typing', ({ user_id }) => void typed.push(user_id));
    mine = new Chat(tenant.api, { patience: 20_000 });
    mine.on('message:read', (receipt) => void receipts.push(receipt));
    await until('both to be there', async () => mine.connected && theirs.connected);
  });
  after(() => {
    mine.close();
    theirs.close();
    door.close();
  });

  it('delivers a message once, however often it is sent, and says when it is read', async () => {
    const message = { receiver_id: landlord.id, content: 'Bonjour, le studio est-il libre en mars ?', client_id: 'first' };
    const [sent, again] = [await mine.send(message), await mine.send(message)];
    assert.equal(again.id, sent.id);
    const [arrived] = await until('the message', async () => got.length > 0 && got);
    assert.deepEqual([arrived?.id, arrived?.content], [sent.id, message.content]);
    mine.typing(landlord.id);
    await until('the other to see it', async () => typed.includes(tenant.id));
    assert.equal((await theirs.read(sent.id)).is_read, true);
    await until('the receipt', async () => receipts.some(({ message_id, reader_id }) => message_id === sent.id && reader_id === landlord.id));
    assert.equal(got.length, 1);
  });

  it('is refused with the same problems as a call', async () => {
    await assert.rejects(mine.send({ receiver_id: tenant.id, content: 'À moi' }), (error) => isProblem(error, 'message.to_oneself'));
    await assert.rejects(mine.send({ receiver_id: landlord.id, content: '' }), (error) => isProblem(error, 'validation.failed') && error.field('content') !== undefined);
    await assert.rejects(mine.send({ receiver_id: landlord.id, content: 'Trop tard' }, { signal: AbortSignal.abort(new Error('changed my mind')) }), /changed my mind/);
  });

  it('goes on over a cut line: what was being sent arrives once, and what was missed comes', async () => {
    const seen: string[] = [];
    const stop = mine.on('message:new', ({ content }) => void seen.push(content));
    door.cut();
    const [sent] = await Promise.all([mine.send({ receiver_id: landlord.id, content: 'Vous êtes là ?' }), theirs.send({ receiver_id: tenant.id, content: 'Oui, libre en mars.' })]);
    await until('what was missed', async () => ['Vous êtes là ?', 'Oui, libre en mars.'].every((content) => seen.includes(content)));
    await until('the message', async () => got.some(({ id }) => id === sent.id));
    assert.equal(got.filter(({ content }) => content === 'Vous êtes là ?').length, 1);
    assert.deepEqual([...seen].sort(), ['Oui, libre en mars.', 'Vous êtes là ?']);
    stop();
  });

  it('connects with a renewed token where the one it has is refused', async () => {
    const tokens = (await store.load()) as Tokens;
    await store.save({ ...tokens, access_token: `${tokens.access_token.slice(0, -4)}AAAA` });
    const other = new Chat(tenant.api);
    const { id } = await other.send({ receiver_id: landlord.id, content: 'D’un autre appareil' });
    await until('the message', async () => got.some((one) => one.id === id));
    other.close();
    assert.notEqual(((await store.load()) as Tokens).refresh_token, tokens.refresh_token);
    await assert.rejects(other.send({ receiver_id: landlord.id, content: 'Fermé' }), { name: 'ConnectionError' });
  });

  it('ends with the session', async () => {
    const phone = clientOf();
    await phone.signIn({ username: tenant.email, password: PASSWORD });
    for (const { id, is_current } of await phone.listSessions()) if (!is_current) await phone.endSession({ path: { id } });
    await until('the end', async () => signedOut === 1 && !mine.connected);
    await assert.rejects(mine.send({ receiver_id: landlord.id, content: 'Encore ?' }), { name: 'ConnectionError' });
  });
});
