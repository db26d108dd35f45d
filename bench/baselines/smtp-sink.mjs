/** A mail server that takes everything and keeps a count: `GET /` on PORT tells it, mail comes to the port after. */
import { createServer } from 'node:http';
import process from 'node:process';

import { SMTPServer } from 'smtp-server';

let count = 0;
let bytes = 0;
let last = 0;
const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true, disableReverseLookup: true, logger: false,
  onData(stream, _session, done) {
    stream.on('data', (chunk) => (bytes += chunk.length));
    stream.on('end', () => {
      count += 1;
      last = Date.now();
      done();
    });
  },
});
smtp.listen(Number(process.env.SMTP_PORT), process.env.HOST);
createServer((_request, response) => response.end(JSON.stringify({ count, bytes, last }))).listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => process.exit(0));
