import { randomBytes } from 'node:crypto';
import { FedapayLedger, type FedapaySimulatorOptions } from './fedapay-ledger.js';
import * as things from './fedapay-things.js';
import { type FedapayThing, type FedapayTransaction, type Json, OPEN } from './fedapay-things.js';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';

type Handler = (id: string, body: Json) => SimulatedAnswer | Promise<SimulatedAnswer>;

/**
 * FedaPay: transactions, tokens, the hosted page, pushes to handsets, payouts, callbacks. Source: shared/spec/providers.md
 * §1; what is not documented there is marked ASSUMPTION, and where nothing says that a mistake is refused it costs money.
 */
export class FedapaySimulator extends FedapayLedger {
  readonly http = new HttpSimulator((request) => this.answer(request));
  private readonly token_key = randomBytes(32).toString('hex');

  get url(): string {
    return this.http.url;
  }

  async stop(): Promise<void> {
    await this.callbacks.stop();
    await this.http.stop();
  }

  private answer(request: SimulatedRequest): SimulatedAnswer | Promise<SimulatedAnswer> {
    const { method, path, headers } = request;
    if (path.startsWith('/__sim')) return this.byHand(method, path);
    const [, token, decision] = /^\/pay\/([\w.-]+)(?:\/(approve|decline))?$/.exec(path) ?? [];
    if (token !== undefined) return this.page(method, token, decision);
    // ASSUMPTION: the wordings of 401, 404, 415 and 400.
    if (headers.authorization !== `Bearer ${this.options.secret_key}`)
      return { status: 401, body: { message: 'Invalid API key provided' } };
    const handler = this.route(method, path);
    if (handler === null) return { status: 404, body: { message: 'Not found' } };
    if (method === 'GET') return handler({});
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return { status: 415, body: { message: 'Unsupported media type' } };
    const body = objectIn(request.body.toString());
    return body === null ? { status: 400, body: { message: 'Malformed JSON' } } : handler(body);
  }

  private route(method: string, path: string): ((body: Json) => SimulatedAnswer | Promise<SimulatedAnswer>) | null {
    const routes: [string, RegExp, Handler][] = [
      ['POST', /^\/v1\/transactions$/, (_, body) => this.createTransaction(body)],
      ['GET', /^\/v1\/transactions\/(\d+)$/, (id) => shown(this.transactions, id, 'v1/transaction')],
      ['POST', /^\/v1\/transactions\/(\d+)\/token$/, (id) => this.token(id)],
      ['POST', /^\/v1\/payouts$/, (_, body) => this.createPayout(body)],
      ['PUT', /^\/v1\/payouts\/start$/, (_, body) => this.startPayouts(body)],
      ['GET', /^\/v1\/payouts\/(\d+)$/, (id) => shown(this.payouts, id, 'v1/payout')],
      [
        'POST',
        new RegExp(`^${(this.options.push_path ?? '/v1/{mode}').replace('{mode}', '([a-z_]+)')}$`),
        (mode, body) => this.push(mode, body),
      ],
    ];
    for (const [verb, pattern, handler] of routes) {
      const match = verb === method ? pattern.exec(path) : null;
      if (match) return (body) => handler(match[1] ?? '', body);
    }
    return null;
  }

  private createTransaction(body: Json): SimulatedAnswer {
    const { description, amount, callback_url = null, custom_metadata = null, merchant_reference = null } = body;
    const faults = things.faultsOf(body);
    if (typeof description !== 'string' || description === '') faults.description = "can't be blank";
    // ASSUMPTION [3P]: that it is unique; the name of the field in the errors is ours.
    if (merchant_reference !== null && this.transactions.some((it) => it.merchant_reference === merchant_reference)) {
      faults.merchant_reference = 'has already been taken';
    }
    if (Object.keys(faults).length > 0) return things.invalid(faults);
    const customer = this.customer(body.customer as Json | undefined);
    const transaction = {
      ...this.thing('v1/transaction', 'trx', Number(amount)),
      description,
      callback_url,
      custom_metadata,
      merchant_reference,
      customer,
      customer_id: customer?.id ?? null,
      currency_id: 1,
      operation: 'payment',
      metadata: {},
      commission: '0.018',
      fixed_commission: 0,
      fees: 0,
      amount_debited: null,
      last_error_code: null,
      receipt_url: null,
    } as unknown as FedapayTransaction;
    this.transactions.push(transaction);
    this.callbacks.send(this.event('transaction.created', transaction));
    return { status: 201, body: { 'v1/transaction': transaction } };
  }

  private token(id: string): SimulatedAnswer {
    const transaction = this.transactions.find((it) => String(it.id) === id);
    if (!transaction) return { status: 404, body: { message: 'Not found' } };
    // ASSUMPTION: one that is paid or expired gets none.
    if (!OPEN.includes(transaction.status)) return things.invalid({ status: `is ${transaction.status}` });
    const token = things.tokenOf(transaction.id, this.token_key);
    return { status: 200, body: { token, url: `${this.url}/pay/${token}` } };
  }

