import { DEMO_PASSWORD } from '../account.js';
import type { UserRecord } from '../rows.js';

export interface DemoAccount {
  role: UserRecord['role'];
  email: string;
  password: string;
}

export const DEMO_DOMAIN = 'demo.lokahome.bj';

/** One account of each role, to look around with. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = (['tenant', 'landlord', 'provider', 'admin'] as const).map((role) => ({
  role,
  email: `${role}@${DEMO_DOMAIN}`,
  password: DEMO_PASSWORD,
}));
