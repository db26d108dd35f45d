import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SimulatedAnswer } from './http-simulator.js';

export type Json = Record<string, unknown>;

/** A transaction or payout as FedaPay shows it; `klass` tells which. */
export interface FedapayThing extends Json {
  readonly id: number;
  readonly klass: 'v1/transaction' | 'v1/payout';
  readonly reference: string;
  amount: number;
  status: string;
  mode: string | null;
  updated_at: string;
}

export interface FedapayTransaction extends FedapayThing {
  readonly merchant_reference: string | null;
  readonly description: string;
  readonly callback_url: string | null;
  fees: number;
  amount_debited: number | null;
  last_error_code: string | null;
}

/** Declined and canceled ones can be paid on a later attempt [3P]. */
export const OPEN = ['pending', 'declined', 'canceled'];

export const MODES = ['mtn_open', 'moov', 'sbin', 'moov_tg', 'togocel', 'mtn_ci', 'airtel_ne', 'free_sn', 'mtn_open_gn'];
/** ASSUMPTION [3P]: the one mode of the sandbox, and the numbers that pay there. */
export const SANDBOX_MODE = 'momo_test';
const SANDBOX_PAYERS = ['64000001', '66000001'];

/** ASSUMPTION: in the new plan they have 01 in front. */
export function paysInSandbox(number: string): boolean {
  return SANDBOX_PAYERS.includes(number.replace(/^01(?=\d{8}$)/, ''));
}

/** ASSUMPTION: 422, the message and the wordings; that the body is `{message, errors: {field: […]}}` is documented. */
export function invalid(errors: Record<string, string>): SimulatedAnswer {
  const wrapped = Object.fromEntries(Object.entries(errors).map(([field, text]) => [field, [text]]));
  return { status: 422, body: { message: 'Validation failed', errors: wrapped } };
}

/** What is wrong with amount, currency and description; nothing when all is well. */
export function faultsOf({ amount, currency }: Json): Record<string, string> {
  const iso = (currency as Json | undefined)?.iso;
  return {
    ...(!(Number.isSafeInteger(amount) && Number(amount) > 0) && { amount: 'is not a positive whole number' }),
    // ASSUMPTION: it refuses other currencies like this.
    ...(iso !== 'XOF' && { currency: 'is not supported' }),
  };
}

/** ASSUMPTION: it refuses numbers that its plan does not know; which plan it has for Benin is not documented. */
export function isPhone(phone: unknown, plan: 'new' | 'legacy' | 'any'): phone is { number: string; country: string } {
  const { number, country } = (phone ?? {}) as Json;
  if (typeof number !== 'string' || typeof country !== 'string') return false;
  if (country !== 'bj') return /^\d{8,10}$/.test(number);
  return (plan !== 'legacy' && /^01\d{8}$/.test(number)) || (plan !== 'new' && /^\d{8}$/.test(number));
}

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (text: string, key: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The token of a transaction: a JWT for 24 hours. ASSUMPTION: its algorithm; `sub` and life are [SDK]. */
export function tokenOf(id: number, key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const text = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64({ sub: String(id), iat: now, exp: now + 86_400 })}`;
  return `${text}.${mac(text, key).toString('base64url')}`;
}

/** The id a token is for; null for one that is not ours or too old. */
export function readToken(token: unknown, key: string): number | null {
  const [, text, signature] = /^([\w-]+\.[\w-]+)\.([\w-]{43})$/.exec(typeof token === 'string' ? token : '') ?? [];
  if (text === undefined || !timingSafeEqual(mac(text, key), Buffer.from(signature, 'base64url'))) return null;
  const { sub, exp } = JSON.parse(Buffer.from(text.split('.')[1], 'base64url').toString()) as { sub: string; exp: number };
  return exp * 1000 > Date.now() ? Number(sub) : null;
}

/** `t=<unix seconds>,s=<hex>`: providers.md §1. */
export function fedapaySignature(body: string, secret: string, at = new Date()): string {
  const time = Math.floor(at.getTime() / 1000);
  return `t=${time},s=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}

/** The page that FedaPay hosts, with what it takes to pay: two buttons. */
export function hostedPage(transaction: FedapayTransaction, token: string): SimulatedAnswer {
  const open = OPEN.includes(transaction.status);
  const button = (what: string, label: string): string =>
    `<form method="post" action="/pay/${token}/${what}"><button>${label}</button></form>`;
  const body = `<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>FedaPay (simulateur)</title>
<style>body{font:1.1rem sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem;margin:.3rem 0}</style>
<h1>FedaPay (simulateur)</h1>
<p>${escaped(transaction.description)}</p>
<p><strong>${transaction.amount.toLocaleString('fr-FR').replace(/\s/g, '\u00a0')}\u00a0FCFA</strong> · ${transaction.reference} · ${transaction.status}</p>
${open ? button('approve', 'Payer') + button('decline', 'Refuser') : '<p>Cette transaction est close.</p>'}
</html>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
