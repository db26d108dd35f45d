import { afterEach, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { startFcmSimulator } from './fcm-simulator.js';
import { startHttpSimulator } from './http-simulator.js';
import { Inbox } from './inbox.js';
import { startNominatimSimulator } from './nominatim-simulator.js';
import { startS3Simulator } from './s3-simulator.js';
import { startAfricasTalkingSimulator, startTwilioSimulator } from './sms-simulators.js';
import { startSmtpSink } from './smtp-sink.js';

/** A simulator is only worth its refusals: what a provider would not take must not pass here either. */

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.stop();
});

function kept<T extends { stop(): Promise<void> }>(simulator: T): T {
  running.push(simulator);
  return simulator;
}

describe('Inbox', () => {
  it('gives what is there, waits for what is to come, and says what came instead', async () => {
    const inbox = new Inbox<number>('number');
    inbox.add(1);
    const two = inbox.waitFor((n) => n === 2);
    inbox.add(2);
    expect([await inbox.waitFor(), await two]).toEqual([1, 2]);
    await expect(inbox.waitFor((n) => n === 3, { timeout: 10 })).rejects.toThrow('no such number within 10 ms (2 others)');
  });
});

describe('HttpSimulator', () => {
  it('meets faults in the order they were asked for, and may do the work before it breaks off', async () => {
    let worked = 0;
    const simulator = kept(await startHttpSimulator(() => ({ status: 200, body: { worked: (worked += 1) } })));
    simulator.failNext(1, 503);
    simulator.cutNext(1, 'before');
    simulator.cutNext(1, 'after');
    expect((await fetch(simulator.url)).status).toBe(503);
    await expect(fetch(simulator.url)).rejects.toThrow();
    expect(worked).toBe(0);
    await expect(fetch(simulator.url)).rejects.toThrow();
    expect(worked).toBe(1);
    expect(await (await fetch(simulator.url)).json()).toEqual({ worked: 2 });
    expect(simulator.requests.items).toHaveLength(4);
  });

  it('comes back at its address', async () => {
    const first = await startHttpSimulator(() => ({ status: 200 }));
    const { port, url } = first;
    await first.stop();
    await first.stop();
    await expect(fetch(url)).rejects.toThrow();
    kept(await startHttpSimulator(() => ({ status: 204 }), port));
    expect((await fetch(url)).status).toBe(204);
  });
});

describe('FcmSimulator', () => {
  it('lets nobody in without an assertion of its service account, and takes nothing without its access token', async () => {
    const fcm = kept(await startFcmSimulator());
    const { token_uri, private_key, project_id, client_email } = JSON.parse(await readFile(fcm.credentials_path, 'utf8')) as Record<string, string>;
    expect([token_uri, project_id]).toEqual([`${fcm.oauth.url}/token`, 'lokahome-test']);
    const key = createPrivateKey(private_key ?? '');
    const assertion = (kid: string, claims: object, seconds = 3600): Promise<string> =>
      new SignJWT({ iss: client_email, aud: token_uri, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).setIssuedAt().setExpirationTime(`${String(seconds)}s`).sign(key);
    const scope = 'https://www.googleapis.com/auth/firebase.messaging';
    const { private_key_id } = fcm.serviceAccount();
    for (const wrong of [
      'nonsense', await assertion('another', { scope }), await assertion(private_key_id ?? '', {}), await assertion(private_key_id ?? '', { scope, iss: 'me' }),
      await assertion(private_key_id ?? '', { scope, aud: 'https://example.com' }), await assertion(private_key_id ?? '', { scope }, 7200),
    ]) {
      const answer = await fetch(token_uri ?? '', { method: 'POST', body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: wrong }) });
      expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
    }
    const send = await fetch(`${fcm.url}/v1/projects/lokahome-test/messages:send`, { method: 'POST', headers: { authorization: 'Bearer nothing' }, body: '{}' });
    expect(send.status).toBe(401);
    expect(fcm.pushes).toEqual([]);
  });
});

