/**
 * Everything the database holds about a person, table by table: what an export shows and what an erasure
 * does. A test holds this page against the schema: a table that refers to people and is not here fails it.
 * `$1` is the person's id throughout.
 */
export interface Holding {
  readonly table: string;
  /** The rows in the export, without what is secret or another person's; absent where there is nothing to show. */
  readonly shown?: { readonly as: string; readonly text: string };
  /** What erasure does, in this order; absent where the record stays and names nobody. A `storage_key` that it returns is of a file to take away. */
  readonly erased?: string;
}

const own = (columns: string, from: string): string => `SELECT ${columns} FROM ${from}`;

export const HOLDINGS: readonly Holding[] = [
  {
    table: 'auth_sessions',
    shown: { as: 'sessions', text: own('id, user_agent, host(ip_address) AS ip_address, created_at, last_used_at, expires_at, ended_at, ended_reason', 'auth_sessions WHERE user_id = $1 ORDER BY id') },
  },
  {
    table: 'api_keys',
    shown: { as: 'api_keys', text: own('id, name, start, scopes, created_at, last_used_at, expires_at', 'api_keys WHERE user_id = $1 ORDER BY id') },
  },
  {
    table: 'webhook_endpoints',
    shown: { as: 'webhooks', text: own('id, url, description, events, active, disabled_reason, disabled_at, failing_since, created_at, updated_at', 'webhook_endpoints WHERE user_id = $1 ORDER BY id') },
    // Their deliveries go with them.
    erased: 'DELETE FROM webhook_endpoints WHERE user_id = $1',
  },
  {
    table: 'webhook_deliveries',
    shown: { as: 'webhook_deliveries', text: own('id, endpoint_id AS webhook_id, event_id, type, status, attempts, response_status, response_excerpt, last_attempt_at, delivered_at, created_at', 'webhook_deliveries WHERE endpoint_id IN (SELECT id FROM webhook_endpoints WHERE user_id = $1) ORDER BY id') },
  },
  {
    table: 'auth_links',
    shown: { as: 'links', text: own('id, purpose, email, created_at, expires_at, used_at', 'auth_links WHERE user_id = $1 ORDER BY id') },
  },
  {
    table: 'auth_codes',
    shown: { as: 'codes', text: own('id, phone, tries, created_at, expires_at, used_at', 'auth_codes WHERE user_id = $1 ORDER BY id') },
  },
  {
    table: 'user_addresses',
    shown: { as: 'addresses', text: own('id, label, address, city, neighborhood, country, latitude::float8, longitude::float8, is_default, created_at, updated_at', 'user_addresses WHERE user_id = $1 ORDER BY id') },
    erased: 'DELETE FROM user_addresses WHERE user_id = $1',
  },
  {
    table: 'user_devices',
    shown: { as: 'devices', text: own('id, token, platform, created_at, last_seen_at', 'user_devices WHERE user_id = $1 ORDER BY id') },
    erased: 'DELETE FROM user_devices WHERE user_id = $1',
  },
  {
    table: 'notification_preferences',
    shown: { as: 'notification_preferences', text: own('type, push, email, sms', 'notification_preferences WHERE user_id = $1 ORDER BY type') },
    erased: 'DELETE FROM notification_preferences WHERE user_id = $1',
  },
  {
    table: 'notifications',
    shown: { as: 'notifications', text: own('id, type, title, content, related_id, is_read, created_at', 'notifications WHERE user_id = $1 ORDER BY id') },
    erased: 'DELETE FROM notifications WHERE user_id = $1',
  },
  {
    table: 'deliveries',
    shown: { as: 'deliveries', text: own('id, channel, template, recipient, status, created_at, sent_at', 'deliveries WHERE user_id = $1 ORDER BY id') },
    erased: 'DELETE FROM deliveries WHERE user_id = $1',
  },
  {
    table: 'favorites',
    shown: { as: 'favorites', text: own('property_id, created_at', 'favorites WHERE user_id = $1 ORDER BY created_at, property_id') },
    erased: 'DELETE FROM favorites WHERE user_id = $1',
  },
  {
    table: 'properties',
    shown: {
      as: 'properties',
      text: own(
        `id, title, description, property_type, rental_type, price::float8, currency, address, city, neighborhood, country, latitude::float8,
         longitude::float8, bedrooms, bathrooms, surface_area::float8, is_furnished, amenities, rules, status, available_from, available_to,
         minimum_stay, deposit_amount::float8, cancellation_policy, withdrawal_reason, created_at, updated_at, deleted_at,
         ARRAY(SELECT image_url FROM property_images i WHERE i.property_id = p.id ORDER BY order_index) AS images,
         (SELECT coalesce(json_agg(json_build_object('start_date', b.start_date, 'end_date', b.end_date, 'note', b.note) ORDER BY b.start_date), '[]')
          FROM property_blocks b WHERE b.property_id = p.id) AS blocks`,
        'properties p WHERE owner_id = $1 ORDER BY id',
      ),
    },
    // The homes stay, because stays and payments speak of them; nobody finds them any more.
    erased: `UPDATE properties SET status = 'inactive', deleted_at = coalesce(deleted_at, now()), updated_at = now() WHERE owner_id = $1`,
  },
  {
    table: 'property_blocks',
    erased: 'UPDATE property_blocks SET note = NULL WHERE note IS NOT NULL AND property_id IN (SELECT id FROM properties WHERE owner_id = $1)',
  },
  {
    // Their addresses open somebody's calendar elsewhere.
    table: 'calendar_imports',
    shown: { as: 'calendar_imports', text: own('id, property_id, url, name, last_fetched_at, created_at', 'calendar_imports WHERE property_id IN (SELECT id FROM properties WHERE owner_id = $1) ORDER BY id') },
    erased: 'DELETE FROM calendar_imports WHERE property_id IN (SELECT id FROM properties WHERE owner_id = $1)',
  },
  {
    table: 'bookings',
    shown: {
      as: 'bookings',
      text: own(
        `id, property_id, CASE WHEN tenant_id = $1 THEN 'tenant' ELSE 'owner' END AS role, start_date, end_date, guests,
         CASE WHEN tenant_id = $1 THEN message END AS message, rental_type, total_amount::float8, currency, deposit_amount::float8,
         deposit_paid::float8, status, cancelled_by, cancellation_reason, refund_amount::float8, created_at, updated_at`,
        'bookings WHERE tenant_id = $1 OR owner_id = $1 ORDER BY id',
      ),
    },
    // Who stayed where, when and for how much is a contract; what they wrote about it is not.
    erased: `UPDATE bookings SET message = CASE WHEN tenant_id = $1 THEN NULL ELSE message END,
        cancellation_reason = CASE cancelled_by WHEN CASE WHEN tenant_id = $1 THEN 'tenant' ELSE 'owner' END THEN NULL ELSE cancellation_reason END
      WHERE (tenant_id = $1 OR owner_id = $1) AND (message IS NOT NULL OR cancellation_reason IS NOT NULL)`,
  },
  {
    table: 'booking_transitions',
    shown: { as: 'booking_transitions', text: own('booking_id, transition, from_status, to_status, reason, created_at', 'booking_transitions WHERE actor_id = $1 ORDER BY id') },
    erased: 'UPDATE booking_transitions SET reason = NULL WHERE actor_id = $1 AND reason IS NOT NULL',
  },
  {
    table: 'installments',
    shown: {
      as: 'installments',
      text: own(
        `id, booking_id, sequence, period_start, period_end, due_date, amount::float8, paid_amount::float8, currency, status`,
        'installments WHERE tenant_id = $1 OR owner_id = $1 ORDER BY id',
      ),
    },
  },
  {
    table: 'contracts',
    shown: { as: 'contracts', text: own(`booking_id, facts - CASE WHEN tenant_id = $1 THEN '{landlord_phone,landlord_email}'::text[] ELSE '{tenant_phone,tenant_email}' END AS facts, c.created_at`, 'contracts c JOIN bookings b ON b.id = c.booking_id WHERE tenant_id = $1 OR owner_id = $1 ORDER BY booking_id') },
    // Who agreed on what stays; where they could be reached does not.
    erased: `UPDATE contracts c SET facts = facts || CASE WHEN b.tenant_id = $1 THEN '{"tenant_phone": null, "tenant_email": "–"}'::jsonb
        ELSE '{"landlord_phone": null, "landlord_email": "–"}'::jsonb END
      FROM bookings b WHERE b.id = c.booking_id AND (b.tenant_id = $1 OR b.owner_id = $1)`,
  },
  {
    table: 'payments',
    shown: {
      as: 'payments',
      text: own(
        `id, CASE WHEN payer_id = $1 THEN 'payer' ELSE 'payee' END AS role, booking_id, service_request_id, installment_id, amount::float8,
         refunded_amount::float8, currency, payment_method, transaction_id, CASE WHEN payer_id = $1 THEN phone END AS phone, status, payment_type,
         description, created_at, updated_at, completed_at`,
        'payments WHERE payer_id = $1 OR payee_id = $1 ORDER BY id',
      ),
    },
    erased: 'UPDATE payments SET phone = NULL WHERE payer_id = $1 AND phone IS NOT NULL',
  },
  {
    // Providers write the payer's name and number into what they send, of refunds too.
    table: 'payment_events',
    erased: `WITH told AS (SELECT reference, transaction_id FROM payments WHERE payer_id = $1
        UNION ALL SELECT f.reference, f.transaction_id FROM refunds f JOIN payments p ON p.id = f.payment_id WHERE p.payer_id = $1)
      UPDATE payment_events SET body = NULL WHERE body IS NOT NULL AND (reference IN (SELECT reference FROM told) OR transaction_id IN (SELECT transaction_id FROM told))`,
  },
  {
    table: 'refunds',
    shown: {
      as: 'refunds',
      text: own('id, payment_id, amount::float8, currency, reason, cause, status, created_at, completed_at', 'refunds WHERE payment_id IN (SELECT id FROM payments WHERE payer_id = $1 OR payee_id = $1) ORDER BY id'),
    },
    erased: `UPDATE refunds SET reason = '–' WHERE requested_by = $1 AND cause = 'manual'`,
  },
  {
    // Proof of what was paid by whom: it stays.
    table: 'receipts',
    shown: {
      as: 'receipts',
      text: own(`year, number, code, facts, issued_at`, 'receipts WHERE payment_id IN (SELECT id FROM payments WHERE payer_id = $1 OR payee_id = $1) ORDER BY id'),
    },
  },
  {
    table: 'service_providers',
    shown: {
      as: 'service_providers',
      text: own('id, company_name, bio, services, service_areas, hourly_rate::float8, latitude::float8, longitude::float8, is_verified, rating::float8, reviews_count, total_jobs, created_at, updated_at', 'service_providers WHERE user_id = $1'),
    },
    erased: `UPDATE service_providers SET company_name = NULL, bio = NULL, services = '[]', service_areas = '[]', hourly_rate = NULL, latitude = NULL, longitude = NULL, is_verified = false, updated_at = now()
      WHERE user_id = $1`,
  },
  {
    table: 'service_requests',
    shown: { as: 'service_requests', text: own(`id, CASE WHEN requester_id = $1 THEN 'requester' ELSE 'provider' END AS role, service_id, property_id, title, CASE WHEN requester_id = $1 THEN description END AS description, city,
      urgency, status, preferred_date, price::float8, paid_at, assigned_at, started_at, done_at, completed_at, cancelled_at, created_at, updated_at`, 'service_requests WHERE requester_id = $1 OR provider_user_id = $1 ORDER BY id') },
    // Nobody waits for quotes any more. Work that is agreed on stands in the way of erasure.
    erased: `UPDATE service_requests SET title = '—', description = '—', updated_at = now(), status = CASE WHEN status IN ('open', 'quoted') THEN 'cancelled' ELSE status END,
        cancelled_at = CASE WHEN status IN ('open', 'quoted') THEN now() ELSE cancelled_at END
      WHERE requester_id = $1`,
  },
  {
    table: 'service_quotes',
    shown: { as: 'service_quotes', text: own('id, service_request_id, amount::float8, description, estimated_duration, status, created_at, updated_at', 'service_quotes WHERE provider_id IN (SELECT id FROM service_providers WHERE user_id = $1) ORDER BY id') },
    // A request whose last quote goes is open again.
    erased: `WITH gone AS (UPDATE service_quotes q SET status = CASE status WHEN 'pending' THEN 'rejected' ELSE status END, updated_at = now(),
        description = CASE WHEN q.provider_id IN (SELECT id FROM service_providers WHERE user_id = $1) THEN NULL ELSE description END
      WHERE q.provider_id IN (SELECT id FROM service_providers WHERE user_id = $1)
        OR q.status = 'pending' AND q.service_request_id IN (SELECT id FROM service_requests WHERE requester_id = $1) RETURNING q.id, q.service_request_id)
      UPDATE service_requests r SET status = 'open', updated_at = now() WHERE r.status = 'quoted' AND r.id IN (SELECT service_request_id FROM gone)
        AND NOT EXISTS (SELECT 1 FROM service_quotes o WHERE o.service_request_id = r.id AND o.status = 'pending' AND o.id NOT IN (SELECT id FROM gone))`,
  },
  {
    table: 'service_request_transitions',
    shown: { as: 'service_request_transitions', text: own('service_request_id, transition, from_status, to_status, created_at', 'service_request_transitions WHERE actor_id = $1 ORDER BY id') },
  },
  {
    table: 'messages',
    shown: {
      as: 'messages',
      text: own(
        `id, CASE WHEN sender_id = $1 THEN 'sent' ELSE 'received' END AS direction, property_id, service_request_id, content,
         EXISTS (SELECT 1 FROM conversations c WHERE c.user_id = m.receiver_id AND c.partner_id = m.sender_id AND c.read_seq >= m.receiver_seq) AS is_read, created_at`,
        'messages m WHERE sender_id = $1 OR receiver_id = $1 ORDER BY id',
      ),
    },
    erased: `UPDATE messages SET content = '—' WHERE sender_id = $1`,
  },
  {
    // The other side keeps its own.
    table: 'conversations',
    erased: 'DELETE FROM conversations WHERE user_id = $1',
  },
  {
    // A number without a name.
    table: 'message_feeds',
  },
  {
    table: 'user_blocks',
    shown: { as: 'blocked_users', text: own('blocked_id, created_at', 'user_blocks WHERE blocker_id = $1 ORDER BY created_at, blocked_id') },
    erased: 'DELETE FROM user_blocks WHERE $1 IN (blocker_id, blocked_id)',
  },
  {
    // Reviews stay for those who choose by them; their author has become nobody.
    table: 'reviews',
    shown: { as: 'reviews', text: own('id, property_id, provider_id, booking_id, service_request_id, rating, comment, created_at, updated_at', 'reviews WHERE reviewer_id = $1 ORDER BY id') },
  },
  {
    // That somebody reported something stays; in which words goes.
    table: 'reports',
    shown: { as: 'reports', text: own('id, subject_type, subject_id, reason, comment, status, created_at', 'reports WHERE reporter_id = $1 ORDER BY id') },
    erased: 'UPDATE reports SET comment = NULL WHERE reporter_id = $1 AND comment IS NOT NULL',
  },
  {
    table: 'identity_verifications',
    shown: { as: 'identity_verifications', text: own('id, document_type, status, reason, created_at, decided_at', 'identity_verifications WHERE user_id = $1 ORDER BY id') },
    erased: 'DELETE FROM identity_verifications WHERE user_id = $1',
  },
  {
    table: 'documents',
    shown: { as: 'documents', text: own('id, purpose, content_type, size, created_at', 'documents WHERE owner_id = $1 ORDER BY id') },
    erased: 'DELETE FROM documents WHERE owner_id = $1 RETURNING storage_key',
  },
  {
    // What admins did stays, and nobody can change it: it holds ids, states and the address that they came from.
    table: 'audit_logs',
    shown: { as: 'audit_logs', text: own('id, action, subject_type, subject_id, host(client_address) AS client_address, created_at', 'audit_logs WHERE actor_id = $1 ORDER BY id') },
  },
  {
    table: 'users',
    erased: `UPDATE users SET email = 'erased-' || id || '@erased.invalid', phone = NULL, password_hash = $2, first_name = 'Compte',
        last_name = 'supprimé', avatar_url = NULL, is_active = false, is_verified = false, is_phone_verified = false, identity_verified_at = NULL,
        referral_code = $3, referred_by = NULL, erased_at = now(), updated_at = now()
      WHERE id = $1`,
  },
];
