import { randomBytes } from 'node:crypto';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';
import { Inbox } from './inbox.js';

/** A text message a simulator has taken. */
export interface SimulatedSms {
  provider: 'twilio' | 'africastalking';
  /** `SM…` or `ATXid_…`. */
  id: string;
  to: string;
  /** Empty when the request named no sender. */
  from: string;
  text: string;
}

/** What both providers' simulators are: an HttpSimulator with its faults, and the messages taken. */
export abstract class SmsSimulator {
  protected readonly inbox = new Inbox<SimulatedSms>('SMS');
  readonly http = new HttpSimulator((request) => this.answer(request));

  get url(): string {
    return this.http.url;
  }

  get messages(): readonly SimulatedSms[] {
    return this.inbox.items;
  }

  /** The first message that fits, already there or to come; `timeout` in milliseconds (5 000). */
  waitForSms(wants?: (sms: SimulatedSms) => boolean, options?: { timeout?: number }): Promise<SimulatedSms> {
    return this.inbox.waitFor(wants, options);
  }

  failNext(times: number, status: number, body?: string | object, headers?: Record<string, string>): void {
    this.http.failNext(times, status, body, headers);
  }

  /** `after`: the message is taken, and only the answer is missing. */
  hangNext(times?: number, when?: 'before' | 'after'): void {
    this.http.hangNext(times, when);
  }

  cutNext(times?: number, when?: 'before' | 'after'): void {
    this.http.cutNext(times, when);
  }

  clear(): void {
    this.inbox.clear();
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  protected abstract answer(request: SimulatedRequest): SimulatedAnswer;
}

const E164 = /^\+[1-9]\d{6,14}$/;

export interface TwilioSimulatorOptions {
  account_sid: string;
  auth_token: string;
  /** Numbers that are refused, with Twilio's code: `{ '+22901…': 21610 }`. */
  refused?: Record<string, number>;
  port?: number;
}

/** Twilio's Messages resource, 2010-04-01: create and read. Source: shared/spec/providers.md §8. */
export class TwilioSimulator extends SmsSimulator {
  constructor(private readonly options: TwilioSimulatorOptions) {
    super();
  }

  protected answer(request: SimulatedRequest): SimulatedAnswer {
    const { account_sid, auth_token, refused = {} } = this.options;
    const [user, password] = basic(request.headers.authorization);
    // ASSUMPTION: the wording of the 401 body is from memory; its shape and code are documented.
    if (user !== account_sid || password !== auth_token) return twilioError(401, 20003, 'Authenticate');
    const messages = `/2010-04-01/Accounts/${account_sid}/Messages`;
    if (request.method === 'GET' && request.path.startsWith(`${messages}/`)) return this.read(request.path);
    if (request.method !== 'POST' || request.path !== `${messages}.json`) {
      return twilioError(404, 20404, `The requested resource ${request.path} was not found`);
    }
    // ASSUMPTION: a body of another type is read as an empty form, so the first missing field is what is complained of.
    const form = request.form() ?? new URLSearchParams();
    const [to, text] = [form.get('To') ?? '', form.get('Body') ?? ''];
    const from = form.get('From') ?? form.get('MessagingServiceSid') ?? '';
    // ASSUMPTION: 21604, 21603, 21602 and 21617 are from memory.
    if (to === '') return twilioError(400, 21604, "A 'To' phone number is required.");
    if (from === '') return twilioError(400, 21603, "A 'From' phone number is required.");
    if (text === '') return twilioError(400, 21602, 'Message body is required.');
    if (text.length > 1600) return twilioError(400, 21617, 'The concatenated message body exceeds the 1600 character limit.');
    if (!E164.test(to)) return twilioError(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
    if (to in refused) return twilioError(400, refused[to], `The 'To' number ${to} is refused by the simulator.`);
    const sms: SimulatedSms = { provider: 'twilio', id: `SM${randomBytes(16).toString('hex')}`, to, from, text };
    this.inbox.add(sms);
    return { status: 201, body: this.resource(sms) };
  }

  private read(path: string): SimulatedAnswer {
    const id = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
    const sms = this.messages.find((message) => message.id === id);
    return sms ? { status: 200, body: this.resource(sms) } : twilioError(404, 20404, 'The requested resource was not found');
  }

  private resource(sms: SimulatedSms): object {
    const { account_sid } = this.options;
    return {
      sid: sms.id,
      account_sid,
      api_version: '2010-04-01',
      status: 'queued',
      to: sms.to,
      from: sms.from.startsWith('MG') ? null : sms.from,
      messaging_service_sid: sms.from.startsWith('MG') ? sms.from : null,
      body: sms.text,
      num_segments: String(Math.ceil(sms.text.length / 160)),
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      price: null,
      price_unit: 'USD',
      date_created: new Date().toUTCString().replace('GMT', '+0000'),
      uri: `/2010-04-01/Accounts/${account_sid}/Messages/${sms.id}.json`,
    };
  }
}

export interface AfricasTalkingSimulatorOptions {
  username: string;
  api_key: string;
  /** Numbers that get another statusCode than 101: `{ '+22901…': 406 }`. */
  statuses?: Record<string, number>;
  /** Sender ids that are registered; any when left out. */
  sender_ids?: string[];
  port?: number;
}

/** ASSUMPTION: the words of the statuses are from memory; the codes are listed in shared/spec/providers.md §8 as [3P + MEM]. */
const AT_STATUS: Record<number, string> = {
  100: 'Processed',
  101: 'Success',
  102: 'Queued',
  401: 'RiskHold',
  402: 'InvalidSenderId',
  403: 'InvalidPhoneNumber',
  404: 'UnsupportedNumberType',
  405: 'InsufficientBalance',
  406: 'UserInBlacklist',
  407: 'CouldNotRoute',
  500: 'InternalServerError',
  501: 'GatewayError',
  502: 'RejectedByGateway',
};

/** Africa's Talking's bulk messaging, version1. Source: shared/spec/providers.md §8. */
export class AfricasTalkingSimulator extends SmsSimulator {
  constructor(private readonly options: AfricasTalkingSimulatorOptions) {
    super();
  }

