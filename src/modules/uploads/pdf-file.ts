import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { DocumentActive, DocumentCorrupt, DocumentTypeRefused } from './document.errors.js';

const unpack = promisify(inflate);

/** Programs, things that start others, and other files inside; and protection, behind which none of them can be seen. */
const ACTIVE = /\/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|Encrypt)(?![A-Za-z0-9])/;
/** Objects may be packed into streams; this is what they may come to in all, and how many there may be. */
const MOST_UNPACKED = 20 * 1024 * 1024;
const MOST_STREAMS = 2_000;
const OBJECT_STREAM = /\/ObjStm\b[^]{0,400}?stream\r?\n/g;
/** Where the end of a ZIP archive stands: at most a comment of 64 KiB follows it. */
const ZIP_END = Buffer.from('504b0506', 'hex');
const ZIP_TAIL = 65_557;

/**
 * A PDF is kept as it came, so it is looked at first: it begins and ends as one, is no archive as well, and holds nothing
 * active. That is a fence, not a proof: it leaves as a download and is opened by a viewer, never by us.
 * @throws DocumentCorrupt, DocumentActive, DocumentTypeRefused
 */
export async function checkPdf(bytes: Buffer): Promise<void> {
  const tail = bytes.subarray(-1024).toString('latin1');
  if (!/^%PDF-[12]\.\d/.test(bytes.subarray(0, 8).toString('latin1')) || !/startxref\s+\d+\s+%%EOF\s*$/.test(tail)) throw new DocumentCorrupt();
  if (bytes.subarray(-ZIP_TAIL).includes(ZIP_END)) throw new DocumentTypeRefused();
  const text = bytes.toString('latin1');
  refuseActive(text);
  let left = MOST_UNPACKED;
  let streams = 0;
  for (const found of text.matchAll(OBJECT_STREAM)) {
    streams += 1;
    const start = found.index + found[0].length;
    const end = text.indexOf('endstream', start);
    if (end === -1 || left <= 0 || streams > MOST_STREAMS) throw new DocumentCorrupt();
    const objects = await unpacked(bytes.subarray(start, end), left);
    left -= objects.length;
    refuseActive(objects.toString('latin1'));
  }
}

/** Any letter of a name may be written as `#` and two digits. */
function refuseActive(text: string): void {
  if (ACTIVE.test(text) || ACTIVE.test(text.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))))) throw new DocumentActive();
}

async function unpacked(packed: Buffer, most: number): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: most });
  } catch {
    throw new DocumentCorrupt();
  }
}
