import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import { AppError } from '../../kernel/app-error.js';
import { fieldFailure } from './input.pipe.js';
import { MalformedRequest, PayloadTooLarge, UnsupportedMediaType } from './http.errors.js';

export interface UploadedFile {
  readonly field: string;
  readonly bytes: Buffer;
}

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_FILES = 10;

/** Files are held in memory while they are read: few requests at a time, so that memory stays bounded. */
const reading = pLimit(2);
const read = new WeakMap<object, Promise<UploadedFile[] | null>>();

/** The files of a multipart request, read once; null where the request is of another type. */
export function readUploads(request: FastifyRequest): Promise<UploadedFile[] | null> {
  let files = read.get(request.raw);
  if (!files) {
    files = request.isMultipart() ? reading(() => collect(request)) : Promise.resolve(null);
    read.set(request.raw, files);
  }
  return files;
}

async function collect(request: FastifyRequest): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  try {
    for await (const part of request.parts({ limits: { fileSize: MAX_FILE_BYTES, files: MAX_FILES, fields: 20, fieldSize: 10_000, parts: MAX_FILES + 20 } })) {
      if (part.type === 'file') files.push({ field: part.fieldname, bytes: await part.toBuffer() });
      else throw fieldFailure(part.fieldname, 'unknown_field');
    }
  } catch (error) {
    // What is left of the body is read and dropped, else the client never sees the answer.
    request.raw.resume();
    throw uploadError(error);
  }
  return files;
}

function uploadError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return new PayloadTooLarge();
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT') {
    return fieldFailure('files', 'too_many_items', { max: MAX_FILES });
  }
  // Whatever else the parser stumbles over is the form's fault: a boundary too long, an end that never comes.
  return error instanceof AppError ? error : new MalformedRequest({}, { cause: error });
}

/**
 * `@Files('files')`: the files of that field, at least one. Anything else in the form is refused.
 * @throws UnsupportedMediaType unless the request is multipart/form-data.
 */
export const Files = createParamDecorator(async (field: string, context: ExecutionContext): Promise<Buffer[]> => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const files = await readUploads(request);
  if (files === null) throw new UnsupportedMediaType();
  const stranger = files.find((file) => file.field !== field);
  if (stranger) throw fieldFailure(stranger.field, 'unknown_field');
  if (files.length === 0) throw fieldFailure(field, 'required');
  return files.map((file) => file.bytes);
});
