/**
 * A mail server for development that delivers nothing: it keeps what it gets and shows it on a page.
 * `GET /api/mails` (newest first), `GET /api/mails/:id`, `DELETE /api/mails`. `npm start` runs it; by itself it is
 * `node scripts/mail-catcher.mjs`, with MAIL_CATCHER_HOST, _SMTP_PORT, _WEB_PORT and _DIR.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

import { SMTPServer } from 'smtp-server';

import { languageOf, listPage, mailFrame, mailPage } from './lib/mail-pages.mjs';
import { MailStore } from './lib/mail-store.mjs';
import { freePort } from './lib/ports.mjs';
import { interruption } from './lib/processes.mjs';
import { named, say, stateDir } from './lib/project.mjs';

const SMTP_PORT = 1025;
const WEB_PORT = 8025;
const SIZE_LIMIT = 25 * 1024 * 1024;

/**
 * @param {{ dir: string, host?: string, smtpPort?: number, webPort?: number }} options ports that are not given are the
 *   usual ones, or the next free
 */
export async function startMailCatcher({ dir, host = '127.0.0.1', smtpPort, webPort }) {
  const store = new MailStore(dir);
  const smtp = smtpServer(store);
  const web = createServer((request, response) => answer(store, request, response));
  const ports = { smtpPort: smtpPort ?? (await freePort(SMTP_PORT)), webPort: webPort ?? (await freePort(WEB_PORT)) };
  await Promise.all([listen(smtp, ports.smtpPort, host), listen(web, ports.webPort, host)]);
  // A connection that breaks is the sender's affair.
  smtp.on('error', () => {});
  return {
    ...ports,
    async stop() {
      web.closeAllConnections();
      await Promise.all([smtp, web].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function smtpServer(store) {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: SIZE_LIMIT,
    closeTimeout: 1000,
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => (stream.sizeExceeded ? (chunks.length = 0) : chunks.push(chunk)));
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(Object.assign(new Error('Message too large'), { responseCode: 552 }));
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        store.add(Buffer.concat(chunks), recipients).then(({ id }) => done(null, `kept as ${id}`), done);
      });
    },
  });
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Routes by what the path looks like; an id that is not in the store is a 404. */
function answer(store, request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  const [, api, id, part, index] = /^(\/api)?\/mails(?:\/([^/]+)(?:\/([^/]+)(?:\/(\d+))?)?)?$/.exec(pathname) ?? [];
  const language = languageOf(request.headers['accept-language']);
  const mail = id && store.get(id);
  const reading = request.method === 'GET' || request.method === 'HEAD';

  if (request.method === 'DELETE' && pathname === '/api/mails') return (store.clear(), send(response, 204));
  if (request.method === 'POST' && pathname === '/delete') return deleteAll(store, request, response);
  if (!reading) return send(response, 405, 'text/plain', 'Method not allowed');
  if (pathname === '/') return send(response, 200, 'text/html', listPage(store.list(), language));
  if (pathname === '/api/mails') return send(response, 200, 'application/json', JSON.stringify(store.list()));
  if (!mail) return send(response, 404, 'text/plain', 'Not found');
  if (api && !part) return send(response, 200, 'application/json', JSON.stringify(mail));
  if (!part) return send(response, 200, 'text/html', mailPage(mail, language));
  if (part === 'html') {
    // Shown in a sandboxed frame; the header keeps it harmless when it is opened by itself, too.
    const policy =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; font-src https: data:";
    return send(response, 200, 'text/html', mailFrame(mail), { 'content-security-policy': policy });
  }
  const attachment = part === 'attachments' ? mail.attachments[Number(index)] : undefined;
  if (!attachment) return send(response, 404, 'text/plain', 'Not found');
  const name = encodeURIComponent(attachment.name || 'attachment');
  const headers = { 'content-disposition': `attachment; filename*=UTF-8''${name}` };
  return send(response, 200, 'application/octet-stream', Buffer.from(attachment.content, 'base64'), headers);
}

/** Only from the page itself: another site in the same browser may send forms as well. */
function deleteAll(store, request, response) {
  if (!['same-origin', undefined].includes(request.headers['sec-fetch-site'])) return send(response, 403, 'text/plain', 'Not from here');
  store.clear();
  return send(response, 303, 'text/plain', '', { location: '/' });
}

function send(response, status, type = 'text/plain', body = '', headers = {}) {
  const charset = type.startsWith('text/') || type === 'application/json' ? '; charset=utf-8' : '';
  response.writeHead(status, {
    'content-type': `${type}${charset}`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const interrupted = interruption();
  const number = (name, fallback) => Number(named(name) ?? fallback);
  const host = named('MAIL_CATCHER_HOST') ?? '127.0.0.1';
  const catcher = await startMailCatcher({
    host,
    dir: named('MAIL_CATCHER_DIR') ?? join(stateDir, 'dev/mails'),
    smtpPort: number('MAIL_CATCHER_SMTP_PORT', SMTP_PORT),
    webPort: number('MAIL_CATCHER_WEB_PORT', WEB_PORT),
  });
  say(`Mail catcher: SMTP on ${host}:${catcher.smtpPort}, page on http://${host}:${catcher.webPort}`);
  interrupted.addEventListener('abort', () => void catcher.stop().then(() => process.exit(0)));
}
