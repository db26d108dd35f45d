import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { newId } from '../src/kernel/id.js';
import { DocumentKeys, FileLinks } from '../src/modules/uploads/index.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { keepPaper, pdfOf, photo, WORDS } from './support/papers.js';
import { phonePhoto, pngOf, SVG, textBombPng, ZIP_TAIL } from './support/simulators/strange-pictures.js';

interface Kept { id: string; document_url: string }
interface Problem { code: string }

const OLD_KEY = randomBytes(32).toString('base64');

describe('private documents', () => {
  let house: TestApp;
  let owner: TestActor;
  beforeAll(async () => {
    house = await startApp({ env: { FILES_ENC_KEYS: OLD_KEY } });
    owner = await house.actors.asTenant();
  });
  afterAll(() => house.close());

  const upload = (file: Buffer, as: TestActor = owner, headers: Record<string, string> = {}) => house.api.post<Kept & Problem>('/uploads/documents', undefined, { as, files: { file: [file] }, headers });
  const read = (id: string, as?: TestActor) => house.api.get<Problem>(`/files/${id}`, as ? { as } : {});
  const byLink = (url: string) => house.api.get<Problem>(url.slice(url.indexOf('/api/v1') + '/api/v1'.length));
  const count = async (table: string): Promise<number> => Number((await house.database.client.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]?.count);
  const onDisk = async (): Promise<string[]> => {
    const entries = await readdir(join(house.directory, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  };
  const fileOf = (id: string, of: { id: string } = owner): string => join(house.directory, 'files/documents', of.id, id);
  const bytesOf = async (path: string, as: TestActor): Promise<Buffer> => Buffer.from(await (await fetch(`${house.url}/api/v1${path}`, { headers: { authorization: `Bearer ${as.token}` } })).arrayBuffer());

  it('are kept, and come back to their owner as they were, as a download that nothing keeps', async () => {
    const kept = await upload(pdfOf());
    expect(kept.status).toBe(201);
    expect(kept.headers.get('cache-control')).toBe('no-store');
    const reply = await read(kept.body.id, owner);
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('content-disposition')]).toEqual([200, 'application/pdf', 'attachment; filename="document.pdf"']);
    expect([reply.headers.get('cache-control'), reply.headers.get('x-content-type-options')]).toEqual(['private, no-store', 'nosniff']);
    expect(await bytesOf(`/files/${kept.body.id}`, owner)).toEqual(pdfOf());
  });

  it('that are pictures are made anew: legible, upright, and without where and by whom they were taken', async () => {
    const { body } = await upload(await phonePhoto({ width: 3000, height: 2000, orientation: 6 }));
    const picture = await bytesOf(`/files/${body.id}`, owner);
    const facts = await sharp(picture).metadata();
    expect([facts.format, facts.width, facts.height, facts.exif]).toEqual(['jpeg', 1600, 2400, undefined]);
    expect((await read(body.id, owner)).headers.get('content-disposition')).toBe('attachment; filename="document.jpg"');
    expect((await upload(pngOf({ width: 100, height: 50, depth: 8, colour: 2 }))).status).toBe(201);
  });

  it('are ciphertext on the disk: no name, no word, no byte of the paper', async () => {
    const { body } = await upload(pdfOf());
    const stored = await readFile(fileOf(body.id));
    expect(stored.includes('PDF')).toBe(false);
    for (let at = 0; at + 8 <= WORDS.length; at += 1) expect(stored.includes(WORDS.slice(at, at + 8))).toBe(false);
    const { rows } = await house.database.client.query<{ text: string }>(`SELECT encode(digest || wrapped_key, 'escape') || storage_key AS text FROM documents WHERE id = $1`, [body.id]);
    expect(rows[0]?.text).not.toContain('Zinsouvi');
  });

  it('give no byte to anybody without the right, not even their length', async () => {
    const id = await keepPaper(house, owner);
    const strangers = [await house.actors.asTenant(), await house.actors.asLandlord(), await house.actors.asProvider(), await house.actors.asAdmin()];
    const [nothing] = [await read(newId(), strangers[0])];
    for (const stranger of strangers) {
      const reply = await read(id, stranger);
      expect([reply.status, reply.body.code]).toEqual([nothing.status, nothing.body.code]);
      expect(reply.text).not.toMatch(/PDF|Zinsouvi/);
    }
    expect((await read(id)).status).toBe(401);
    const paths = await onDisk();
    for (const path of paths) {
      const reply = await fetch(`${house.url}/media${path.slice(join(house.directory, 'files').length)}`);
      expect(reply.status).toBe(404);
      await reply.arrayBuffer();
    }
  });

  it('are kept once where the same request comes twice', async () => {
    const before = await count('documents');
    const [one, two] = [await upload(pdfOf(), owner, { 'idempotency-key': 'paper' }), await upload(pdfOf(), owner, { 'idempotency-key': 'paper' })];
    expect([two.body.id, two.headers.get('idempotency-replayed'), await count('documents')]).toEqual([one.body.id, 'true', before + 1]);
  });

  describe('by a link', () => {
    it('open for whoever holds it, for five minutes', async () => {
      const { body } = await upload(pdfOf());
      expect((await byLink(body.document_url)).status).toBe(200);
      const expires = Number(new URL(body.document_url).searchParams.get('expires'));
      expect(expires - Date.now() / 1000).toBeGreaterThan(290);
      expect(expires - Date.now() / 1000).toBeLessThanOrEqual(300);
      const old = new FileLinks({ SECRET_KEY: 'lokahome-development-secret-that-production-refuses', API_URL: 'http://api.lokahome.test', API_V1_STR: '/api/v1' } as never, { now: () => new Date(Date.now() - 301_000) });
      const late = await byLink(old.urlFor(body.id, owner.id));
      expect([late.status, late.body.code]).toEqual([403, 'file.link_refused']);
    });

    it('do not open when it is forged, changed in any part, or for another file', async () => {
      const [one, two] = [await upload(pdfOf()), await upload(pdfOf())];
      const url = new URL(one.body.document_url);
      const [expires, signature] = [url.searchParams.get('expires') ?? '', url.searchParams.get('signature') ?? ''];
      const tries: Record<string, string>[] = [
        { expires: String(Number(expires) + 1), signature }, { expires: `0${expires}`, signature }, { expires, signature: `${signature.slice(0, -2)}AA` }, { expires, signature: signature.slice(23) },
        { expires, signature: `${Buffer.from(newId().replaceAll('-', ''), 'hex').toString('base64url')}.${signature.slice(23)}` }, { expires }, { signature }, { expires: '', signature: '' }, { expires: '99999999999', signature: 'x'.repeat(66) },
      ];
      for (const query of tries) expect([query, (await house.api.get<Problem>(`/files/${one.body.id}`, { query })).status]).toEqual([query, 403]);
      const elsewhere = await house.api.get<Problem>(`/files/${two.body.id}`, { query: { expires, signature } });
      expect([elsewhere.status, elsewhere.text.includes('PDF')]).toEqual([403, false]);
    });

    it('open no more than the person may see whom it was made for', async () => {
      const person = await house.actors.asTenant();
      const { body } = await upload(pdfOf(), person);
      expect((await byLink(house.app.get(FileLinks).urlFor(body.id, owner.id))).status).toBe(404);
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [person.id]);
      expect((await byLink(body.document_url)).status).toBe(403);
    });
  });

  describe('that were changed', () => {
    it('on the disk, swapped for another, cut short or lost do not open, and say so without a 500', async () => {
      const [one, two] = [await upload(pdfOf()), await upload(pdfOf())];
      const [first, second] = [await readFile(fileOf(one.body.id)), await readFile(fileOf(two.body.id))];
      const flipped = Buffer.from(first);
      flipped[40] = (flipped[40] ?? 0) ^ 1;
      for (const bytes of [flipped, second, first.subarray(0, -1), Buffer.alloc(0)]) {
        await writeFile(fileOf(one.body.id), bytes);
        const reply = await read(one.body.id, owner);
        expect([reply.status, reply.body.code, reply.text.includes('PDF')]).toEqual([409, 'file.unreadable', false]);
      }
      await rm(fileOf(one.body.id));
      expect((await read(one.body.id, owner)).status).toBe(409);
      await writeFile(fileOf(one.body.id), first);
      expect((await read(one.body.id, owner)).status).toBe(200);
    });

    it('in the database, with key and file, do not open in another’s place', async () => {
      const thief = await house.actors.asTenant();
      const [theirs, mine] = [await upload(pdfOf()), await upload(pdfOf(), thief)];
      await house.database.client.query(
        'UPDATE documents m SET wrapped_key = t.wrapped_key, digest = t.digest, key_id = t.key_id FROM documents t WHERE m.id = $1 AND t.id = $2',
        [mine.body.id, theirs.body.id],
      );
      await writeFile(fileOf(mine.body.id, thief), await readFile(fileOf(theirs.body.id)));
      expect((await read(mine.body.id, thief)).status).toBe(409);
      await house.database.client.query('UPDATE documents SET owner_id = $2 WHERE id = $1', [theirs.body.id, thief.id]);
      expect((await read(theirs.body.id, thief)).status).toBe(409);
    });
  });

  describe('that are none', () => {
    const heic = Buffer.concat([Buffer.from('00000018667479706865696300000000', 'hex'), Buffer.from('mif1heic'), Buffer.alloc(200)]);
    const packed = (objects: string | Buffer): string => {
      const data = deflateSync(objects);
      return `9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${String(data.length)} >>\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
    };
    it.each<[string, () => Buffer, number, string]>([
      ['nothing at all', () => Buffer.alloc(0), 422, 'document.empty'],
      ['11 MB', () => Buffer.concat([pdfOf(), Buffer.alloc(11 * 1024 * 1024)]), 413, 'request.too_large'],
      ['a HEIC picture', () => heic, 415, 'document.unsupported_type'],
      ['a web page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'document.unsupported_type'],
      ['an SVG', () => SVG, 415, 'document.unsupported_type'],
      ['an archive', () => ZIP_TAIL, 415, 'document.unsupported_type'],
      ['a PDF that is an archive as well', () => pdfOf('', `${Buffer.from('504b0506', 'hex').toString('latin1')}${'\0'.repeat(18)}`), 422, 'document.corrupt'],
      ['a PDF with an archive inside', () => pdfOf(`${Buffer.from('504b0506', 'hex').toString('latin1')}${'\0'.repeat(18)}`), 415, 'document.unsupported_type'],
      ['a PDF with something after its end', () => pdfOf('', '<script>alert(1)</script>'), 422, 'document.corrupt'],
      ['half a PDF', () => pdfOf().subarray(0, 200), 422, 'document.corrupt'],
      ['a protected PDF', () => pdfOf('5 0 obj << /Encrypt 6 0 R >> endobj'), 422, 'document.active_content'],
      ['a PDF with a program', () => pdfOf('5 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj'), 422, 'document.active_content'],
      ['a PDF with a program under a disguised name', () => pdfOf('5 0 obj << /S /J#61va#53cript /JS (app.alert(1)) >> endobj'), 422, 'document.active_content'],
      ['a PDF with a packed program', () => pdfOf(packed('5 0 << /S /JavaScript /JS (app.alert(1)) >>')), 422, 'document.active_content'],
      ['a PDF that is a bomb', () => pdfOf(packed(Buffer.alloc(60_000_000))), 422, 'document.corrupt'],
      ['a picture that is a bomb', () => pngOf({ width: 20_000, height: 20_000, pixels: false }), 422, 'image.too_many_pixels'],
      ['half a picture', () => photo.subarray(0, photo.length - 100), 422, 'image.corrupt'],
    ])('%s: refused in so many words, and nothing is kept', async (_what, file, status, code) => {
      const before = [await onDisk(), await count('documents')];
      const reply = await upload(file());
      expect([reply.status, reply.body.code]).toEqual([status, code]);
      expect([await onDisk(), await count('documents')]).toEqual(before);
    });

    it('a picture that hides a bomb among its texts is made anew without them', async () => {
      expect((await upload(textBombPng())).status).toBe(201);
    });

    it('a picture with an archive behind it leaves without it', async () => {
      const { body } = await upload(Buffer.concat([photo, ZIP_TAIL]));
      expect((await bytesOf(`/files/${body.id}`, owner)).includes('evil.html')).toBe(false);
    });

    it('a sound PDF with packed objects is taken', async () => {
      expect((await upload(pdfOf(packed('5 0 << /Title (Bail) >>')))).status).toBe(201);
    });

    it('forms with other fields, two files or none are refused field by field', async () => {
      const send = (files: Record<string, Buffer[]>, texts: Record<string, string> = {}) => house.api.post<{ errors: { field: string; code: string }[] }>('/uploads/documents', undefined, { as: owner, files, texts });
      const complaints = async (...form: Parameters<typeof send>): Promise<unknown> => (await send(...form)).body.errors.map(({ field, code }) => [field, code]);
      expect(await complaints({ other: [photo] })).toEqual([['other', 'unknown_field']]);
      expect(await complaints({ file: [photo, photo] })).toEqual([['file', 'too_many_items']]);
      expect(await complaints({ file: [photo] }, { owner_id: newId() })).toEqual([['owner_id', 'unknown_field']]);
      expect(await complaints({})).toEqual([['file', 'required']]);
    });

    it('more than a hundred of one person are refused', async () => {
      const hoarder = await house.actors.asTenant();
      await house.database.client.query(
        `INSERT INTO documents (id, owner_id, purpose, content_type, size, digest, storage_key, wrapped_key, key_id)
         SELECT gen_random_uuid(), $1, 'personal', 'image/jpeg', 1, decode(repeat('00', 32), 'hex'), 'none/' || n || $2, '', 'none' FROM generate_series(1, 100) AS n`, [hoarder.id, hoarder.id],
      );
      const before = await onDisk();
      expect((await upload(pdfOf(), hoarder)).body.code).toBe('document.too_many');
      expect(await onDisk()).toEqual(before);
      await house.database.client.query('DELETE FROM documents WHERE owner_id = $1', [hoarder.id]);
    });
  });

  it('are not half-written when the disk is full: 503, and no row and no file', async () => {
    const root = join(house.directory, 'files/.tmp');
    await upload(pdfOf());
    const before = [await onDisk(), await count('documents')];
    await rm(root, { recursive: true });
    await writeFile(root, 'no room here');
    try {
      const reply = await upload(pdfOf());
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '30']);
    } finally {
      await chmod(root, 0o600);
      await rm(root);
    }
    expect([await onDisk(), await count('documents')]).toEqual(before);
    expect((await upload(pdfOf())).status).toBe(201);
  });

  it('are read by twenty people while their keys are rotated, without an error', async () => {
    const key = randomBytes(32).toString('base64');
    const renewed = await startApp({ beside: house, env: { FILES_ENC_KEYS: `${key},${OLD_KEY}` } });
    try {
      await house.database.client.query('DELETE FROM documents');
      const readers = await Promise.all(Array.from({ length: 20 }, async () => {
        const as = await house.actors.asTenant();
        return { as, ids: [await keepPaper(house, as), await keepPaper(house, as), await keepPaper(house, as)] };
      }));
      let done = false;
      const statuses: number[] = [];
      const reading = readers.map(async ({ as, ids }) => {
        for (let round = 0; round < 3 || !done; round += 1) {
          for (const id of ids) statuses.push((await renewed.api.get<Problem>(`/files/${id}`, { as })).status);
        }
      });
      const counts = await renewed.app.get(DocumentKeys).rewrap();
      done = true;
      await Promise.all(reading);
      expect(counts).toEqual({ rewrapped: 60, failed: 0 });
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect(statuses.length).toBeGreaterThanOrEqual(180);
      expect(await renewed.app.get(DocumentKeys).rewrap()).toEqual({ rewrapped: 0, failed: 0 });
    } finally {
      await renewed.app.close();
    }
    const alone = await startApp({ beside: house, env: { FILES_ENC_KEYS: key } });
    const { rows } = await house.database.client.query<{ id: string; owner_id: string }>('SELECT id, owner_id FROM documents LIMIT 1');
    const link = alone.app.get(FileLinks).urlFor(rows[0]?.id ?? '', rows[0]?.owner_id ?? '');
    const reply = await alone.api.get<Problem>(link.slice(link.indexOf('/files')));
    // The key of before is needed no more, and the process that has only that one opens nothing.
    expect([reply.status, (await byLink(link)).status]).toEqual([200, 409]);
    await alone.app.close();
  });

  it('whose key nobody has any more are counted and left as they are', async () => {
    const stranger = await startApp({ beside: house, env: { FILES_ENC_KEYS: randomBytes(32).toString('base64') } });
    const rows = () => house.database.client.query('SELECT id, encode(wrapped_key, \'hex\') AS wrapped_key, key_id FROM documents ORDER BY id').then((result) => result.rows as object[]);
    const before = await rows();
    expect(await stranger.app.get(DocumentKeys).rewrap()).toEqual({ rewrapped: 0, failed: before.length });
    expect(await rows()).toEqual(before);
    await stranger.app.close();
  });
});
