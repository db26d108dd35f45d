import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { newId } from '../../src/kernel/id.js';

type Facts = Record<string, unknown>;

/** Rows that a test needs to be there before it starts, put in by SQL. What a test is about goes over HTTP. */
export class Builders {
  constructor(private readonly client: pg.Client) {}

  /** A published home in Fidjrossè with one picture. */
  async property(owner: { id: string }, facts: Facts = {}): Promise<{ id: string; owner_id: string }> {
    const id = newId();
    const image = `http://api.lokahome.test/media/properties/${id}/first.jpg`;
    await this.insert('properties', {
      id, owner_id: owner.id, title: 'Studio meublé près de la plage', description: 'Calme, forage et compteur personnel.',
      property_type: 'studio', rental_type: 'short_term', price: 15000, address: 'Rue 12.045', city: 'Cotonou', neighborhood: 'Fidjrossè',
      latitude: 6.3527, longitude: 2.3712, bedrooms: 1, bathrooms: 1, is_furnished: true, amenities: ['wifi', 'fan'], status: 'published',
      primary_image_url: image, published_at: new Date(), ...facts,
    });
    await this.insert('property_images', { id: newId(), property_id: id, image_url: image, is_primary: true, order_index: 0 });
    return { id, owner_id: owner.id };
  }

  async booking(property: { id: string; owner_id: string }, tenant: { id: string }, facts: Facts = {}): Promise<{ id: string }> {
    const id = newId();
    await this.insert('bookings', {
      id, property_id: property.id, owner_id: property.owner_id, tenant_id: tenant.id, start_date: '2027-03-01', end_date: '2027-03-05',
      rental_type: 'short_term', total_amount: 60000, currency: 'XOF', deposit_amount: 0, cancellation_policy: 'moderate',
      price_breakdown: JSON.stringify({ unit: 'night', unit_price: 15000, nights: 4, nights_amount: 60000, months: null, months_amount: null, remaining_days: null, remaining_days_amount: null, total: 60000, currency: 'XOF' }),
      time_zone: 'Africa/Porto-Novo', status: 'pending', expires_at: new Date(Date.now() + 86_400_000), ...facts,
    });
    return { id };
  }

  /** Money that has come for a stay, as the sandbox would have brought it. */
  async payment(booking: { id: string }, parties: { tenant: { id: string }; landlord: { id: string } }, facts: Facts = {}): Promise<{ id: string }> {
    const id = newId();
    const amount = facts['amount'] ?? 60000;
    const deposit = facts['payment_type'] === 'deposit';
    await this.insert('payments', {
      id, booking_id: booking.id, payer_id: parties.tenant.id, payee_id: parties.landlord.id, amount, collected_amount: amount, currency: 'XOF',
      payment_type: 'rent', payment_method: 'fedapay', payment_provider: 'sandbox', reference: randomUUID(), description: 'Séjour du 1er au 5 mars 2027',
      status: 'completed', completed_at: new Date(), credit_account: deposit ? `deposit:${booking.id}` : `landlord:${parties.landlord.id}`, ...facts,
    });
    return { id };
  }

  async insert(table: string, row: Facts): Promise<void> {
    const columns = Object.keys(row);
    await this.client.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${String(index + 1)}`).join(', ')})`,
      Object.values(row),
    );
  }
}
