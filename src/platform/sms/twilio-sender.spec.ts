import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTwilioSimulator, type TwilioSimulator } from '../../../test/support/simulators/sms-simulators.js';
import { DeliveryError } from '../delivery-error.js';
import { TwilioSender, type TwilioOptions } from './twilio-sender.js';

const account = { account_sid: 'AC00000000000000000000000000000001', auth_token: 'token' };
const sms = { to: '+2290197808080', text: 'Votre code LokaHome : 482913 & bonne journée' };
const refused = { '+2290190000001': 21211, '+2290190000002': 21408, '+2290190000003': 21610, '+2290190000004': 21614 };
const limited = { '+2290190000005': 63038, '+2290190000006': 20429 };

let twilio: TwilioSimulator;
beforeEach(async () => {
  twilio = await startTwilioSimulator({ ...account, refused: { ...refused, ...limited, '+2290190000007': 21999 } });
});
afterEach(() => twilio.stop());

function sender(options: Partial<TwilioOptions> = {}): TwilioSender {
  return new TwilioSender({ ...account, from: '+15005550006', base_url: twilio.url, ...options });
}

async function failureOf(sending: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await sending.then(
    () => 'was sent',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(DeliveryError);
  return outcome as DeliveryError;
}

describe('TwilioSender', () => {
  it('sends the text as it is and gives the sid', async () => {
    const { provider_id } = await sender().send(sms);
    const taken = await twilio.waitForSms();
    expect(taken).toMatchObject({ id: provider_id, to: sms.to, text: sms.text, from: '+15005550006' });
    expect(provider_id).toMatch(/^SM[0-9a-f]{32}$/);
  });

  it('sends from a messaging service when it is given one', async () => {
    const service = `MG${'a'.repeat(32)}`;
    await sender({ from: service }).send(sms);
    const form = twilio.http.requests.items[0].form();
    expect(form?.get('MessagingServiceSid')).toBe(service);
    expect(form?.has('From')).toBe(false);
  });

  it.each(Object.entries(refused))('a recipient refused as in %s (%i) is refused for good', async (to, code) => {
    const failure = await failureOf(sender().send({ ...sms, to }));
    expect(failure).toMatchObject({ permanent: true, maybe_sent: false, provider_code: String(code) });
  });

  it('a 4xx with a code nobody listed is refused for good', async () => {
    expect(await failureOf(sender().send({ ...sms, to: '+2290190000007' }))).toMatchObject({ permanent: true });
  });

  it.each(Object.entries(limited))('a limit of the account is temporary even as a 4xx (%s, %i)', async (to, code) => {
    const failure = await failureOf(sender().send({ ...sms, to }));
    expect(failure).toMatchObject({ permanent: false, provider_code: String(code) });
  });

  it('a wrong token is temporary, and neither token nor text is in the error', async () => {
    const failure = await failureOf(sender({ auth_token: 'wr0ng-token' }).send(sms));
    expect(failure).toMatchObject({ permanent: false, provider_code: '20003' });
    expect(`${failure.message} ${failure.stack}`).not.toMatch(/wr0ng-token|482913|97808080/);
  });

  it('429 is temporary, was surely not sent, and says how long to wait', async () => {
    twilio.failNext(1, 429, { code: 20429, message: 'Too many requests', status: 429 }, { 'retry-after': '7' });
    const failure = await failureOf(sender().send(sms));
    expect(failure).toMatchObject({ permanent: false, maybe_sent: false, retry_after_seconds: 7 });
  });

  it('a 500 is temporary and may have been sent', async () => {
    twilio.failNext(1, 500, '<html>oops</html>');
    expect(await failureOf(sender().send(sms))).toMatchObject({ permanent: false, maybe_sent: true });
  });

  it('no answer in time is temporary and may have been sent', async () => {
    twilio.hangNext(1, 'after');
    const failure = await failureOf(sender({ timeout_ms: 200 }).send(sms));
    expect(failure).toMatchObject({ permanent: false, maybe_sent: true });
    expect(twilio.messages).toHaveLength(1);
  });

  it('a line cut before the answer is temporary and may have been sent', async () => {
    twilio.cutNext();
    expect(await failureOf(sender().send(sms))).toMatchObject({ permanent: false, maybe_sent: true });
    expect(twilio.messages).toHaveLength(0);
  });

  it('nobody listening is temporary and was surely not sent', async () => {
    const there = sender();
    await twilio.stop();
    expect(await failureOf(there.send(sms))).toMatchObject({ permanent: false, maybe_sent: false });
  });

  it.each([
    [201, '{}'],
    [200, 'not JSON'],
    [302, ''],
  ])('an answer that is not Twilio (%i %j) is temporary', async (status, body) => {
    twilio.failNext(1, status, body);
    expect((await failureOf(sender().send(sms))).permanent).toBe(false);
  });

  it.each(['0197808080', '+229 01 97 80 80 80', '+2290197808080,+2290197808081', ''])('refuses %j before calling anyone', async (to) => {
    expect((await failureOf(sender().send({ ...sms, to }))).permanent).toBe(true);
    expect(twilio.http.requests.items).toHaveLength(0);
  });

  it.each(['', '  ', 'x'.repeat(1601)])('refuses a text that is empty or too long', async (text) => {
    expect((await failureOf(sender().send({ ...sms, text }))).permanent).toBe(true);
    expect(twilio.http.requests.items).toHaveLength(0);
  });
});
