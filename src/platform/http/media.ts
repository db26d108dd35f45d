import fastifyStatic from '@fastify/static';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Environment } from '../../config/schema.js';
import { MEDIA_PATH } from '../storage/storage.provider.js';

/** Public pictures of the local storage driver. Their names never change meaning, so caches may keep them. */
export function serveMedia(server: FastifyInstance, config: Environment): void {
  if (config.STORAGE_DRIVER !== 'local') return;
  const root = resolve(config.STORAGE_LOCAL_PATH);
  mkdirSync(root, { recursive: true });
  void server.register(fastifyStatic, {
    root,
    prefix: `${MEDIA_PATH}/`,
    index: false,
    dotfiles: 'deny',
    // Private files lie beside the public ones; only pictures leave by this door.
    allowedPath: (path) => /^\/(properties|avatars|demo)\/[\w./-]+\.jpg$/.test(path) && !path.includes('..'),
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  });
}
