import Stripe from 'stripe';
import { fedapaySignature } from '../simulators/fedapay-things.js';
import { STRIPE_SIMULATOR_KEYS } from '../simulators/stripe-simulator.js';
import type { Dice } from './dice.js';
import type { MoneyProvider } from './money-model.js';
import type { MoneyWorld, StartedPayment } from './money-world.js';
import { FEDAPAY_KEYS, MTN_PATH_SECRET } from './tellers.js';

/** A call that no provider has made. */
export interface Forgery {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

const { webhooks } = new Stripe(STRIPE_SIMULATOR_KEYS.secret_key);
const PATHS: Record<MoneyProvider, string> = { fedapay: '', mtn: '/mtn', stripe: '/stripe' };

/** That so much was paid for it: the right shape, and nothing true in it. */
function lie({ provider, reference }: StartedPayment, amount: number): string {
  const id = `forged-${reference}-${String(amount)}`;
  if (provider === 'fedapay') return JSON.stringify({ name: 'transaction.approved', object: 'transaction', entity: { id: 1, klass: 'v1/transaction', merchant_reference: reference, status: 'approved', amount, amount_debited: amount } });
  if (provider === 'mtn') return JSON.stringify({ externalId: reference, amount: String(amount), currency: 'XOF', status: 'SUCCESSFUL', financialTransactionId: id });
  return JSON.stringify({ id, object: 'event', type: 'checkout.session.completed', data: { object: { id, object: 'checkout.session', client_reference_id: reference, payment_status: 'paid', status: 'complete', amount_total: amount, currency: 'xof' } } });
}

function signed(provider: MoneyProvider, body: string, real: boolean, at = new Date()): Record<string, string> {
  if (provider === 'fedapay') return { 'x-fedapay-signature': fedapaySignature(body, real ? FEDAPAY_KEYS.webhook_secret : 'wh_sandbox_somebody_else', at) };
  if (provider === 'mtn') return {};
  const secret = real ? STRIPE_SIMULATOR_KEYS.webhook_secret : 'whsec_of_somebody_else';
  return { 'stripe-signature': webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(at.getTime() / 1000) }) };
}

/** Wrong secret, no signature, a signature of something else, one of yesterday: about a payment that there is, with an amount that is made up. */
export function forgery(dice: Dice, about: StartedPayment): Forgery {
  const { provider } = about;
  const body = lie(about, dice.whole(1, 999_999));
  const path = PATHS[provider];
  if (provider === 'mtn') return { path: path + dice.one(['', `/${MTN_PATH_SECRET}x`, '/the-path-that-somebody-guesses']), body, headers: {} };
  const kind = dice.one(['secret', 'missing', 'other body', 'old', 'other provider'] as const);
  if (kind === 'secret') return { path, body, headers: signed(provider, body, false) };
  if (kind === 'missing') return { path, body, headers: {} };
  if (kind === 'other body') return { path, body, headers: signed(provider, lie(about, 1), true) };
  if (kind === 'old') return { path, body, headers: signed(provider, body, true, new Date(Date.now() - 86_400_000)) };
  return { path, body, headers: signed(provider === 'fedapay' ? 'stripe' : 'fedapay', body, true) };
}

/** Signed as it should be, or sent to the right path, and not true all the same: by somebody who knows the secret. */
export function credibleLie(dice: Dice, about: StartedPayment): Forgery {
  const body = lie(about, dice.whole(1, 999_999));
  const path = about.provider === 'mtn' ? `/mtn/${MTN_PATH_SECRET}` : PATHS[about.provider];
  return { path, body, headers: signed(about.provider, body, true) };
}

/** @returns what the application answered */
export async function send({ house }: MoneyWorld, { path, body, headers }: Forgery): Promise<number> {
  const reply = await fetch(`${house.url}/api/v1/payments/webhook${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  await reply.body?.cancel();
  return reply.status;
}
