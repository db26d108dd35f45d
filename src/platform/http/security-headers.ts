import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

/** Two pages run scripts of their own, the documentation's; everything else is JSON, a file or a picture. */
const PAGE_POLICY = {
  defaultSrc: ["'none'"], scriptSrc: ["'self'", "'unsafe-inline'"], styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'], fontSrc: ["'self'", 'data:'], connectSrc: ["'self'"], workerSrc: ["'self'", 'blob:'],
  baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};
const PLAIN_POLICY = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] };
/** What a browser is told by a page only: to plug-ins, to prefetching, to other windows. */
const OF_PAGES = new Set(['X-DNS-Prefetch-Control', 'X-Download-Options', 'X-Permitted-Cross-Domain-Policies', 'X-XSS-Protection', 'Cross-Origin-Opener-Policy', 'Origin-Agent-Cluster']);

type Headers = Record<string, string>;

/**
 * helmet's headers on every answer. They are the same each time, so helmet is asked once: it would put its policy
 * together anew for every request.
 */
export function addSecurityHeaders(server: FastifyInstance): void {
  const ofPages = headersOf({ directives: PAGE_POLICY, useDefaults: true });
  const plain = headersOf({ directives: PLAIN_POLICY, useDefaults: false });
  const always = Object.fromEntries(Object.entries(plain).filter(([name]) => !OF_PAGES.has(name)));
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(always);
    done();
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    const type = reply.getHeader('content-type');
    const isOwnPolicy = reply.getHeader('content-security-policy') !== always['Content-Security-Policy'];
    if (typeof type === 'string' && type.startsWith('text/html') && !isOwnPolicy) void reply.headers(ofPages);
    done();
  });
}

function headersOf(contentSecurityPolicy: Exclude<HelmetOptions['contentSecurityPolicy'], boolean | undefined>): Headers {
  const headers: Headers = {};
  const response = { setHeader: (name: string, value: string) => (headers[name] = value), removeHeader: () => undefined };
  const tell = helmet({
    contentSecurityPolicy,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  tell({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
