import type { CalendarDate } from '../../../kernel/calendar-date.js';
import type { Money } from '../../../kernel/money.js';
import type { Property } from '../../properties/index.js';

/** What a rental contract says, as it was when the booking was confirmed. All amounts are of one currency. */
export interface ContractFacts {
  booking_id: string;
  /** A short name for the booking, as people read it out. */
  reference: string;
  /** The day the booking was confirmed. */
  made_on: CalendarDate;
  landlord_name: string;
  landlord_phone: string | null;
  landlord_email: string;
  tenant_name: string;
  tenant_phone: string | null;
  tenant_email: string;
  property: {
    title: string;
    address: string;
    city: string;
    neighborhood: string | null;
    property_type: Property['property_type'];
    bedrooms: number | null;
    bathrooms: number | null;
    /** Square metres. */
    surface_area: number | null;
    is_furnished: boolean;
  };
  rental_type: 'short_term' | 'long_term';
  start_date: CalendarDate;
  /** The departure day. */
  end_date: CalendarDate;
  nights: number;
  /** The price of the stay, without the deposit. */
  total: Money;
  unit_price: Money;
  unit: 'night' | 'month';
  /** Zero: there is none. */
  deposit: Money;
  /** In the order of `sequence`; periods are half-open. */
  installments: readonly { sequence: number; period_start: CalendarDate; period_end: CalendarDate; due_date: CalendarDate; amount: Money }[];
  cancellation_policy: 'flexible' | 'moderate' | 'strict';
  rules: string | null;
  guests: number | null;
  /** What the QR code opens; without it there is none. */
  verify_url?: string;
}
