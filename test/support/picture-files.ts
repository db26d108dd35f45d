import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ImageProcessor, type ImageProcessorOptions, type Pictures } from '../../src/platform/images/image-processor.js';

/** Where those bytes lie as a file; the run takes it away. */
export async function onDisk(bytes: Uint8Array, ending = ''): Promise<string> {
  const path = join(tmpdir(), `${randomUUID()}${ending}`);
  await writeFile(path, bytes);
  return path;
}

/** The processor of pictures, for files that a test has in hand. */
export class ProcessorOfBytes {
  private readonly processor: ImageProcessor;

  constructor(options?: ImageProcessorOptions) {
    this.processor = new ImageProcessor(options);
  }

  async toPictures(bytes: Uint8Array): Promise<Pictures> {
    return this.processor.toPictures(await onDisk(bytes));
  }

  async toAvatar(bytes: Uint8Array): Promise<Buffer> {
    return this.processor.toAvatar(await onDisk(bytes));
  }

  onApplicationShutdown(): Promise<void> {
    return this.processor.onApplicationShutdown();
  }
}

/** Pids of the processes in which this one has pictures made, newest first. */
export async function pictureProcesses(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('pgrep', ['-P', String(process.pid), '-f', 'tinypool']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter(Boolean).reverse();
}