  protected answer(request: SimulatedRequest): SimulatedAnswer {
    const { username, api_key, sender_ids } = this.options;
    if (request.method !== 'POST' || request.path !== '/version1/messaging') return { status: 404, body: 'Not Found' };
    const form = request.form();
    // ASSUMPTION: the wordings of 401, 400 and 415 are from memory; that the 401 is plain text is [MEM].
    if (request.headers.apikey !== api_key) return { status: 401, body: 'The supplied authentication is invalid' };
    if (form === null) return { status: 415, body: 'The request content type was not supported' };
    if (form.get('username') !== username) return { status: 401, body: 'The supplied authentication is invalid' };
    const [to, text, from] = [form.get('to') ?? '', form.get('message') ?? '', form.get('from') ?? ''];
    if (to === '') return { status: 400, body: "Request is missing required form field 'to'" };
    if (text === '') return { status: 400, body: "Request is missing required form field 'message'" };
    if (from !== '' && sender_ids !== undefined && !sender_ids.includes(from)) {
      // ASSUMPTION: an unknown sender id refuses the whole request in this way.
      return { status: 201, body: { SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } } };
    }
    const recipients = to.split(',').map((number) => this.take(number.trim(), text, from));
    const taken = recipients.filter((recipient) => recipient.statusCode <= 102).length;
    const Message = `Sent to ${taken}/${recipients.length} Total Cost: ${taken ? `XOF ${(taken * 12).toFixed(4)}` : '0'}`;
    return { status: 201, body: { SMSMessageData: { Message, Recipients: recipients } } };
  }

  private take(number: string, text: string, from: string): { statusCode: number } & Record<string, unknown> {
    const statusCode = this.options.statuses?.[number] ?? (E164.test(number) ? 101 : 403);
    const status = AT_STATUS[statusCode] ?? 'Unknown';
    // ASSUMPTION: a refused recipient has cost '0' and messageId 'None'.
    if (statusCode > 102) return { statusCode, number, status, cost: '0', messageId: 'None' };
    const id = `ATXid_${randomBytes(16).toString('hex')}`;
    this.inbox.add({ provider: 'africastalking', id, to: number, from, text });
    return { statusCode, number, status, cost: 'XOF 12.0000', messageId: id };
  }
}

export async function startTwilioSimulator(options: TwilioSimulatorOptions): Promise<TwilioSimulator> {
  const simulator = new TwilioSimulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

export async function startAfricasTalkingSimulator(options: AfricasTalkingSimulatorOptions): Promise<AfricasTalkingSimulator> {
  const simulator = new AfricasTalkingSimulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

function basic(header = ''): [string, string] {
  const given = Buffer.from(/^Basic (.+)$/i.exec(header)?.[1] ?? '', 'base64').toString();
  const colon = given.indexOf(':');
  return [given.slice(0, colon), given.slice(colon + 1)];
}

function twilioError(status: number, code: number, message: string): SimulatedAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
