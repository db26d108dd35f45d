import { describe, expect, it } from '@jest/globals';
import { DeliveryError, withoutPersonalData } from './delivery-error.js';

describe('DeliveryError', () => {
  it('says whether a retry makes sense, and by default that nothing was sent', () => {
    const error = new DeliveryError('refused', { permanent: true, provider_code: '550' });
    expect(error).toMatchObject({ name: 'DeliveryError', permanent: true, maybe_sent: false, provider_code: '550' });
    expect(error.retry_after_seconds).toBeUndefined();
  });
});

describe('withoutPersonalData', () => {
  it('keeps the codes of a reply and drops whom it was about', () => {
    const reply = '550 5.1.1 <awa@example.com>: user\r\nunknown, +2290197808080 neither';
    expect(withoutPersonalData(reply)).toBe('550 5.1.1 <[address]>: user unknown, [number] neither');
  });

  it('bounds a reply without end', () => {
    expect(withoutPersonalData('x'.repeat(100_000))).toHaveLength(200);
  });
});
