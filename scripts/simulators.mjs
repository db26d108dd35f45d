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
  {
    name: 'mtn',
    port: 8102,
    secrets: {
      api_user: '5f1c9e0a-6a1f-4a55-9d5c-0c0ffee00001',
      api_key: 'mtn-simulator-api-key',
      subscription_key: 'mtn-simulator-collection-key',
      disbursement_subscription_key: 'mtn-simulator-disbursement-key',
      environment: 'mtnbenin',
    },
    async start(port) {
      const { startMtnSimulator } = await import('../test/support/simulators/mtn-simulator.ts');
      return startMtnSimulator({ ...this.secrets, port });
    },
    env(url) {
      const { api_user, api_key, subscription_key, disbursement_subscription_key, environment } = this.secrets;
      return {
        MTN_API_URL: url, MTN_API_USER: api_user, MTN_API_KEY: api_key, MTN_SUBSCRIPTION_KEY: subscription_key,
        MTN_DISBURSEMENT_SUBSCRIPTION_KEY: disbursement_subscription_key, MTN_ENVIRONMENT: environment, MTN_CALLBACK_SECRET: 'simulated-callback-secret-of-mtn',
      };
    },
    help: [
      'A handset waits for you: approve or decline what it was asked. Numbers of MTN’s sandbox (46733123450 …) act as documented.',
      'GET  /__sim                                        what it knows, and what has been collected and given back',
      'POST /__sim/{approve,decline}/<reference>          what the payer or time does',
      'Callbacks and faults as with fedapay; there is no signature to forge.',
    ],
  },
  {
    name: 'stripe',
    port: 8103,
    secrets: { secret_key: 'sk_test_simulator', webhook_secret: 'whsec_simulator' },
    async start(port, { api }) {
      const { startStripeSimulator } = await import('../test/support/simulators/stripe-simulator.ts');
      return startStripeSimulator({ ...this.secrets, port, webhook_url: `${api}/payments/webhook/stripe` });
    },
    env(url) {
      const { secret_key, webhook_secret } = this.secrets;
      return { STRIPE_API_URL: url, STRIPE_SECRET_KEY: secret_key, STRIPE_WEBHOOK_SECRET: webhook_secret };
    },
    help: [
      'The page to pay on is the payment_url of a payment by card.',
      'GET  /__sim                                        what it knows, and what has been collected and given back',
      'POST /__sim/{approve,decline,expire}/<session>     what the payer or time does',
      'Callbacks and faults as with fedapay.',
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
