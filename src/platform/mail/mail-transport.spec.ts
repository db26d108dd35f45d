import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../../../test/support/simulators/self-signed.js';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../../../test/support/simulators/smtp-sink.js';
import { DeliveryError } from '../delivery-error.js';
import { type Mail, MailTransport, type MailTransportOptions } from './mail-transport.js';

const mail: Mail = {
  to: 'awa@example.com',
  subject: 'Votre réservation à Cotonou',
  text: 'Bonjour Awa, à bientôt.',
  html: '<p>Bonjour <b>Awa</b>, à bientôt.</p>',
  message_id: 'booking-42-confirmed@lokahome.bj',
};

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function sinkWith(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  open.push({ close: () => sink.stop() });
  return sink;
}

function transportTo(port: number, options: Partial<MailTransportOptions> = {}): MailTransport {
  const from = 'LokaHome <no-reply@lokahome.bj>';
  const transport = new MailTransport({ server: '127.0.0.1', port, from, starttls: false, ...options });
  open.push(transport);
  return transport;
}

async function failureOf(sending: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await sending.then(
    () => 'was sent',
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(DeliveryError);
  return outcome as DeliveryError;
}

/** A server that speaks as told, for what a real mail server never does. */
async function rawServer(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}

describe('MailTransport', () => {
  it('delivers subject, both bodies and the given Message-ID', async () => {
    const sink = await sinkWith();
    const sent = await transportTo(sink.port).send(mail);
    expect(sent).toEqual({ provider_id: mail.message_id });
    const received = await sink.waitForMail();
    expect(received).toMatchObject({
      envelope: { from: 'no-reply@lokahome.bj', to: ['awa@example.com'] },
      from: 'no-reply@lokahome.bj',
      to: ['awa@example.com'],
      subject: mail.subject,
      message_id: mail.message_id,
    });
    expect(received.text).toContain('à bientôt');
    expect(received.html).toContain('<b>Awa</b>');
    expect(received.headers).toContainEqual({ name: 'auto-submitted', value: 'auto-generated' });
  });

  it('brings what is attached, byte for byte, under a name that is only a name', async () => {
    const sink = await sinkWith();
    const content = Buffer.from(Array.from({ length: 1000 }, (_, n) => n % 256));
    const attachments = ['reçu 2027-000123.pdf', '../../etc/x\r\nBcc: spy@example.com'].map((filename) => ({ filename, content_type: 'application/pdf', content }));
    await transportTo(sink.port).send({ ...mail, attachments });
    const { email, headers, text } = await sink.waitForMail();
    expect(email.attachments.map((one) => [one.filename, one.mimeType, one.disposition])).toEqual([
      ['reçu 2027-000123.pdf', 'application/pdf', 'attachment'],
      ['..-..-etc-x-Bcc: spy@example.com', 'application/pdf', 'attachment'],
    ]);
    for (const one of email.attachments) expect(Buffer.from(one.content as ArrayBuffer)).toEqual(content);
    expect(headers.map((header) => header.name)).not.toContain('bcc');
    expect(text).toContain('à bientôt');
  });

  it('takes a Message-ID with angle brackets for the same one', async () => {
    const sink = await sinkWith();
    const sent = await transportTo(sink.port).send({ ...mail, message_id: `<${mail.message_id}>` });
    expect(sent.provider_id).toBe(mail.message_id);
    expect((await sink.waitForMail()).message_id).toBe(mail.message_id);
  });

  it('sends several mails over no more connections than the pool allows', async () => {
    const sink = await sinkWith();
    const transport = transportTo(sink.port, { pool: 2 });
    const ids = Array.from({ length: 12 }, (_, n) => `mail-${n}@lokahome.bj`);
    await Promise.all(ids.map((message_id) => transport.send({ ...mail, message_id })));
    expect(sink.mails.map((received) => received.message_id).sort()).toEqual([...ids].sort());
    expect(sink.connections).toBeLessThanOrEqual(2);
  });

  describe('keeps what is written into a mail out of its headers', () => {
    it.each(['\r\nBcc: spy@example.com', '\nBcc: spy@example.com', '\rBcc: spy@example.com', '\u2028Bcc: spy@example.com'])(
      'a subject with a line end stays one line (%j)',
      async (attack) => {
        const sink = await sinkWith();
        await transportTo(sink.port).send({ ...mail, subject: `Bonjour${attack}` });
        const received = await sink.waitForMail();
        expect(received.envelope.to).toEqual(['awa@example.com']);
        expect(received.headers.map((header) => header.name)).not.toContain('bcc');
        expect(received.subject).toBe('Bonjour Bcc: spy@example.com');
      },
    );

    it.each([
      'awa@example.com, spy@example.com',
      'awa@example.com;spy@example.com',
      'Awa <awa@example.com>',
      'awa@example.com\r\nBcc: spy@example.com',
      'awa@example.com>\r\nRCPT TO:<spy@example.com',
      'group: a@example.com, b@example.com;',
      '@example.com',
      'awa',
      '',
    ])('a recipient that is not one bare address is refused for good, and nothing leaves (%j)', async (to) => {
      const sink = await sinkWith();
      const failure = await failureOf(transportTo(sink.port).send({ ...mail, to }));
      expect(failure.permanent).toBe(true);
      expect(sink.mails).toHaveLength(0);
    });

    it.each(['a@b\r\nBcc: spy@example.com', 'no-at-sign', 'a b@c'])(
      'a Message-ID that is not one is our own mistake (%j)',
      async (message_id) => {
        const sink = await sinkWith();
        await expect(transportTo(sink.port).send({ ...mail, message_id })).rejects.toThrow(TypeError);
      },
    );
  });

  describe('tells what a retry can change from what it cannot', () => {
    it.each([550, 551, 553])('a recipient refused with %i is refused for good', async (code) => {
      const sink = await sinkWith();
      sink.failNext(1, code, 'rcpt', '5.1.1 <awa@example.com> user unknown');
      const failure = await failureOf(transportTo(sink.port).send(mail));
      expect(failure).toMatchObject({ permanent: true, maybe_sent: false, provider_code: String(code) });
      expect(failure.message).toContain('5.1.1');
      expect(failure.message).not.toContain('awa@example.com');
    });

    it('content refused with 554 is refused for good', async () => {
      const sink = await sinkWith();
      sink.failNext(1, 554, 'data');
      expect(await failureOf(transportTo(sink.port).send(mail))).toMatchObject({ permanent: true, provider_code: '554' });
    });

    it.each(['rcpt', 'data', 'mail'] as const)('a 4xx at %s is temporary, and the same transport sends the next try', async (stage) => {
      const sink = await sinkWith();
      const transport = transportTo(sink.port);
      sink.failNext(1, 451, stage);
      expect(await failureOf(transport.send(mail))).toMatchObject({ permanent: false, provider_code: '451' });
      await transport.send(mail);
      expect(sink.mails).toHaveLength(1);
    });

    it('our own sender refused is temporary: every mail would be lost otherwise', async () => {
      const sink = await sinkWith();
      sink.failNext(1, 553, 'mail');
      expect((await failureOf(transportTo(sink.port).send(mail))).permanent).toBe(false);
    });

    it('a wrong password is temporary and does not appear in the error', async () => {
      const sink = await sinkWith({ auth: { username: 'loka', password: 'right' } });
      const failure = await failureOf(transportTo(sink.port, { username: 'loka', password: 'wr0ng-pass' }).send(mail));
      expect(failure).toMatchObject({ permanent: false, provider_code: '535' });
      expect(JSON.stringify([failure, failure.message, failure.stack])).not.toContain('wr0ng-pass');
    });

    it('nobody listening is temporary, and surely nothing was sent', async () => {
      const sink = await startSmtpSink();
      const { port } = sink;
      await sink.stop();
      expect(await failureOf(transportTo(port).send(mail))).toMatchObject({ permanent: false, maybe_sent: false });
    });

    it('a line cut after the mail was handed over is temporary, and says that it may have been sent', async () => {
      const sink = await sinkWith();
      sink.cutNext();
      expect(await failureOf(transportTo(sink.port).send(mail))).toMatchObject({ permanent: false, maybe_sent: true });
      expect(sink.mails).toHaveLength(1);
    });

    it('sends over a new connection when the server closed the idle one', async () => {
      const first = await startSmtpSink();
      const { port } = first;
      const transport = transportTo(port);
      await transport.send(mail);
      await first.stop();
      const second = await sinkWith({ port });
      await transport.send({ ...mail, message_id: 'after-the-restart@lokahome.bj' });
      expect((await second.waitForMail()).message_id).toBe('after-the-restart@lokahome.bj');
    });
  });

  describe('does not wait for ever', () => {
    it('on a server that never greets', async () => {
      const sink = await sinkWith();
      sink.pause();
      const failure = await failureOf(transportTo(sink.port, { timeouts: { greeting: 200 } }).send(mail));
      expect(failure).toMatchObject({ permanent: false, maybe_sent: false });
      sink.resume();
    });

    it('on a server that falls silent in the middle', async () => {
      const port = await rawServer((socket) => {
        socket.write('220 hello\r\n');
        socket.once('data', () => socket.write('250 fine\r\n'));
      });
      const failure = await failureOf(transportTo(port, { timeouts: { socket: 200 } }).send(mail));
      expect(failure.permanent).toBe(false);
    });

    it('on a server that trickles its reply so that no silence is long enough', async () => {
      const port = await rawServer((socket) => {
        socket.write('220 hello\r\n');
        socket.once('data', () => {
          const timer = setInterval(() => socket.write('250-still here\r\n'), 20);
          socket.on('close', () => clearInterval(timer));
        });
      });
      const failure = await failureOf(transportTo(port, { timeouts: { socket: 1_000, total: 300 } }).send(mail));
      expect(failure.permanent).toBe(false);
    });
  });

  describe('over TLS', () => {
    const certificate = selfSigned();

    it('upgrades before it logs in, when told to', async () => {
      const sink = await sinkWith({ tls: certificate, auth: { username: 'loka', password: 'secret' } });
      const transport = transportTo(sink.port, {
        server: 'localhost',
        starttls: true,
        ca: certificate.cert,
        username: 'loka',
        password: 'secret',
      });
      await transport.send(mail);
      expect(await sink.waitForMail()).toMatchObject({ secure: true, user: 'loka' });
    });

    it('sends nothing when the server offers no upgrade', async () => {
      const sink = await sinkWith();
      const failure = await failureOf(transportTo(sink.port, { starttls: true }).send(mail));
      expect(failure.permanent).toBe(false);
      expect(sink.mails).toHaveLength(0);
    });

    it('sends nothing to a server whose certificate nobody vouches for', async () => {
      const sink = await sinkWith({ tls: certificate });
      const failure = await failureOf(transportTo(sink.port, { server: 'localhost', starttls: true }).send(mail));
      expect(failure).toMatchObject({ permanent: false, maybe_sent: false });
      expect(sink.mails).toHaveLength(0);
    });

    it('stays plain with a local catcher that offers TLS, when told not to use it', async () => {
      const sink = await sinkWith({ tls: certificate });
      await transportTo(sink.port).send(mail);
      expect((await sink.waitForMail()).secure).toBe(false);
    });
  });

  it('fails as temporary once closed', async () => {
    const sink = await sinkWith();
    const transport = transportTo(sink.port);
    await transport.send(mail);
    transport.close();
    expect((await failureOf(transport.send(mail))).permanent).toBe(false);
  });
});
