import sharp from 'sharp';
import { newId } from '../../src/kernel/id.js';
import { Documents } from '../../src/modules/uploads/index.js';
import type { TestApp } from './app.js';
import { onDisk } from './picture-files.js';

/** What stands on a paper: none of it may be found on the disk. */
export const WORDS = 'Carte nationale de Zinsouvi Quenum, 0123456789';

/** A PDF of one empty page, as small as a sound one can be; `inside` is put among its objects. */
export function pdfOf(inside = '', after = ''): Buffer {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'];
  const body = objects.map((text, index) => `${String(index + 1)} 0 obj\n${text}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n% ${WORDS}\n${body}${inside}\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n${after}`, 'latin1');
}

export const photo = await sharp({ create: { width: 80, height: 60, channels: 3, background: 'teal' } }).jpeg().withExif({ IFD0: { Copyright: WORDS } }).toBuffer();

/** A document of that person, kept as the API keeps one. */
export async function keepPaper(house: TestApp, owner: { id: string }, purpose: 'personal' | 'identity' = 'personal', bytes: Buffer = pdfOf()): Promise<string> {
  const file = { field: 'file', digest: newId(), path: await onDisk(bytes), read: () => Promise.resolve(bytes) };
  return house.app.get(Documents).keep(owner.id, purpose, [file], (_tx, [id = '']) => Promise.resolve(id));
}

/** An identity check that waits. */
export async function pendingCheck(house: TestApp, person: { id: string }): Promise<{ id: string; front_id: string }> {
  const [front_id, selfie_id] = [await keepPaper(house, person, 'identity'), await keepPaper(house, person, 'identity', photo)];
  const id = newId();
  await house.build.insert('identity_verifications', { id, user_id: person.id, document_type: 'passport', front_id, selfie_id });
  return { id, front_id };
}
