/** SQL for what a booking's contract says, from the rows as they are now: `booking_id, facts` over `bookings b`. Its schedule was written before. */
export const CONTRACT_DRAFT = `
  SELECT b.id, jsonb_build_object(
    'booking_id', b.id, 'reference', upper(right(b.id::text, 8)), 'currency', b.currency, 'time_zone', b.time_zone,
    'landlord_name', o.first_name || ' ' || o.last_name, 'landlord_phone', o.phone, 'landlord_email', o.email,
    'tenant_name', t.first_name || ' ' || t.last_name, 'tenant_phone', t.phone, 'tenant_email', t.email,
    'property', jsonb_build_object('title', p.title, 'address', p.address, 'city', p.city, 'neighborhood', p.neighborhood,
      'property_type', p.property_type, 'bedrooms', p.bedrooms, 'bathrooms', p.bathrooms, 'surface_area', trim_scale(p.surface_area), 'is_furnished', p.is_furnished),
    'rental_type', b.rental_type, 'start_date', b.start_date, 'end_date', b.end_date, 'nights', b.nights, 'guests', b.guests,
    'unit', b.price_breakdown ->> 'unit', 'unit_price', b.price_breakdown ->> 'unit_price', 'total', b.total_amount::text, 'deposit', b.deposit_amount::text,
    'cancellation_policy', b.cancellation_policy, 'rules', p.rules,
    'installments', (SELECT jsonb_agg(jsonb_build_object('sequence', i.sequence, 'period_start', i.period_start, 'period_end', i.period_end,
      'due_date', i.due_date, 'amount', i.amount::text) ORDER BY i.sequence) FROM installments i WHERE i.booking_id = b.id))
  FROM bookings b JOIN properties p ON p.id = b.property_id JOIN users o ON o.id = b.owner_id JOIN users t ON t.id = b.tenant_id`;
