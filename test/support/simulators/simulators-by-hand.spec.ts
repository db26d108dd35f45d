import { afterEach, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { until } from '../wait.js';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('`npm run simulators` prints the variables that lead to them, serves, and ends on Ctrl-C', async () => {
  const port = await freePort();
  const env = { ...process.env, SIM_FEDAPAY_PORT: String(port), SIM_MTN_PORT: String(await freePort()), SIM_STRIPE_PORT: String(await freePort()) };
  child = spawn(process.execPath, ['scripts/simulators.mjs'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let told = '';
  child.stdout?.on('data', (part) => (printed += String(part)));
  child.stderr?.on('data', (part) => (told += String(part)));
  await until(() => Promise.resolve(told.includes('Ctrl-C ends') && printed.includes('STRIPE_WEBHOOK_SECRET=')), 'the simulators');
  expect(printed).toContain(`FEDAPAY_API_URL=http://127.0.0.1:${port}\n`);
  const key = /^FEDAPAY_SECRET_KEY=(.+)$/m.exec(printed)?.[1] ?? '';
  const answers = ['wrong', key].map((secret) =>
    fetch(`http://127.0.0.1:${port}/v1/transactions/1`, { headers: { authorization: `Bearer ${secret}` } }),
  );
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 404]);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
