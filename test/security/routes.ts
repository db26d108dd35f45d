import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface Route {
  readonly method: string;
  /** As Fastify has it: `/api/v1/bookings/:id`. */
  readonly path: string;
}

/**
 * Every route that the server knows, read off its router: what answers is what counts, whichever module or plugin
 * has put it there. HEAD comes with each GET and is left out.
 */
export function routesOf(app: NestFastifyApplication): Route[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const path: string[] = [];
  const routes: Route[] = [];
  for (const line of tree.split('\n')) {
    const found = /^([│ ]*)[├└]── (.+?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!found) continue;
    const [, indent = '', segment = '', methods = ''] = found;
    path.splice(indent.length / 4, path.length, segment);
    for (const method of methods.split(', ')) if (method !== '' && method !== 'HEAD') routes.push({ method, path: path.join('') });
  }
  return routes;
}

/** The documentation's own pages, the pictures, the queues' dashboard (see admin-queues.e2e-spec.ts), and what answers preflights. */
const FURNITURE = /^\/(docs|redoc|media)([/*]|$)|^\/api\/v1\/admin\/queues(?!\/session)|^\/api\/v1\/openapi\.json$|^\/?\*$/;

/** The routes of the features: those that need a word on who may call them. */
export function featureRoutesOf(app: NestFastifyApplication): Route[] {
  return routesOf(app).filter(({ path }) => !FURNITURE.test(path));
}
