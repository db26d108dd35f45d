import 'reflect-metadata';
import { startWorker } from './start.js';

/** The queues and the clock, without HTTP. */
await startWorker();
