/** nginx with ops/nginx.conf as it is, on loopback and in a directory of its own. */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureInstalled } from '../../lib/install.mjs';
import { freePort, isFree } from '../../lib/ports.mjs';
import { endProcess, identityOf, run, until } from '../../lib/processes.mjs';
import { Explained, root } from '../../lib/project.mjs';

/**
 * @param {{ dir: string, apis: string[] }} options `apis`: host:port of each
 * @returns where it answers, its access log as objects, and `stop()`
 */
export async function startNginx({ dir, apis }) {
  const { nginx } = await ensureInstalled({ postgres: false, redis: false, nginx: true });
  const port = await freePort();
  const site = join(dir, 'site');
  mkdirSync(site, { recursive: true });
  chmodSync(dir, 0o755); // its workers are another user
  copyFileSync(join(root, 'ops/nginx.conf'), join(dir, 'nginx.conf'));
  writeFileSync(join(site, 'upstream.conf'), apis.map((api) => `server ${api} max_fails=3 fail_timeout=2s;\n`).join(''));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(dir, 'tmp', name)};`);
  mkdirSync(join(dir, 'tmp'));
  writeFileSync(join(site, 'listen.conf'), `listen 127.0.0.1:${port};\nserver_name _;\naccess_log ${join(dir, 'access.log')} house;\n`);
  const conf = readFileSync(join(dir, 'nginx.conf'), 'utf8').replace('http {', `http {\n    ${temporary.join(' ')}`);
  writeFileSync(join(dir, 'nginx.conf'), conf);
  const args = ['-c', join(dir, 'nginx.conf'), '-p', dir, '-e', join(dir, 'error.log'), '-g', `daemon off; pid ${join(dir, 'nginx.pid')};`];
  const checked = await run(nginx, [...args, '-t']);
  if (checked.status !== 0) throw new Explained(`nginx refuses ops/nginx.conf:\n${checked.output}`);

  const child = spawn(nginx, args, { cwd: dir, stdio: 'ignore' });
  const identity = identityOf(child.pid);
  const answers = await until(async () => child.exitCode !== null || !(await isFree(port)), 10_000);
  if (!answers || child.exitCode !== null) throw new Explained(`nginx does not start:\n${readFileSync(join(dir, 'error.log'), 'utf8')}`);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    log: () =>
      readFileSync(join(dir, 'access.log'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    errors: () => readFileSync(join(dir, 'error.log'), 'utf8'),
    stop: () =>
      endProcess(identity, [
        ['SIGTERM', 5000],
        ['SIGKILL', 2000],
      ]),
  };
}
