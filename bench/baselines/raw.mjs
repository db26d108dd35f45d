/**
 * What the hardware gives: bare Fastify and `pg`, one named prepared statement an answer, nothing else. The same answers
 * as the product's, field by field; `raw-json` lets PostgreSQL build the text and passes it through, `raw-rows` takes
 * rows and builds it here. Written as somebody would who knows the tables and writes for one answer only.
 */
import process from 'node:process';

import Fastify from 'fastify';
import { jwtVerify } from 'jose';
import pg from 'pg';

import { bookWith } from './raw-booking.mjs';
import { listObject, homeColumns, homeFromRow, meObject } from './raw-sql.mjs';

const { DATABASE_URL, POOL_SIZE, SECRET_KEY, PORT, HOST, ISSUER } = process.env;
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL_SIZE) });
const key = new TextEncoder().encode(SECRET_KEY);
const app = Fastify();

const FROM = 'FROM properties p JOIN users u ON u.id = p.owner_id LEFT JOIN property_views v ON v.property_id = p.id';
const PAGE = `WHERE p.status = 'published' AND p.city_key = $1 ORDER BY p.created_at DESC, p.id DESC LIMIT 20`;
const NEAREST = `FROM (SELECT p.*, ST_Distance(p.location, point) AS metres
    FROM properties p, (SELECT ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography AS point) here
    WHERE p.status = 'published' ORDER BY p.location <-> ST_SetSRID(ST_MakePoint($1::float8, $2::float8), 4326)::geography LIMIT 65) p
  JOIN users u ON u.id = p.owner_id LEFT JOIN property_views v ON v.property_id = p.id WHERE p.metres <= 5000 ORDER BY p.metres, p.id LIMIT 50`;

const statements = {
  'list-json': `SELECT coalesce(json_agg(home), '[]')::text AS json FROM (SELECT ${listObject({ images: 'primary' })} AS home ${FROM} ${PAGE}) page`,
  'list-rows': `SELECT ${homeColumns()} ${FROM} ${PAGE}`,
  'nearby-json': `SELECT coalesce(json_agg(home), '[]')::text AS json FROM (SELECT ${listObject({ images: 'primary', metres: 'p.metres' })} AS home ${NEAREST}) page`,
  'nearby-rows': `SELECT ${homeColumns()}, p.metres ${NEAREST}`,
  'detail-json': `SELECT ${listObject({ images: 'all' })}::text AS json ${FROM} WHERE p.id = $1 AND p.status = 'published'`,
  me: `SELECT ${meObject()}::text AS json FROM users WHERE id = $1`,
};

async function rows(name, values) {
  return (await pool.query({ name, text: statements[name], values })).rows;
}

async function json(name, values, reply) {
  const [row] = await rows(name, values);
  reply.header('content-type', 'application/json; charset=utf-8');
  return row.json;
}

const folded = (city) => city.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
const point = ({ latitude, longitude }) => [Number(longitude), Number(latitude)];

app.get('/ready', () => 'ready');
app.get('/json/list', (request, reply) => json('list-json', [folded(request.query.city)], reply));
app.get('/rows/list', async (request) => (await rows('list-rows', [folded(request.query.city)])).map(homeFromRow));
app.get('/json/nearby', (request, reply) => json('nearby-json', point(request.query), reply));
app.get('/rows/nearby', async (request) => (await rows('nearby-rows', point(request.query))).map(homeFromRow));
app.get('/json/detail/:id', (request, reply) => json('detail-json', [request.params.id], reply));

/** Who sends a request: the same token, verified the same way. */
async function bearer(request) {
  const { payload } = await jwtVerify(request.headers.authorization.slice('Bearer '.length), key, {
    algorithms: ['HS256'], issuer: ISSUER, audience: 'lokahome', requiredClaims: ['sub', 'sid', 'role', 'exp', 'jti', 'iat'],
  });
  return payload.sub;
}

app.get('/me', async (request, reply) => json('me', [await bearer(request)], reply));
app.post('/bookings', async (request, reply) => {
  const booking = await bookWith(pool, await bearer(request), request.body, request.headers['idempotency-key']);
  return reply.code(booking ? 201 : 409).send(booking ?? { code: 'dates_unavailable' });
});

await app.listen({ port: Number(PORT), host: HOST });
process.once('SIGTERM', () => void app.close().then(() => pool.end()));