describe('TwilioSimulator', () => {
  const account = { account_sid: 'AC1', auth_token: 'token' };
  const authorization = `Basic ${Buffer.from('AC1:token').toString('base64')}`;

  it('refuses strangers and unfinished requests in the shape of Twilio', async () => {
    const twilio = kept(await startTwilioSimulator(account));
    const messages = `${twilio.url}/2010-04-01/Accounts/AC1/Messages.json`;
    const ask = async (
      body: string | URLSearchParams,
      headers: Record<string, string> = { authorization },
      url = messages,
    ): Promise<[number, number]> => {
      const response = await fetch(url, { method: 'POST', headers, body });
      const { code, status } = (await response.json()) as { code: number; status: number };
      expect(status).toBe(response.status);
      return [status, code];
    };
    const whole = { To: '+2290197808080', From: '+15005550006', Body: 'x' };
    const without = (field: string): URLSearchParams => new URLSearchParams(Object.entries(whole).filter(([name]) => name !== field));
    expect(await ask(new URLSearchParams(whole), {})).toEqual([401, 20003]);
    expect(await ask(new URLSearchParams(whole), { authorization }, `${twilio.url}/other`)).toEqual([404, 20404]);
    expect(await ask(without('To'))).toEqual([400, 21604]);
    expect(await ask(without('From'))).toEqual([400, 21603]);
    expect(await ask(without('Body'))).toEqual([400, 21602]);
    expect(await ask(JSON.stringify(whole))).toEqual([400, 21604]);
    expect(await ask(new URLSearchParams({ ...whole, To: '97808080' }))).toEqual([400, 21211]);
    expect(twilio.messages).toHaveLength(0);
  });

  it('lets a message be read again', async () => {
    const twilio = kept(await startTwilioSimulator(account));
    const messages = `${twilio.url}/2010-04-01/Accounts/AC1/Messages`;
    const body = new URLSearchParams({ To: '+2290197808080', From: 'LokaHome', Body: 'x' });
    const created = await fetch(`${messages}.json`, { method: 'POST', headers: { authorization }, body });
    expect(created.status).toBe(201);
    const { sid } = (await created.json()) as { sid: string };
    const read = await fetch(`${messages}/${sid}.json`, { headers: { authorization } });
    expect(await read.json()).toMatchObject({ sid, status: 'queued', to: '+2290197808080', body: 'x' });
  });
});

describe('AfricasTalkingSimulator', () => {
  it('refuses strangers and unfinished requests, and answers for each of several recipients', async () => {
    const account = { username: 'loka', api_key: 'key', statuses: { '+2290190000001': 406 } };
    const africas = kept(await startAfricasTalkingSimulator(account));
    const ask = (fields: Record<string, string>, headers: Record<string, string> = { apiKey: 'key' }): Promise<Response> =>
      fetch(`${africas.url}/version1/messaging`, { method: 'POST', headers, body: new URLSearchParams(fields) });
    const whole = { username: 'loka', to: '+2290197808080,+2290190000001,97', message: 'x' };
    expect((await ask(whole, {})).status).toBe(401);
    expect((await ask({ ...whole, username: 'other' })).status).toBe(401);
    expect((await ask({ ...whole, to: '' })).status).toBe(400);
    expect((await ask({ ...whole, message: '' })).status).toBe(400);
    expect((await ask(whole, { apiKey: 'key', 'content-type': 'application/json' })).status).toBe(415);
    const answer = await ask(whole);
    expect(answer.status).toBe(201);
    const { SMSMessageData } = (await answer.json()) as { SMSMessageData: { Message: string; Recipients: { statusCode: number }[] } };
    expect(SMSMessageData.Message).toMatch(/^Sent to 1\/3 /);
    expect(SMSMessageData.Recipients.map((recipient) => recipient.statusCode)).toEqual([101, 406, 403]);
    expect(africas.messages.map((sms) => sms.to)).toEqual(['+2290197808080']);
  });
});

describe('NominatimSimulator', () => {
  it('refuses anonymous callers and too many calls, and speaks in strings', async () => {
    const places = [{ matches: 'cotonou', latitude: 6.36, longitude: 2.42 }];
    const map = kept(await startNominatimSimulator({ places, calls_per_second: 1 }));
    const ask = (agent: string): Promise<Response> =>
      fetch(`${map.url}/search?q=Cotonou&format=jsonv2&countrycodes=bj`, { headers: { 'user-agent': agent } });
    expect((await ask('node')).status).toBe(403);
    expect(await (await ask('LokaHome/1.0')).json()).toMatchObject([{ lat: '6.3600000', lon: '2.4200000', category: 'place' }]);
    const second = await ask('LokaHome/1.0');
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
  });
});

describe('S3Simulator', () => {
  it('takes nothing without a right signature', async () => {
    const s3 = kept(await startS3Simulator({ bucket: 'b', access_key_id: 'AKIA', secret_access_key: 'secret' }));
    const signature = 'AWS4-HMAC-SHA256 Credential=AKIA/20261120/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=';
    const put = (headers: Record<string, string>): Promise<Response> => fetch(`${s3.url}/b/key`, { method: 'PUT', headers, body: 'x' });
    expect((await put({})).status).toBe(403);
    const forged = await put({ authorization: signature + '0'.repeat(64), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    expect(await forged.text()).toContain('SignatureDoesNotMatch');
    expect(s3.objects.size).toBe(0);
  });
});

describe('SmtpSink', () => {
  it('says nothing while it is paused and greets once it is resumed', async () => {
    const sink = kept(await startSmtpSink());
    sink.pause();
    const socket = connect(sink.port, '127.0.0.1');
    const heard = new Inbox<string>('line');
    socket.on('data', (data) => heard.add(data.toString()));
    await expect(heard.waitFor(undefined, { timeout: 150 })).rejects.toThrow('no such line');
    sink.resume();
    expect(await heard.waitFor()).toMatch(/^220 /);
    socket.destroy();
  });
});
