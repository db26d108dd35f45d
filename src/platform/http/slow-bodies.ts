import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A body of JSON or a form is small: it is here within this time, or its sender is cut. */
const BODY_WITHIN_MS = 14_000;
/** Pictures may take minutes over a weak network, but they keep coming. */
const PACE_EVERY_MS = 14_000;
const PACE_BYTES = 8 * 1024;

/** For the server itself: a limit per request for those that `cutSlowBodies` lets take their time. */
export const WHOLE_REQUEST_WITHIN_MS = 15 * 60_000;

/** Cuts whoever sends a body too slowly, and only them: no upload is cut for being large. */
export function cutSlowBodies(server: FastifyInstance): void {
  const watches = new WeakMap<object, NodeJS.Timeout>();
  const stop = (request: FastifyRequest): void => {
    clearInterval(watches.get(request.raw));
  };
  server.addHook('onRequest', (request, _reply, done) => {
    if (hasBody(request)) watches.set(request.raw, watch(request));
    done();
  });
  // JSON is read whole before validation; a multipart form is read by its handler.
  server.addHook('preValidation', (request, _reply, done) => {
    if (!isUpload(request)) stop(request);
    done();
  });
  server.addHook('onResponse', (request, _reply, done) => {
    stop(request);
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    stop(request);
    done();
  });
}

function watch(request: FastifyRequest): NodeJS.Timeout {
  const { socket } = request.raw;
  if (!isUpload(request)) return setInterval(() => socket.destroy(), BODY_WITHIN_MS).unref();
  let seen = socket.bytesRead;
  return setInterval(() => {
    // Read to its end, it is our turn.
    if (request.raw.complete) return;
    if (socket.bytesRead - seen < PACE_BYTES) socket.destroy();
    seen = socket.bytesRead;
  }, PACE_EVERY_MS).unref();
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function isUpload({ headers }: FastifyRequest): boolean {
  return (headers['content-type'] ?? '').toLowerCase().startsWith('multipart/');
}
