/**
 * Who gets what answer from which route: the whole of the house's doors on one page. A row is called on fresh records
 * that belong to the tenant (stays, addresses, notes, devices, sessions) and the landlord (homes); a row in brackets
 * is the same route on another record. See route-calls.ts for what exactly is sent.
 */
export const ACTORS = ['anonymous', 'tenant (the party)', 'other tenant', 'landlord (the owner)', 'other landlord', 'provider', 'other provider', 'admin'] as const;
export type ActorName = (typeof ACTORS)[number];

type Row = readonly [number, number, number, number, number, number, number, number];
const everyone = (status: number): Row => [status, status, status, status, status, status, status, status];
const signedIn = (status: number): Row => [401, status, status, status, status, status, status, status];

// prettier-ignore
export const EXPECTATIONS: Readonly<Record<string, Row>> = {
  //                                                   anonymous tenant other landlord other provider other admin
  'GET /':                                             everyone(200),
  'GET /health':                                       everyone(200),
  'GET /health/detailed':                              everyone(200),
  'GET /ready':                                        everyone(200),
  'GET /metrics':                                      everyone(200),
  'GET /api/v1/health':                                everyone(200),
  'GET /api/v1/health/detailed':                       everyone(200),
  'GET /api/v1/ready':                                 everyone(200),
  'GET /.well-known/jwks.json':                        everyone(200),

  'POST /api/v1/auth/register':                        everyone(201),
  'POST /api/v1/auth/register (as an admin)':          everyone(422),
  'POST /api/v1/auth/login':                           everyone(200),
  'POST /api/v1/auth/refresh':                         everyone(200),
  'POST /api/v1/auth/forgot-password':                 everyone(202),
  'POST /api/v1/auth/reset-password':                  everyone(204),
  'POST /api/v1/auth/verify-email':                    everyone(200),
  'POST /api/v1/auth/verify-phone':                    everyone(200),
  'POST /api/v1/auth/send-otp':                        everyone(202),
  'POST /api/v1/auth/verify-otp':                      everyone(200),
  'POST /api/v1/auth/logout':                          signedIn(204),
  'POST /api/v1/auth/change-password':                 signedIn(204),
  'GET /api/v1/auth/sessions':                         signedIn(200),
  'DELETE /api/v1/auth/sessions/:id':                  [401, 204, 404, 404, 404, 404, 404, 404],

  'GET /api/v1/users/:user_id':                        everyone(200),
  'GET /api/v1/users/me':                              signedIn(200),
  'PUT /api/v1/users/me':                              signedIn(200),
  'DELETE /api/v1/users/me':                           signedIn(204),
  'DELETE /api/v1/users/me (with an open stay)':       [401, 409, 204, 409, 204, 204, 204, 204],
  'GET /api/v1/users/me/export':                       signedIn(200),
  'POST /api/v1/users/me/avatar':                      signedIn(200),
  'POST /api/v1/uploads/avatar':                       signedIn(200),
  'GET /api/v1/users/me/addresses':                    signedIn(200),
  'POST /api/v1/users/me/addresses':                   signedIn(201),
  'PUT /api/v1/users/me/addresses/:id':                [401, 200, 404, 404, 404, 404, 404, 404],
  'DELETE /api/v1/users/me/addresses/:id':             [401, 204, 404, 404, 404, 404, 404, 404],
  'POST /api/v1/users/me/devices':                     signedIn(201),
  'DELETE /api/v1/users/me/devices/:id':               [401, 204, 404, 404, 404, 404, 404, 404],
  'GET /api/v1/users/me/notification-preferences':     signedIn(200),
  'PUT /api/v1/users/me/notification-preferences':     signedIn(200),
  'GET /api/v1/users/me/favorites':                    [401, 200, 200, 200, 200, 403, 403, 200],

  'GET /api/v1/properties':                            everyone(200),
  'GET /api/v1/properties/search':                     everyone(200),
  'GET /api/v1/properties/nearby':                     everyone(200),
  'GET /api/v1/amenities':                             everyone(200),
  'POST /api/v1/amenities':                            [401, 403, 403, 403, 403, 403, 403, 201],
  'PUT /api/v1/amenities/:code':                       [401, 403, 403, 403, 403, 403, 403, 200],
  'DELETE /api/v1/amenities/:code':                    [401, 403, 403, 403, 403, 403, 403, 204],
  'POST /api/v1/properties':                           [401, 403, 403, 201, 201, 403, 403, 201],
  'GET /api/v1/properties/:id':                        everyone(200),
  'GET /api/v1/properties/:id (rented)':               everyone(200),
  'GET /api/v1/properties/:id (a draft)':              [404, 404, 404, 200, 404, 404, 404, 200],
  'GET /api/v1/properties/:id (inactive)':             [404, 404, 404, 200, 404, 404, 404, 200],
  'GET /api/v1/properties/:id (deleted)':              everyone(404),
  'PUT /api/v1/properties/:id':                        [401, 403, 403, 200, 403, 403, 403, 200],
  'PUT /api/v1/properties/:id (a draft)':              [401, 403, 403, 200, 404, 403, 403, 200],
  'PUT /api/v1/properties/:id (published by this)':    [401, 403, 403, 200, 404, 403, 403, 200],
  'PUT /api/v1/properties/:id (deleted)':              [401, 403, 403, 404, 404, 403, 403, 404],
  'DELETE /api/v1/properties/:id':                     [401, 403, 403, 204, 403, 403, 403, 204],
  'DELETE /api/v1/properties/:id (a draft)':           [401, 403, 403, 204, 404, 403, 403, 204],
  'DELETE /api/v1/properties/:id (with an open stay)': [401, 403, 403, 409, 403, 403, 403, 409],
  'POST /api/v1/properties/:id/images':                [401, 403, 403, 201, 403, 403, 403, 201],
  'POST /api/v1/uploads/images/property/:id':          [401, 403, 403, 201, 403, 403, 403, 201],
  'PUT /api/v1/properties/:id/images/order':           [401, 403, 403, 200, 403, 403, 403, 200],
  'DELETE /api/v1/properties/:id/images/:image_id':    [401, 403, 403, 204, 403, 403, 403, 204],
  'DELETE /api/v1/properties/:id/images/:image_id (of another home)': [401, 403, 403, 404, 403, 403, 403, 404],
  'POST /api/v1/properties/:id/favorite':              [401, 200, 200, 200, 200, 403, 403, 200],
  'POST /api/v1/properties/:id/favorite (a draft)':    [401, 404, 404, 403, 404, 403, 403, 200],
  'DELETE /api/v1/properties/:id/favorite':            [401, 200, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/properties/:id/availability':           everyone(200),
  'GET /api/v1/properties/:id/availability (a draft)': [404, 404, 404, 200, 404, 404, 404, 200],
  'GET /api/v1/properties/:id/blocks':                 [401, 403, 403, 200, 403, 403, 403, 200],
  'POST /api/v1/properties/:id/blocks':                [401, 403, 403, 201, 403, 403, 403, 201],
  'POST /api/v1/properties/:id/blocks (a draft)':      [401, 403, 403, 201, 404, 403, 403, 201],
  'DELETE /api/v1/properties/:id/blocks/:block_id':    [401, 403, 403, 204, 403, 403, 403, 204],
  'DELETE /api/v1/properties/:id/blocks/:block_id (of another home)': [401, 403, 403, 404, 403, 403, 403, 404],

  'POST /api/v1/bookings':                             [401, 201, 201, 403, 403, 403, 403, 403],
  'GET /api/v1/bookings/my-bookings':                  [401, 200, 200, 403, 403, 403, 403, 403],
  'GET /api/v1/bookings/my-properties':                [401, 403, 403, 200, 200, 403, 403, 403],
  'GET /api/v1/bookings/:id':                          [401, 200, 404, 200, 404, 403, 403, 200],
  'PUT /api/v1/bookings/:id/accept':                   [401, 403, 403, 200, 404, 403, 403, 403],
  'PUT /api/v1/bookings/:id/accept (a second time)':   [401, 403, 403, 409, 404, 403, 403, 403],
  'PUT /api/v1/bookings/:id/reject':                   [401, 403, 403, 200, 404, 403, 403, 403],
  'PUT /api/v1/bookings/:id/cancel':                   [401, 200, 404, 200, 404, 403, 403, 200],
  'PUT /api/v1/bookings/:id/cancel (a second time)':   [401, 409, 404, 409, 404, 403, 403, 409],

  'GET /api/v1/notifications':                         signedIn(200),
  'GET /api/v1/notifications/unread-count':            signedIn(200),
  'PUT /api/v1/notifications/read-all':                signedIn(200),
  'PUT /api/v1/notifications/:id/read':                [401, 200, 404, 404, 404, 404, 404, 404],
};
