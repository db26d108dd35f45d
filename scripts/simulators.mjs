/**
 * `npm run simulators`: the outside world for trying things by hand, until Ctrl-C. Prints the variables to put into
 * `.env`, and what can be made to happen. Ports and secrets are fixed, so that `.env` stays true; SIM_<NAME>_PORT names
 * another port, SIM_API_URL the application that callbacks go to.
 */
import process from 'node:process';

import { Explained, loadDotEnv, named, onProjectNode, report, say } from './lib/project.mjs';

await onProjectNode();
const { interruption } = await import('./lib/processes.mjs');
const { isFree } = await import('./lib/ports.mjs');
await import('./lib/typescript.mjs');

/**
 * Each: its name, the port it has, how it starts (`stop` ends it), the variables that lead the application to it, and
 * what people can do with it. `api` is where the application is.
 */
const SIMULATORS = [
  {
    name: 'fedapay',
    port: 8101,
    secrets: { secret_key: 'sk_sandbox_simulator', webhook_secret: 'wh_sandbox_simulator' },
    async start(port, { api }) {
      const { startFedapaySimulator } = await import('../test/support/simulators/fedapay-simulator.ts');
      return startFedapaySimulator({ ...this.secrets, port, webhook_url: `${api}/payments/webhook/fedapay`, sandbox_numbers: true });
    },
    env(url) {
      const { secret_key, webhook_secret } = this.secrets;
      return { PAYMENTS_SANDBOX: 'false', FEDAPAY_API_URL: url, FEDAPAY_SECRET_KEY: secret_key, FEDAPAY_WEBHOOK_SECRET: webhook_secret };
    },
    help: [
      'The page to pay on is the payment_url of a payment. On the handset +229 01 64 00 00 01 pays, other numbers decline.',
      'GET  /__sim                                        what it knows, and what has been collected and paid out',
      'POST /__sim/{approve,decline,cancel,expire}/<id>   what the payer or time does; <id> is FedaPay’s or our reference',
      'POST /__sim/{sent,fail-payout}/<id>                what becomes of a payout',
      'POST /__sim/{withhold,release,reorder}             callbacks: keep them, send them, send them in reverse',
      'POST /__sim/{repeat,delay}/<n>, /__sim/forge/<id>  callbacks: n times, n milliseconds late, signed by somebody else',
      'POST /__sim/{cut,hang}/{before,after}, …/fail/<n>  the next call: the line cut, no answer, HTTP status n',
    ],
  },
];

const interrupted = interruption();
const running = [];
let status = 0;
try {
  loadDotEnv();
  const api = named('SIM_API_URL') ?? `http://localhost:${named('PORT') ?? 8000}/api/v1`;
  for (const simulator of SIMULATORS) await start(simulator, api);
  say(`Callbacks go to ${api}. Ctrl-C ends everything.`);
  if (!interrupted.aborted) await new Promise((resolve) => interrupted.addEventListener('abort', resolve));
} catch (error) {
  status = 1;
  report(error);
}
await Promise.all(running.map((simulator) => simulator.stop()));
process.exit(status);

async function start(simulator, api) {
  const variable = `SIM_${simulator.name.toUpperCase()}_PORT`;
  const port = Number(named(variable) ?? simulator.port);
  if (!(await isFree(port))) throw new Explained(`Port ${port} is taken by another program. Choose another: ${variable}=${port + 100}`);
  running.push(await simulator.start(port, { api }));
  const url = `http://127.0.0.1:${port}`;
  say(`\n${simulator.name}: ${url}`);
  for (const line of simulator.help) say(`  ${line}`);
  say();
  // Only these on standard output: `npm run --silent simulators >> .env` is a way to take them over.
  for (const [name, value] of Object.entries(simulator.env(url))) process.stdout.write(`${name}=${value}\n`);
  say();
}