  private push(mode: string, { token, phone_number }: Json): SimulatedAnswer {
    const { environment = 'sandbox', phone_plan = 'any', sandbox_numbers } = this.options;
    // ASSUMPTION: an unknown mode is a 404, as a path nobody serves.
    if (!(environment === 'sandbox' ? mode === things.SANDBOX_MODE : things.MODES.includes(mode)))
      return { status: 404, body: { message: 'Not found' } };
    const transaction = this.transactions.find(({ id }) => id === things.readToken(token, this.token_key));
    if (!transaction) return things.invalid({ token: 'is invalid' });
    if (!OPEN.includes(transaction.status)) return things.invalid({ status: `is ${transaction.status}` });
    const phone = phone_number ?? (transaction.customer as Json | null)?.phone_number;
    if (!things.isPhone(phone, phone_plan)) return things.invalid({ phone_number: 'is invalid' });
    // ASSUMPTION: nothing says that a second push is refused, so it is a second prompt. That the transaction has the mode from now on is one, too.
    transaction.mode = mode;
    transaction.status = 'pending';
    this.prompts.push({ transaction_id: transaction.id, mode, number: phone.number });
    if (sandbox_numbers === true) {
      setImmediate(() => (things.paysInSandbox(phone.number) ? this.approve(transaction.id) : this.decline(transaction.id)));
    }
    // ASSUMPTION: what is answered.
    return { status: 200, body: { message: 'Payment request sent' } };
  }

  private createPayout(body: Json): SimulatedAnswer {
    const faults = things.faultsOf(body);
    const mode = String(body.mode);
    const modes = this.options.environment === 'live' ? things.MODES : [things.SANDBOX_MODE];
    if (!modes.includes(mode)) faults.mode = 'is not included in the list';
    if (Object.keys(faults).length > 0) return things.invalid(faults);
    const customer = this.customer(body.customer as Json | undefined);
    const payout = { ...this.thing('v1/payout', 'pay', Number(body.amount)), mode, customer, description: body.description ?? null };
    this.payouts.push(payout);
    return { status: 201, body: { 'v1/payout': payout } };
  }

  private startPayouts(body: Json): SimulatedAnswer {
    const orders = Array.isArray(body.payouts) ? (body.payouts as Json[]) : [];
    const found = orders.map(({ id }) => this.payouts.find((payout) => payout.id === id));
    if (found.length === 0 || found.includes(undefined)) return things.invalid({ payouts: 'are not found' });
    if (orders.some(({ phone_number }) => phone_number !== undefined && !things.isPhone(phone_number, this.options.phone_plan ?? 'any'))) {
      return things.invalid({ phone_number: 'is invalid' });
    }
    const payouts = found as FedapayThing[];
    // ASSUMPTION: how an empty account is told.
    if (payouts.reduce((sum, { amount }) => sum + amount, 0) > this.balance) return things.invalid({ balance: 'is not enough' });
    // ASSUMPTION: nothing says that a second start is refused, so it pays a second time.
    for (const payout of payouts) this.startPayout(payout);
    return { status: 200, body: { 'v1/payouts': payouts.map((payout) => ({ ...payout })) } };
  }

  private startPayout(payout: FedapayThing): void {
    this.balance -= payout.amount;
    this.givings.add(String(payout.id), payout.amount);
    // ASSUMPTION: the name of the status in between.
    this.turn(payout, 'started');
    if (!this.hold_payouts) setImmediate(() => this.sent(payout.id));
  }

  private page(method: string, token: string, decision: string | undefined): SimulatedAnswer {
    const transaction = this.transactions.find(({ id }) => id === things.readToken(token, this.token_key));
    if (!transaction) return { status: 404, body: 'Ce lien de paiement a expiré.' };
    if (method !== 'POST' || decision === undefined || !OPEN.includes(transaction.status)) return things.hostedPage(transaction, token);
    if (decision === 'approve') this.approve(transaction.id);
    else this.decline(transaction.id);
    const back = transaction.callback_url === null ? null : new URL(transaction.callback_url);
    if (back === null) return things.hostedPage(transaction, token);
    // ASSUMPTION [MEM]: what the browser brings back.
    back.searchParams.set('id', String(transaction.id));
    back.searchParams.set('status', transaction.status);
    return { status: 303, headers: { location: back.href } };
  }

  /** For people: the same as the methods, by HTTP. */
  private byHand(method: string, path: string): SimulatedAnswer {
    const [, , what = '', which = ''] = path.split('/');
    const acts: Record<string, () => unknown> = {
      approve: () => this.approve(which),
      decline: () => this.decline(which),
      cancel: () => this.cancel(which),
      expire: () => this.expire(which),
      forge: () => this.forge(which),
      sent: () => this.sent(which),
      'fail-payout': () => this.failPayout(which),
      withhold: () => this.callbacks.withhold(),
      release: () => void this.callbacks.release(),
      reorder: () => void this.callbacks.release('reverse'),
      repeat: () => (this.callbacks.copies = Number(which) || 1),
      delay: () => (this.callbacks.delay_ms = Number(which) || 0),
      cut: () => this.http.cutNext(1, which === 'after' ? 'after' : 'before'),
      hang: () => this.http.hangNext(1, which === 'after' ? 'after' : 'before'),
      fail: () => this.http.failNext(1, Number(which) || 500),
    };
    if (method === 'POST') {
      if (!Object.hasOwn(acts, what)) return { status: 404, body: { message: `known: ${Object.keys(acts).join(', ')}` } };
      try {
        acts[what]();
      } catch (error) {
        return { status: 409, body: { message: (error as Error).message } };
      }
    }
    const { transactions, payouts, prompts } = this;
    return { status: 200, body: { collected: this.collected(), paid_out: this.paidOut(), transactions, payouts, prompts } };
  }
}

export async function startFedapaySimulator(options: FedapaySimulatorOptions): Promise<FedapaySimulator> {
  const simulator = new FedapaySimulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

function shown(list: readonly FedapayThing[], id: string, name: string): SimulatedAnswer {
  const found = list.find((it) => String(it.id) === id);
  return found ? { status: 200, body: { [name]: found } } : { status: 404, body: { message: 'Not found' } };
}

function objectIn(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}
