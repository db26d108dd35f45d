import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startOutside, type Outside } from './support/outside.js';
import { keepPaper, pdfOf, pendingCheck, photo } from './support/papers.js';
import { startS3Simulator } from './support/simulators/s3-simulator.js';
import { until } from './support/wait.js';

interface Check { id: string; status: string; reason: string | null; document_type: string; decided_at: string | null; code: string }
interface Listed extends Check { user: { id: string; first_name: string }; decided_by: string | null; documents: { id: string; kind: string; document_url: string }[] }
interface Complaints { code: string; errors: { field: string; code: string }[] }
interface Logged { actor_id: string; action: string; subject_id: string; before: object | null; after: object | null; client_address: string; request_id: string }

describe('identity checks', () => {
  let house: TestApp;
  let outside: Outside;
  let admin: TestActor;
  beforeAll(async () => {
    outside = await startOutside();
    house = await startApp({ worker: true, env: outside.env });
    admin = await house.actors.asAdmin();
  });
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });

  const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query<T>(text, values)).rows;
  const papers = { front: [pdfOf()], back: [photo], selfie: [photo] };
  const submit = (as: TestActor, files: Record<string, readonly Buffer[]> = papers, texts: Record<string, string> = { document_type: 'passport' }, headers: Record<string, string> = {}) =>
    house.api.post<Check & Complaints>('/users/me/verify-identity', undefined, { as, files, texts, headers });
  const latest = (as: TestActor) => house.api.get<Check>('/users/me/verify-identity', { as });
  const decide = (id: string, what: 'approve' | 'reject', json: object, as: TestActor = admin) => house.api.put<Check>(`/admin/identity-verifications/${id}/${what}`, json, { as });
  const list = (query: Record<string, string | number>) => house.api.get<Listed[]>('/admin/identity-verifications', { as: admin, query });
  const logOf = (subject_id: string) => rows<Logged>('SELECT actor_id, action, subject_id, before, after, host(client_address) AS client_address, request_id FROM audit_logs WHERE subject_id = $1 ORDER BY id', [subject_id]);
  const byLink = (url: string) => fetch(house.url + url.slice(url.indexOf('/api/v1')));

  it('are asked for with papers, wait, and are approved: the person is told and shown as checked', async () => {
    const person = await house.actors.asLandlord({ first_name: 'Sènan' });
    expect((await latest(person)).status).toBe(404);
    const sent = await submit(person);
    expect([sent.status, sent.body]).toEqual([202, { id: expect.any(String), status: 'pending' }]);
    expect((await latest(person)).body).toMatchObject({ id: sent.body.id, status: 'pending', document_type: 'passport', reason: null, decided_at: null });

    const decided = await decide(sent.body.id, 'approve', {});
    expect([decided.status, decided.body.status]).toEqual([200, 'approved']);
    expect((await latest(person)).body).toMatchObject({ status: 'approved', decided_at: expect.any(String) });
    expect((await house.api.get<object>('/users/me', { as: person })).body).toMatchObject({ is_identity_verified: true });
    expect((await house.api.get<object>(`/users/${person.id}`)).body).toMatchObject({ is_identity_verified: true });
    const mail = await outside.mail.waitForMail((one) => one.to.includes(person.email), { timeout: 15_000 });
    expect(mail.subject).toBe('Votre identité est vérifiée');
    const [note] = await until(async () => {
      const notes = await rows<{ title: string; type: string }>('SELECT title, type FROM notifications WHERE user_id = $1', [person.id]);
      return notes.length > 0 && notes;
    }, 'the note');
    expect(note).toEqual({ title: 'Identité vérifiée', type: 'account' });
    expect([(await submit(person)).body.code, (await decide(sent.body.id, 'reject', { reason: 'Trop tard' })).body.code]).toEqual(['identity.verified', 'identity.decided']);
  });

  it('that are rejected say why, and may be tried again', async () => {
    const person = await house.actors.asTenant({ locale: 'en' });
    const { body } = await submit(person);
    expect((await decide(body.id, 'reject', {})).status).toBe(422);
    expect((await decide(body.id, 'reject', { reason: 'The picture is blurred' })).body).toMatchObject({ status: 'rejected', reason: 'The picture is blurred' });
    expect((await latest(person)).body).toMatchObject({ status: 'rejected', reason: 'The picture is blurred' });
    expect((await house.api.get<object>('/users/me', { as: person })).body).toMatchObject({ is_identity_verified: false });
    const mail = await outside.mail.waitForMail((one) => one.to.includes(person.email), { timeout: 15_000 });
    expect([mail.subject, mail.text.includes('The picture is blurred')]).toEqual(['Your identity could not be verified', true]);
    const again = await submit(person);
    expect([again.status, (await latest(person)).body.id]).toEqual([202, again.body.id]);
  });

  it('make a provider a checked one, also where the profile is made later', async () => {
    const [early, late] = [await house.actors.asProvider(), await house.actors.asProvider()];
    await house.build.insert('service_providers', { id: newId(), user_id: early.id });
    for (const provider of [early, late]) await decide((await pendingCheck(house, provider)).id, 'approve', {});
    await until(async () => (await rows<{ is_verified: boolean }>('SELECT is_verified FROM service_providers WHERE user_id = $1', [early.id]))[0]?.is_verified, 'the provider to be shown as checked');
    expect((await house.api.get<object>('/service-providers/me', { as: late })).body).toMatchObject({ is_verified: true });
  });

  it('lapse when the person takes another name, and may then be sent again', async () => {
    const provider = await house.actors.asProvider({ first_name: 'Koffi' });
    await house.build.insert('service_providers', { id: newId(), user_id: provider.id });
    const shown = async (): Promise<boolean | undefined> => (await rows<{ is_verified: boolean }>('SELECT is_verified FROM service_providers WHERE user_id = $1', [provider.id]))[0]?.is_verified;
    await decide((await pendingCheck(house, provider)).id, 'approve', {});
    await until(shown, 'the provider to be shown as checked');
    const change = (json: object) => house.api.put<object>('/users/me', json, { as: provider });
    expect((await change({ first_name: 'Koffi', locale: 'en' })).body).toMatchObject({ is_identity_verified: true });
    expect((await change({ first_name: 'Kossi' })).body).toMatchObject({ is_identity_verified: false });
    await until(async () => (await shown()) === false, 'the provider not to be shown as checked any more');
    expect((await submit(provider)).status).toBe(202);
  });

  it('are one at a time: of ten sent at once one waits, and nothing of the others is left', async () => {
    const person = await house.actors.asTenant();
    const replies = await Promise.all(Array.from({ length: 10 }, () => submit(person, { front: [pdfOf()], selfie: [photo] })));
    expect(replies.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(9).fill(409)]);
    expect(replies.flatMap(({ status, body }) => (status === 409 ? [body.code] : []))).toEqual(Array(9).fill('identity.pending'));
    const kept = await rows<{ storage_key: string }>('SELECT storage_key FROM documents WHERE owner_id = $1', [person.id]);
    expect(kept).toHaveLength(2);
  });

  it('are sent once where the same request comes twice, and are another request with another document type', async () => {
    const person = await house.actors.asTenant();
    const key = { 'idempotency-key': 'my-papers' };
    const [one, two] = [await submit(person, papers, { document_type: 'passport' }, key), await submit(person, papers, { document_type: 'passport' }, key)];
    expect([two.status, two.body.id]).toEqual([202, one.body.id]);
    expect((await submit(person, papers, { document_type: 'national_id' }, key)).body.code).toBe('idempotency.key_reused');
  });

  it('may be the front of a document alone, also where a form sends what was left empty', async () => {
    const person = await house.actors.asTenant();
    const { status, body } = await submit(person, { front: [photo] }, { document_type: 'passport', back: '', selfie: '' });
    expect([status, body.status]).toEqual([202, 'pending']);
    const shown = (await list({ status: 'pending', per_page: 100 })).body.find(({ id }) => id === body.id);
    expect(shown?.documents.map(({ kind }) => kind)).toEqual(['front']);
    expect((await decide(body.id, 'approve', {})).status).toBe(200);
  });

  it.each<[string, Record<string, readonly Buffer[]>, Record<string, string>, [string, string][]]>([
    ['no document type', papers, {}, [['document_type', 'required']]],
    ['an unknown document type', papers, { document_type: 'library_card' }, [['document_type', 'not_one_of']]],
    ['no front', { selfie: [photo] }, { document_type: 'passport' }, [['front', 'required']]],
    ['two fronts', { ...papers, front: [photo, photo] }, { document_type: 'passport' }, [['front', 'too_many_items']]],
    ['a text for a file', papers, { document_type: 'passport', back: 'nothing' }, [['back', 'unknown_field']]],
    ['another field', papers, { document_type: 'passport', status: 'approved' }, [['status', 'unknown_field']]],
    ['another file', { ...papers, side: [photo] }, { document_type: 'passport' }, [['side', 'unknown_field']]],
  ])('with %s are refused, and nothing is kept', async (_what, files, texts, complaints) => {
    const person = await house.actors.asTenant();
    const reply = await submit(person, files, texts);
    expect([reply.status, reply.body.errors.map(({ field, code }) => [field, code])]).toEqual([422, complaints]);
    expect(await rows('SELECT 1 FROM documents WHERE owner_id = $1', [person.id])).toEqual([]);
  });

  it('with one bad paper among good ones are refused as a whole', async () => {
    const person = await house.actors.asTenant();
    const reply = await submit(person, { ...papers, selfie: [Buffer.from('GIF89a')] });
    expect([reply.status, reply.body.code]).toEqual([415, 'document.unsupported_type']);
    expect(await rows('SELECT 1 FROM documents WHERE owner_id = $1', [person.id])).toEqual([]);
    const folder = join(house.directory, 'files/documents', person.id);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  it('are listed for admins, those that wait longest first, and every look of theirs at a paper is in the audit log', async () => {
    const [first, second] = [await pendingCheck(house, await house.actors.asTenant({ first_name: 'Un' })), await pendingCheck(house, await house.actors.asTenant({ first_name: 'Deux' }))];
    const waiting = (await list({ status: 'pending', per_page: 100 })).body;
    expect(new Set(waiting.map(({ status }) => status))).toEqual(new Set(['pending']));
    const ids = waiting.map(({ id }) => id);
    expect(ids.indexOf(first.id)).toBeLessThan(ids.indexOf(second.id));
    const all = await list({ per_page: 1 });
    expect([all.body.length, Number(all.headers.get('x-total-count')) >= 2]).toEqual([1, true]);
    const shown = waiting.find(({ id }) => id === first.id);
    expect(shown?.documents.map(({ kind }) => kind)).toEqual(['front', 'selfie']);
    expect(shown?.user.first_name).toBe('Un');
    expect(await logOf(first.front_id)).toEqual([]);

    const link = shown?.documents[0]?.document_url ?? '';
    expect((await byLink(link)).status).toBe(200);
    expect((await house.api.get(`/files/${first.front_id}`, { as: admin })).status).toBe(200);
    const looks = await logOf(first.front_id);
    expect(looks).toHaveLength(2);
    for (const look of looks) {
      expect(look).toEqual({
        actor_id: admin.id, action: 'document.read', subject_id: first.front_id, before: null, after: { purpose: 'identity', owner_id: shown?.user.id }, client_address: '127.0.0.1', request_id: expect.any(String),
      });
    }
    expect((await list({ status: 'lost' })).status).toBe(422);
  });

  it('leave their decision in the audit log, without the reason and without names', async () => {
    const { id } = await pendingCheck(house, await house.actors.asTenant());
    await decide(id, 'reject', { reason: 'Ce n’est pas Zinsouvi' });
    const [entry] = await logOf(id);
    expect(entry).toMatchObject({ actor_id: admin.id, action: 'identity.reject', before: { status: 'pending', document_type: 'passport' }, after: { status: 'rejected' } });
    expect(JSON.stringify(entry)).not.toContain('Zinsouvi');
  });

  it('are decided once, by one of two admins at the same time', async () => {
    const { id } = await pendingCheck(house, await house.actors.asTenant());
    const other = await house.actors.asAdmin();
    const replies = await Promise.all([decide(id, 'approve', {}), decide(id, 'reject', { reason: 'Non' }, other)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await logOf(id)).toHaveLength(1);
  });

  it('are not decided by the person themselves, nor where there is none', async () => {
    const { id } = await pendingCheck(house, admin);
    expect((await decide(id, 'approve', {})).status).toBe(403);
    expect((await decide(newId(), 'approve', {})).status).toBe(404);
    expect((await decide(id, 'approve', { status: 'approved' }, await house.actors.asAdmin())).status).toBe(422);
  });

  it('leave a log that nobody can rewrite', async () => {
    for (const text of ['UPDATE audit_logs SET action = \'nothing\'', 'DELETE FROM audit_logs', 'TRUNCATE audit_logs']) {
      await expect(house.database.client.query(text)).rejects.toThrow('append-only');
    }
  });

  it('go with the account, rows and files; what is exported before holds no key', async () => {
    const person = await house.actors.asTenant();
    await submit(person);
    await keepPaper(house, person);
    const exported = await house.api.get<{ documents: object[]; identity_verifications: object[] }>('/users/me/export', { as: person });
    expect([exported.body.documents.length, exported.body.identity_verifications.length]).toEqual([4, 1]);
    expect(Object.keys(exported.body.documents[0] ?? {}).sort()).toEqual(['content_type', 'created_at', 'id', 'purpose', 'size']);
    const files = (await rows<{ storage_key: string }>('SELECT storage_key FROM documents WHERE owner_id = $1', [person.id])).map(({ storage_key }) => join(house.directory, 'files', storage_key));
    expect(files.filter((file) => existsSync(file))).toHaveLength(4);
    expect((await house.api.delete('/users/me', { as: person })).status).toBe(204);
    expect(await rows('SELECT 1 FROM documents WHERE owner_id = $1', [person.id])).toEqual([]);
    expect(await rows('SELECT 1 FROM identity_verifications WHERE user_id = $1', [person.id])).toEqual([]);
    await until(() => Promise.resolve(!files.some((file) => existsSync(file))), 'the files to be gone');
  });
});

describe('papers in an S3 store', () => {
  const account = { bucket: 'lokahome', access_key_id: 'AKIATEST', secret_access_key: 'a secret for tests', region: 'eu-west-3' };

  it('are ciphertext there, come back whole, and are not half-kept while it fails', async () => {
    const s3 = await startS3Simulator(account);
    const house = await startApp({
      env: {
        STORAGE_DRIVER: 's3', S3_ENDPOINT_URL: s3.url, S3_BUCKET_NAME: account.bucket, AWS_REGION: account.region, AWS_ACCESS_KEY_ID: account.access_key_id,
        AWS_SECRET_ACCESS_KEY: account.secret_access_key, S3_PUBLIC_URL: 'https://cdn.lokahome.test',
      },
    });
    try {
      const as = await house.actors.asTenant();
      const send = () => house.api.post<{ id: string }>('/users/me/verify-identity', undefined, { as, files: { front: [pdfOf()], selfie: [photo] }, texts: { document_type: 'passport' } });
      s3.http.failNext(20, 503);
      expect((await send()).status).toBe(503);
      s3.http.heal();
      expect([s3.objects.size, (await house.database.client.query('SELECT 1 FROM documents')).rows]).toEqual([0, []]);
      expect((await send()).status).toBe(202);
      const { rows } = await house.database.client.query<{ id: string; storage_key: string }>(`SELECT id, storage_key FROM documents WHERE content_type = 'application/pdf'`);
      const stored = s3.objects.get(rows[0]?.storage_key ?? '');
      expect([s3.objects.size, stored?.content_type, stored?.bytes.includes('PDF')]).toEqual([2, 'application/octet-stream', false]);
      const reply = await fetch(`${house.url}/api/v1/files/${rows[0]?.id ?? ''}`, { headers: { authorization: `Bearer ${as.token}` } });
      expect(Buffer.from(await reply.arrayBuffer())).toEqual(pdfOf());
    } finally {
      await house.close();
      await s3.stop();
    }
  });
});
