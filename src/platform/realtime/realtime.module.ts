import { Global, Module } from '@nestjs/common';
import { Presence } from './presence.js';
import { Realtime } from './realtime.js';

/** Who is connected, and how to speak to them. */
@Global()
@Module({ providers: [Presence, Realtime], exports: [Presence, Realtime] })
export class RealtimeModule {}
