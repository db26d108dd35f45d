import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startApp, type TestApp } from '../support/app.js';

const SECRET = 'what nobody may read';

/** What lies beside the public pictures must not leave by their door. */
describe('files on disk', () => {
  let house: TestApp;
  let files: string;

  beforeAll(async () => {
    house = await startApp();
    files = join(house.directory, 'files');
    for (const folder of ['properties/one', 'avatars', 'documents', 'properties/one/.hidden']) await mkdir(join(files, folder), { recursive: true });
    await writeFile(join(files, 'properties/one/front.jpg'), 'a picture');
    for (const path of ['documents/passport.jpg', 'documents/passport.pdf', 'properties/one/notes.txt', 'properties/one/front.jpg.bak', 'properties/one/.hidden/front.jpg', 'root.jpg', '../outside.jpg']) await writeFile(join(files, path), SECRET);
  });
  afterAll(() => house.close());

  /** As it is: `fetch` would tidy the path up before sending it. */
  function get(target: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('close', () => { resolve(answer); });
      socket.on('error', reject);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    });
  }

  it('are served where they are pictures of homes and people, to be kept for ever', async () => {
    const reply = await fetch(`${house.url}/media/properties/one/front.jpg`);
    expect([reply.status, await reply.text()]).toEqual([200, 'a picture']);
    expect(reply.headers.get('content-type')).toBe('image/jpeg');
    expect(reply.headers.get('cache-control')).toContain('immutable');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    '/media/documents/passport.jpg', '/media/documents/passport.pdf', '/media/root.jpg', '/media/properties/one/notes.txt', '/media/properties/one/front.jpg.bak', '/media/properties/one/.hidden/front.jpg',
    '/media/../outside.jpg', '/media/properties/../documents/passport.jpg', '/media/properties/..%2fdocuments%2fpassport.jpg', '/media/properties/%2e%2e/documents/passport.jpg', '/media/properties/..%5cdocuments%5cpassport.jpg',
    '/media/properties/..%252fdocuments/passport.jpg', '/media//documents/passport.jpg', '/media/%2fdocuments/passport.jpg', '/media/properties/one/../../documents/passport.jpg', '/media/properties/one/notes.txt%00.jpg', '/media/properties/one/notes.txt;.jpg',
    '/media/PROPERTIES/one/notes.txt', '/media', '/media/', '/media/properties', '/media/properties/', '/media/documents', '/media/properties/one',
    '/redoc/assets/../package.json', '/redoc/assets/..%2f..%2f..%2fpackage.json', '/redoc/assets/%2e%2e/%2e%2e/package.json', '/docs/../package.json', '/docs/..%2fpackage.json', '/docs/%2e%2e%2f%2e%2e%2fpackage.json', '/.env', '/.git/config', '/package.json', '/src/main.ts',
  ])('are not served at %s', async (target) => {
    const answer = await get(target);
    expect(answer).not.toContain(SECRET);
    expect(answer).not.toMatch(/"dependencies"|\[core\]|Index of|<li>/);
    expect(Number(answer.split(' ')[1])).toBeGreaterThanOrEqual(400);
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
  });
});
