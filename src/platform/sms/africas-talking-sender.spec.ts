import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AfricasTalkingSimulator, startAfricasTalkingSimulator } from '../../../test/support/simulators/sms-simulators.js';
import { DeliveryError } from '../delivery-error.js';
import { type AfricasTalkingOptions, AfricasTalkingSender } from './africas-talking-sender.js';

const account = { username: 'lokahome', api_key: 'key' };
const sms = { to: '+2290197808080', text: 'Votre code LokaHome : 482913' };
const number = (status: number): string => `+22901900${String(status).padStart(5, '0')}`;
const CODES = [100, 102, 401, 402, 403, 404, 405, 406, 407, 500, 501, 502];

let africas: AfricasTalkingSimulator;
beforeEach(async () => {
  const statuses = Object.fromEntries(CODES.map((code) => [number(code), code]));
  africas = await startAfricasTalkingSimulator({ ...account, statuses, sender_ids: ['LokaHome'] });
});
afterEach(() => africas.stop());

function sender(options: Partial<AfricasTalkingOptions> = {}): AfricasTalkingSender {
  return new AfricasTalkingSender({ ...account, base_url: africas.url, ...options });
}

async function failureOf(sending: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await sending.then(
    () => 'was sent',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(DeliveryError);
  return outcome as DeliveryError;
}

describe('AfricasTalkingSender', () => {
  it('sends the text as it is and gives the messageId', async () => {
    const { provider_id } = await sender({ sender_id: 'LokaHome' }).send(sms);
    expect(await africas.waitForSms()).toMatchObject({ id: provider_id, ...sms, from: 'LokaHome' });
    expect(africas.http.requests.items[0].form()?.get('bulkSMSMode')).toBe('1');
  });

  it('names no sender when it has none', async () => {
    await sender().send(sms);
    expect(africas.http.requests.items[0].form()?.has('from')).toBe(false);
  });

  it.each([100, 102])('takes status %i for taken', async (status) => {
    const { provider_id } = await sender().send({ ...sms, to: number(status) });
    expect(africas.messages.map((taken) => taken.id)).toEqual([provider_id]);
  });

  it.each([403, 404, 406, 407])('a recipient with status %i is refused for good, though HTTP says 201', async (status) => {
    const failure = await failureOf(sender().send({ ...sms, to: number(status) }));
    expect(failure).toMatchObject({ permanent: true, maybe_sent: false, provider_code: String(status) });
  });

  it.each([401, 402, 405, 500, 501, 502])('status %i is our trouble or theirs, so temporary', async (status) => {
    const failure = await failureOf(sender().send({ ...sms, to: number(status) }));
    expect(failure).toMatchObject({ permanent: false, provider_code: String(status) });
  });

  it('a sender id that is not registered is temporary and named', async () => {
    const failure = await failureOf(sender({ sender_id: 'Nobody' }).send(sms));
    expect(failure).toMatchObject({ permanent: false, provider_code: 'InvalidSenderId' });
  });

  it('a wrong key is temporary, and neither key nor text is in the error', async () => {
    const failure = await failureOf(sender({ api_key: 'wr0ng-key' }).send(sms));
    expect(failure).toMatchObject({ permanent: false, provider_code: '401' });
    expect(`${failure.message} ${failure.stack}`).not.toMatch(/wr0ng-key|482913|97808080/);
  });

  it('a request it would refuse again is refused for good', async () => {
    africas.failNext(1, 400, 'bad request');
    expect(await failureOf(sender().send(sms))).toMatchObject({ permanent: true, provider_code: '400' });
  });

  it.each([429, 500, 503])('HTTP %i is temporary', async (status) => {
    africas.failNext(1, status);
    expect((await failureOf(sender().send(sms))).permanent).toBe(false);
  });

  const senseless = ['', 'not JSON', '[]', 'null', '{"SMSMessageData":{}}', '{"SMSMessageData":{"Recipients":[null]}}'];
  it.each(senseless)('an answer that says nothing (%j) is temporary and may have been sent', async (body) => {
    africas.failNext(1, 201, body);
    expect(await failureOf(sender().send(sms))).toMatchObject({ permanent: false, maybe_sent: true });
  });

  it('no answer in time is temporary and may have been sent', async () => {
    africas.hangNext(1, 'after');
    expect(await failureOf(sender({ timeout_ms: 200 }).send(sms))).toMatchObject({ permanent: false, maybe_sent: true });
    expect(africas.messages).toHaveLength(1);
  });

  it('a line cut is temporary and may have been sent', async () => {
    africas.cutNext();
    expect(await failureOf(sender().send(sms))).toMatchObject({ permanent: false, maybe_sent: true });
  });

  it('never sends to a list', async () => {
    const to = '+2290197808080,+2290197808081';
    expect((await failureOf(sender().send({ ...sms, to }))).permanent).toBe(true);
    expect(africas.http.requests.items).toHaveLength(0);
  });
});
