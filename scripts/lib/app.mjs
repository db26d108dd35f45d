/** The built application: its environment on a laptop, and running its commands. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { holderOf } from './lock.mjs';
import { run } from './processes.mjs';
import { Explained, named, root, stateDir } from './project.mjs';

/** Held by the `npm start` of this repository; tells `{ pid, port, mail: { smtpPort, webPort } }` to the others. */
export const START_LOCK = join(stateDir, 'dev/start.lock');

/** What the application gets to see: the environment, with the laptop's defaults for what it does not name. */
export function appEnvironment(services, { mail = holderOf(START_LOCK)?.mail } = {}) {
  const port = named('PORT') ?? '8000';
  const defaults = {
    NODE_ENV: 'development',
    PORT: port,
    API_URL: `http://localhost:${port}`,
    STORAGE_LOCAL_PATH: join(stateDir, 'dev/files'),
    ...(process.stdout.isTTY ? { LOG_FORMAT: 'pretty' } : {}),
  };
  const unnamed = Object.entries(defaults).filter(([name]) => !named(name));
  // All three or none: a port meant for another server would not be the catcher's.
  const catcher = { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(mail?.smtpPort), MAIL_STARTTLS: 'false' };
  return { ...process.env, ...Object.fromEntries(unnamed), ...(mail && !named('MAIL_SERVER') ? catcher : {}), ...services?.env };
}

/** Runs `dist/cli.js`, quietly: what it prints comes back. */
export async function appCommand(args, { env, signal }) {
  const file = join(root, 'dist/cli.js');
  if (!existsSync(file)) throw new Explained('The build made no dist/cli.js.');
  const { status, output } = await run(process.execPath, [file, ...args], { env, signal });
  signal?.throwIfAborted();
  if (status !== 0) throw new Explained(`${output}\n\n${args.join(' ')} failed with status ${status}.`);
  return output;
}
