import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack, type Header } from 'tar-stream';
import { BackupFailed, explained } from './backup.errors.js';
import { manifestSchema, PARTS, type Manifest } from './manifest.js';

/** Lists and manifests are small; whoever claims more is not read into memory. */
const MOST_TEXT = 512 * 1024 * 1024;

/**
 * Writes a backup: a plain tar, so that every machine can look into it, closed by checksums that `sha256sum -c` reads. The
 * dump is compressed by itself; pictures and sealed files do not get any smaller.
 */
export class ArchiveWriter {
  private readonly tar = pack();
  private readonly sums: string[] = [];
  private readonly written: Promise<void>;
  private failure: unknown;

  constructor(path: string) {
    // `flush`: on the disk, not only on its way there, before anybody may call it a backup.
    this.written = pipeline(this.tar, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    this.written.catch((error: unknown) => { this.failure = error; });
  }

  async add(name: string, size: number, source: Readable): Promise<void> {
    const hash = createHash('sha256');
    try {
      await pipeline(source, tap((chunk) => hash.update(chunk)), this.tar.entry({ name, size, mtime: new Date() }));
    } catch (error) {
      // When the file cannot be written every entry fails; the reason is the file's.
      if (this.tar.destroyed) await this.written.catch(() => undefined);
      throw this.failure ?? error;
    }
    this.sums.push(`${hash.digest('hex')}  ${name}\n`);
  }

  addText(name: string, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    return this.add(name, bytes.length, Readable.from([bytes]));
  }

  /** Ends it with its checksums. */
  async finish(): Promise<void> {
    const sums = this.sums.join('');
    await this.addText(PARTS.sums, sums);
    await this.addText(PARTS.seal, `${createHash('sha256').update(sums).digest('hex')}  ${PARTS.sums}\n`);
    this.tar.finalize();
    await this.written;
  }

  async abandon(): Promise<void> {
    this.tar.destroy();
    await this.written.catch(() => undefined);
  }
}

/** Calls `visit` with each part, in order; a part that it leaves is passed over. @throws BackupFailed where it is cut or no tar */
export async function readArchive(path: string, visit: (name: string, part: Readable) => Promise<void>): Promise<void> {
  const tar = extract();
  const feeding = pipeline(createReadStream(path), tar);
  feeding.catch(() => undefined);
  try {
    for await (const entry of tar as unknown as AsyncIterable<Readable & { header: Header }>) {
      await visit(entry.header.name, entry);
      entry.resume();
    }
    await feeding;
  } catch (error) {
    const broken = tar.destroying;
    tar.destroy();
    const cause: unknown = await feeding.then(() => error, (reason: unknown) => reason);
    // The visitor's own trouble, while the archive reads well.
    if (!broken || error instanceof BackupFailed) throw error;
    const why = explained(cause, path);
    throw why instanceof BackupFailed ? why : new BackupFailed(`${path} is cut short, damaged, or no backup at all`, { cause });
  }
}

/** Reads all of it and holds every byte against the checksums. @throws BackupFailed at the first thing that is wrong */
export async function verifyArchive(path: string): Promise<Manifest> {
  const found = new Map<string, string>();
  const texts = new Map<string, string>();
  await readArchive(path, async (name, part) => {
    if (found.has(name)) throw new BackupFailed(`${path} is damaged: ${name} is in it twice`);
    const hash = createHash('sha256');
    const isText = name === PARTS.manifest || name === PARTS.sums || name === PARTS.seal;
    const text: Buffer[] = [];
    let size = 0;
    for await (const chunk of part as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
      if (isText && size <= MOST_TEXT) text.push(chunk);
    }
    found.set(name, hash.digest('hex'));
    if (isText) texts.set(name, Buffer.concat(text).toString());
  });
  checkSums(path, found, texts);
  return parseManifest(path, texts.get(PARTS.manifest) ?? '');
}

function checkSums(path: string, found: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): void {
  const sums = texts.get(PARTS.sums);
  const seal = texts.get(PARTS.seal);
  if (sums === undefined || seal === undefined) throw new BackupFailed(`${path} is cut short, or no backup of LokaHome: it ends without its checksums`);
  if (seal !== `${found.get(PARTS.sums) ?? ''}  ${PARTS.sums}\n`) throw new BackupFailed(`${path} is damaged: its list of checksums is not the one it was made with`);
  const expected = new Map(sums.split('\n').filter((line) => line !== '').map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const [name, sum] of expected) {
    if (!found.has(name)) throw new BackupFailed(`${path} is damaged: ${name} is missing`);
    if (found.get(name) !== sum) throw new BackupFailed(`${path} is damaged: ${name} is not what was backed up`);
  }
  const stranger = [...found.keys()].find((name) => !expected.has(name) && name !== PARTS.sums && name !== PARTS.seal);
  if (stranger !== undefined) throw new BackupFailed(`${path} is damaged: ${stranger} was not part of it`);
  for (const name of [PARTS.dump, PARTS.manifest]) if (!expected.has(name)) throw new BackupFailed(`${path} is no whole backup: it has no ${name}`);
}

function parseManifest(path: string, text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    const issue = (error as { issues?: { message: string; path: unknown[] }[] }).issues?.[0];
    throw new BackupFailed(`${path}: its manifest does not read${issue ? `: ${issue.path.join('.')}: ${issue.message}` : ''}`, { cause: error });
  }
}

function tap(look: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      look(chunk);
      done(null, chunk);
    },
  });
}
