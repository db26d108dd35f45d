import 'reflect-metadata';
import { startHttp } from './start.js';

/** HTTP and socket.io; with `--with-worker` the queues and the clock as well, in one process. */
await startHttp({ worker: process.argv.includes('--with-worker') });
