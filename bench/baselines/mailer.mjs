/** `mailer <port> <count> <bytes>`: so many mails of that size through nodemailer's own pool, as fast as it takes them. */
import process from 'node:process';

import nodemailer from 'nodemailer';

const [port, count, bytes] = process.argv.slice(2).map(Number);
const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true, pool: true, maxConnections: 3, maxMessages: Infinity });
const half = 'Bonjour, votre logement vous attend. '.repeat(Math.ceil(bytes / 2 / 37)).slice(0, Math.round(bytes / 2));
const begun = performance.now();
let nth = 0;
await Promise.all(
  Array.from({ length: 20 }, async () => {
    while (nth < count) {
      nth += 1;
      await transport.sendMail({ from: 'LOKAHOME <noreply@lokahome.bj>', to: `someone${nth}@example.com`, subject: 'Une réservation', text: half, html: `<p>${half}</p>` });
    }
  }),
);
process.stdout.write(`${JSON.stringify({ rps: count / ((performance.now() - begun) / 1000) })}\n`);
transport.close();
