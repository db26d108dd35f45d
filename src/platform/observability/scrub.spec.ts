import { describe, expect, it } from '@jest/globals';
import { scrub } from './scrub.js';

describe('what errors say of people', () => {
  it.each([
    ['mail to afi.k@example.bj was refused', 'mail to [address] was refused'],
    ['no such number: +229 01 97 00 00 00', 'no such number: [number]'],
    ['twilio refused 2290197000000', 'twilio refused [number]'],
    ['authorization: Bearer abc.def', 'authorization: [token]'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig expired', 'jwt [token] expired'],
    ['invalid input syntax for type uuid: "Afi Kouassi"', 'invalid input syntax for type uuid: "[value]"'],
    ['connect redis://user:secret@cache:6379/0', 'connect redis://[hidden]@cache:6379/0'],
    ['GET https://maps.example.com/find?q=12+rue+des+Cocotiers failed', 'GET https://maps.example.com/find?[hidden] failed'],
  ])('%s', (said, kept) => { expect(scrub(said)).toBe(kept); });

  it('keeps what helps to find the fault', () => {
    for (const text of [
      'connect ECONNREFUSED 127.0.0.1:5432', 'payment 01900000-1234-7000-8000-123456789012 is gone', 'no answer from api.fedapay.com within 10000 ms',
      'at Relay.loop (dist/platform/outbox/relay.js:1234:56)',
    ]) expect(scrub(text)).toBe(text);
  });
});
