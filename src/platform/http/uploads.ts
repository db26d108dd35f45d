import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../kernel/app-error.js';
import { fieldFailure } from './input.pipe.js';
import type { FormShape } from './operation.js';
import { DependencyDown, MalformedRequest, PayloadTooLarge, UnsupportedMediaType } from './http.errors.js';

/** A file that came with the request. It waits on disk, however slowly it came, and is gone with the answer. */
export interface UploadedFile {
  readonly field: string;
  /** sha256 of its contents, hex. */
  readonly digest: string;
  /** Where it waits. */
  readonly path: string;
  /** Its contents; 10 MB at most. */
  read(): Promise<Buffer>;
}

const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_FILES = 10;
const LIMITS = { fileSize: MAX_FILE_BYTES, files: MAX_FILES, fields: 20, fieldSize: 10_000, parts: MAX_FILES + 20 };

/** What a multipart form held. */
export interface Upload {
  readonly files: UploadedFile[];
  readonly texts: readonly { readonly field: string; readonly value: string }[];
}

const read = new WeakMap<object, Promise<Upload | null>>();
const paths = new WeakMap<object, string[]>();

/** What came in a multipart request, received once; null where the request is of another type. */
export function readUploads(request: FastifyRequest): Promise<Upload | null> {
  let files = read.get(request.raw);
  if (!files) {
    files = request.isMultipart() ? receive(request) : Promise.resolve(null);
    read.set(request.raw, files);
  }
  return files;
}

/** Takes the files of every request away once it is over, however it ended. */
export function dropUploads(server: FastifyInstance): void {
  const drop = (request: FastifyRequest): void => {
    for (const path of paths.get(request.raw) ?? []) void rm(path, { force: true }).catch(() => undefined);
  };
  server.addHook('onResponse', (request, _reply, done) => {
    drop(request);
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    drop(request);
    done();
  });
}

async function receive(request: FastifyRequest): Promise<Upload> {
  const files: UploadedFile[] = [];
  const texts: { field: string; value: string }[] = [];
  const mine: string[] = [];
  paths.set(request.raw, mine);
  try {
    for await (const part of request.parts({ limits: LIMITS })) {
      if (part.type !== 'file') {
        if (part.valueTruncated) throw new PayloadTooLarge();
        texts.push({ field: part.fieldname, value: String(part.value) });
        continue;
      }
      const path = join(tmpdir(), `lokahome-upload-${randomUUID()}`);
      mine.push(path);
      const digest = await store(part.file, path);
      if (part.file.truncated) throw new PayloadTooLarge();
      // What a browser sends of a field that nobody chose a file for.
      if (part.filename === '' && part.file.bytesRead === 0) continue;
      files.push({ field: part.fieldname, digest, path, read: () => readFile(path) });
    }
  } catch (error) {
    // What is left of the body is read and dropped, else the client never sees the answer.
    request.raw.resume();
    throw uploadError(error);
  }
  return { files, texts };
}

async function store(file: Readable, path: string): Promise<string> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(file, hashing, createWriteStream(path, { mode: 0o600 }));
  return hash.digest('hex');
}

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EROFS', 'EACCES']);

function uploadError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new PayloadTooLarge();
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT') {
    return fieldFailure('files', 'too_many_items', { max: MAX_FILES });
  }
  if (typeof code === 'string' && NO_ROOM.has(code)) return new DependencyDown({}, { headers: { 'retry-after': '30' }, cause: error });
  // Whatever else the parser stumbles over is the form's fault: a boundary too long, an end that never comes.
  return error instanceof AppError ? error : new MalformedRequest({}, { cause: error });
}

/**
 * `@Files('files')`: the files of that field, at least one. Anything else in the form is refused.
 * @throws UnsupportedMediaType unless the request is multipart/form-data.
 */
export const Files = createParamDecorator(async (field: string, context: ExecutionContext): Promise<UploadedFile[]> => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const upload = await readUploads(request);
  if (upload === null) throw new UnsupportedMediaType();
  const { files, texts } = upload;
  const stranger = [...texts, ...files].find((part) => part.field !== field) ?? texts[0];
  if (stranger) throw fieldFailure(stranger.field, 'unknown_field');
  if (files.length === 0) throw fieldFailure(field, 'required');
  return files;
});

/** What came in a form of its own shape: each file and each text at most once, those that are needed for sure. */
export interface ReceivedForm {
  readonly files: Readonly<Partial<Record<string, UploadedFile>>>;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * `@Form(SHAPE)`: the parts of a form that is not only files. Anything else in the form is refused.
 * @throws UnsupportedMediaType unless the request is multipart/form-data.
 */
export const Form = createParamDecorator(async ({ files: wanted, choices }: FormShape, context: ExecutionContext): Promise<ReceivedForm> => {
  const upload = await readUploads(context.switchToHttp().getRequest<FastifyRequest>());
  if (upload === null) throw new UnsupportedMediaType();
  // The console sends an empty text for a file that nobody chose.
  const written = upload.texts.filter(({ field, value }) => value !== '' || !Object.hasOwn(wanted, field));
  const files = new Map(upload.files.map((file) => [file.field, file]));
  const texts = new Map(written.map(({ field, value }) => [field, value]));
  for (const name of files.keys()) if (!Object.hasOwn(wanted, name)) throw fieldFailure(name, Object.hasOwn(choices, name) ? 'not_a_string' : 'unknown_field');
  for (const name of texts.keys()) if (!Object.hasOwn(choices, name)) throw fieldFailure(name, 'unknown_field');
  const parts = [...upload.files, ...written];
  for (const { field } of parts) {
    if (parts.filter((part) => part.field === field).length > 1) throw fieldFailure(field, 'too_many_items', { max: 1 });
  }
  for (const [name, values] of Object.entries(choices)) {
    const value = texts.get(name);
    if (value === undefined) throw fieldFailure(name, 'required');
    if (!values.includes(value)) throw fieldFailure(name, 'not_one_of', { values: values.join(', ') });
  }
  for (const [name, need] of Object.entries(wanted)) if (need === 'required' && !files.has(name)) throw fieldFailure(name, 'required');
  return { files: Object.fromEntries(files), texts: Object.fromEntries(texts) };
});
