import type { HttpSimulator } from './http-simulator.js';
import type { PaymentCallbacks } from './payment-callbacks.js';

/** What `POST /__sim/<what>/<which>` does. */
export type ByHand = Partial<Record<string, (which: string) => void>>;

/** What people can make happen at any payment provider's simulator. */
export function commonByHand(http: HttpSimulator, callbacks: PaymentCallbacks): ByHand {
  const when = (which: string): 'before' | 'after' => (which === 'after' ? 'after' : 'before');
  return {
    withhold: () => callbacks.withhold(),
    release: () => void callbacks.release(),
    reorder: () => void callbacks.release('reverse'),
    repeat: (which) => void (callbacks.copies = Number(which) || 1),
    delay: (which) => void (callbacks.delay_ms = Number(which) || 0),
    cut: (which) => http.cutNext(1, when(which)),
    hang: (which) => http.hangNext(1, when(which)),
    fail: (which) => http.failNext(1, Number(which) || 500),
  };
}
