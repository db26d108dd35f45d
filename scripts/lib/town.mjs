/** What lies around an application that is tried out from outside: mail, SMS, payment providers, and the clock. */
import { createServer } from 'node:http';

import { appCommand } from './app.mjs';

const FEDAPAY = { secret_key: 'sk_sandbox_town', webhook_secret: 'wh_sandbox_town' };
const MTN_SECRET = 'a-path-that-nobody-can-guess';

/**
 * Starts the simulators and a door to what they have taken: `GET /mails`, `GET /sms`, `POST /jobs/<name>?date=`.
 * @param {string} api where the application will be
 * @returns `env` for the application, `urls` for who plays the people, `stop()`
 */
export async function startTown(api) {
  await import('./typescript.mjs');
  const [{ startOutside }, fedapaySimulator, mtnSimulator, stripeSimulator] = await Promise.all([
    import('../../test/support/outside.ts'),
    import('../../test/support/simulators/fedapay-simulator.ts'),
    import('../../test/support/simulators/mtn-simulator.ts'),
    import('../../test/support/simulators/stripe-simulator.ts'),
  ]);
  const keys = { mtn: mtnSimulator.MTN_SIMULATOR_KEYS, stripe: stripeSimulator.STRIPE_SIMULATOR_KEYS };
  const webhooks = `${api}/api/v1/payments/webhook`;
  const outside = await startOutside();
  const fedapay = await fedapaySimulator.startFedapaySimulator({ ...FEDAPAY, webhook_url: webhooks });
  const mtn = await mtnSimulator.startMtnSimulator({ environment: 'mtnbenin' });
  const stripe = await stripeSimulator.startStripeSimulator({ webhook_url: `${webhooks}/stripe` });
  const env = {
    ...outside.env,
    PAYMENTS_SANDBOX: 'false',
    FEDAPAY_API_URL: fedapay.url,
    FEDAPAY_SECRET_KEY: FEDAPAY.secret_key,
    FEDAPAY_WEBHOOK_SECRET: FEDAPAY.webhook_secret,
    MTN_API_URL: mtn.url,
    MTN_ENVIRONMENT: 'mtnbenin',
    MTN_API_USER: keys.mtn.api_user,
    MTN_API_KEY: keys.mtn.api_key,
    MTN_SUBSCRIPTION_KEY: keys.mtn.subscription_key,
    MTN_DISBURSEMENT_SUBSCRIPTION_KEY: keys.mtn.disbursement_subscription_key,
    MTN_CALLBACK_SECRET: MTN_SECRET,
    STRIPE_API_URL: stripe.url,
    STRIPE_SECRET_KEY: keys.stripe.secret_key,
    STRIPE_WEBHOOK_SECRET: keys.stripe.webhook_secret,
  };
  let appEnv = env;
  const door = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const json = (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/mails') return json(outside.mail.mails.map(({ to, subject, text, email }) => ({ to, subject, text, attachments: email.attachments.map(({ filename }) => filename) })));
    if (pathname === '/sms') return json(outside.sms.messages);
    const [, job] = /^\/jobs\/([\w-]+)$/.exec(pathname) ?? [];
    if (!job || request.method !== 'POST') return response.writeHead(404).end();
    appCommand(['jobs:run', job, '--date', searchParams.get('date')], { env: appEnv }).then(
      () => response.writeHead(204).end(),
      (error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    env,
    /** The application's whole environment: the clock's jobs run in it. */
    use: (whole) => (appEnv = whole),
    urls: { TOWN_URL: `http://127.0.0.1:${door.address().port}`, MTN_URL: mtn.url },
    async stop() {
      door.closeAllConnections();
      await Promise.all([new Promise((resolve) => door.close(resolve)), outside.stop(), fedapay.stop(), mtn.stop(), stripe.stop()]);
    },
  };
}
