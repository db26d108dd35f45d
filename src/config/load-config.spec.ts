import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './load-config.js';
import { DEVELOPMENT_FILES_KEY, DEVELOPMENT_SECRET, environmentSchema, requirements } from './schema.js';

const needed = { DATABASE_URL: 'postgres://loka:geheim@db:5432/loka', REDIS_URL: 'redis://redis:6379' };
const load = (variables: Record<string, string | undefined> = {}): ReturnType<typeof loadConfig> => loadConfig({ ...needed, ...variables });

function refusalOf(variables: Record<string, string | undefined>): string {
  try {
    load(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

const filesKey = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

/** One wrong value of every variable and what its line must say is expected. */
const wrong: readonly [keyof typeof environmentSchema.shape, string, string][] = [
  ['NODE_ENV', 'staging', 'one of development, test, production'],
  ['PORT', '65536', 'a whole number from 0 to 65535'],
  ['PORT', '80.5', 'a whole number from 0 to 65535'],
  ['PORT', '9'.repeat(400), 'a whole number from 0 to 65535'],
  ['HOST', '  ', 'a value'],
  ['PROJECT_NAME', ' ', 'a value'],
  ['VERSION', ' ', 'a value'],
  ['API_V1_STR', '/api/v2', 'the fixed prefix /api/v1'],
  ['API_URL', 'localhost:8000', 'an http(s) address'],
  ['APP_URL', 'ftp://app', 'an http(s) address'],
  ['BACKEND_CORS_ORIGINS', '*', 'a JSON array or a comma-separated list of origins'],
  ['BACKEND_CORS_ORIGINS', '["http://a.example"', 'a JSON array or a comma-separated list of origins'],
  ['BACKEND_CORS_ORIGINS', '[1]', 'a JSON array or a comma-separated list of origins'],
  ['BACKEND_CORS_ORIGINS', 'https://a.example/', 'a JSON array or a comma-separated list of origins'],
  ['BACKEND_CORS_ORIGINS', 'https://a.example/app', 'a JSON array or a comma-separated list of origins'],
  ['TRUST_PROXY', 'true', 'false, a number of hops, or a list of proxy addresses'],
  ['TRUST_PROXY', 'fade', 'false, a number of hops, or a list of proxy addresses'],
  ['TRUST_PROXY', '10.0.0.0/33', 'false, a number of hops, or a list of proxy addresses'],
  ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent'],
  ['LOG_FORMAT', 'xml', 'one of json, pretty'],
  ['DEFAULT_LOCALE', 'de', 'one of fr, en'],
  ['TZ_BUSINESS', 'Africa/Wakanda', 'an IANA time zone'],
  ['TZ_BUSINESS', '+01:00', 'an IANA time zone'],
  ['SECRET_KEY', 'short', 'at least 32 characters'],
  ['ALGORITHM', 'none', 'one of HS256, RS256, ES256, EdDSA'],
  ['JWT_PRIVATE_KEY_PATH', ' ', 'a value'],
  ['JWT_PUBLIC_KEY_PATH', ' ', 'a value'],
  ['ACCESS_TOKEN_EXPIRE_MINUTES', '0', 'a whole number from 1 to 1440'],
  ['REFRESH_TOKEN_EXPIRE_DAYS', '366', 'a whole number from 1 to 365'],
  ['DATABASE_URL', 'mysql://root:geheim@db/loka', 'a postgres:// address'],
  ['DATABASE_REPLICA_URLS', 'postgres://r1/loka,r2/loka', 'postgres:// addresses separated by commas'],
  ['DATABASE_REPLICA_MAX_LAG_MS', '50', 'a whole number from 100 to 600000'],
  ['DATABASE_POOL_SIZE', '1', 'a whole number from 2 to 500'],
  ['DATABASE_STATEMENT_TIMEOUT_MS', '-1', 'a whole number from 100 to 600000'],
  ['REDIS_URL', 'http://redis:6379', 'a redis:// address'],
  ['OUTBOX_LEASE_SECONDS', '1', 'a whole number from 5 to 600'],
  ['RATE_LIMIT_ENABLED', 'yes', 'one of true, false'],
  ['RATE_LIMIT_AUTH', '0', 'a whole number from 1 to 1000000'],
  ['RATE_LIMIT_SEARCH', '-3', 'a whole number from 1 to 1000000'],
  ['RATE_LIMIT_SEARCH_AUTHENTICATED', '1e3', 'a whole number from 1 to 1000000'],
  ['RATE_LIMIT_BOOKING', 'many', 'a whole number from 1 to 1000000'],
  ['RATE_LIMIT_DEFAULT', '0x10', 'a whole number from 1 to 1000000'],
  ['RATE_LIMIT_SOCKET', '5', 'a whole number from 20 to 1000000'],
  ['BOOKING_PENDING_HOURS', '0', 'a whole number from 1 to 720'],
  ['RENT_REMINDER_DAYS', '-7;-3', 'whole days up to 999 separated by commas'],
  ['RENT_REMINDER_DAYS', '-40000,0', 'whole days up to 999 separated by commas'],
  ['STORAGE_DRIVER', 'gcs', 'one of local, s3'],
  ['STORAGE_LOCAL_PATH', ' ', 'a value'],
  ['S3_ENDPOINT_URL', 'minio:9000', 'an http(s) address'],
  ['AWS_ACCESS_KEY_ID', ' ', 'a value'],
  ['AWS_SECRET_ACCESS_KEY', ' ', 'a value'],
  ['AWS_REGION', ' ', 'a value'],
  ['S3_BUCKET_NAME', ' ', 'a value'],
  ['S3_PUBLIC_URL', 'cdn', 'an http(s) address'],
  ['FILES_ENC_KEYS', 'short', 'keys of 32 bytes in base64 separated by commas'],
  ['FILES_ENC_KEYS', `${filesKey(1)},${filesKey(2).slice(2)}`, 'keys of 32 bytes in base64 separated by commas'],
  ['FILES_ENC_KEYS', `${filesKey(1)},${filesKey(1)}`, 'keys of 32 bytes in base64 separated by commas, each once'],
  ['BACKUP_TO', ' ', 'a value'],
  ['BACKUP_KEEP', '7 days', 'all, or how many days, weeks and months: 7,4,6'],
  ['BACKUP_KEEP', '7,4,6,1', 'all, or how many days, weeks and months: 7,4,6'],
  ['BACKUP_S3_BUCKET', ' ', 'a value'],
  ['BACKUP_S3_ENDPOINT_URL', 'store', 'an http(s) address'],
  ['BACKUP_S3_REGION', ' ', 'a value'],
  ['BACKUP_S3_ACCESS_KEY_ID', ' ', 'a value'],
  ['BACKUP_S3_SECRET_ACCESS_KEY', ' ', 'a value'],
  ['MAIL_SERVER', ' ', 'a value'],
  ['MAIL_PORT', '0', 'a whole number from 1 to 65535'],
  ['MAIL_USERNAME', ' ', 'a value'],
  ['MAIL_PASSWORD', ' ', 'a value'],
  ['MAIL_FROM', ' ', 'a value'],
  ['MAIL_STARTTLS', '1', 'one of true, false'],
  ['SMS_PROVIDER', 'pigeon', 'one of log, twilio, africastalking'],
  ['TWILIO_ACCOUNT_SID', ' ', 'a value'],
  ['TWILIO_AUTH_TOKEN', ' ', 'a value'],
  ['TWILIO_PHONE_NUMBER', ' ', 'a value'],
  ['TWILIO_API_URL', 'twilio', 'an http(s) address'],
  ['AT_USERNAME', ' ', 'a value'],
  ['AT_API_KEY', ' ', 'a value'],
  ['AT_SENDER_ID', ' ', 'a value'],
  ['AT_API_URL', 'at', 'an http(s) address'],
  ['FEDAPAY_SECRET_KEY', ' ', 'a value'],
  ['FEDAPAY_WEBHOOK_SECRET', ' ', 'a value'],
  ['MTN_API_USER', ' ', 'a value'],
  ['MTN_API_KEY', ' ', 'a value'],
  ['MTN_SUBSCRIPTION_KEY', ' ', 'a value'],
  ['MTN_DISBURSEMENT_SUBSCRIPTION_KEY', ' ', 'a value'],
  ['STRIPE_SECRET_KEY', ' ', 'a value'],
  ['STRIPE_WEBHOOK_SECRET', ' ', 'a value'],
  ['FIREBASE_CREDENTIALS_PATH', ' ', 'a value'],
  ['PAYMENTS_SANDBOX', 'on', 'one of true, false'],
  ['FEDAPAY_ENVIRONMENT', 'test', 'one of sandbox, live'],
  ['FEDAPAY_API_URL', 'fedapay', 'an http(s) address'],
  ['FEDAPAY_PUSH_PATH', '/v1/mtn', 'a path with {mode} in it'],
  ['FEDAPAY_PHONE_PLAN', 'old', 'one of new, legacy'],
  ['PAYMENT_ROUTE_MTN_MOMO', 'moov', 'one of mtn, fedapay'],
  ['MTN_API_URL', 'mtn', 'an http(s) address'],
  ['MTN_ENVIRONMENT', 'MTN Benin', 'sandbox, mtnbenin, mtnivorycoast …'],
  ['MTN_CALLBACK_SECRET', 'short', 'at least 24 letters, digits, - or _'],
  ['MTN_PHONE_PLAN', 'old', 'one of new, legacy'],
  ['PAYMENT_CALL_SECONDS', '60', 'a whole number from 2 to 30'],
  ['STRIPE_API_URL', 'stripe', 'an http(s) address'],
  ['PUSH_PROVIDER', 'pigeon', 'one of log, fcm'],
  ['FCM_API_URL', 'fcm', 'an http(s) address'],
  ['GEOCODER', 'google', 'one of none, nominatim'],
  ['NOMINATIM_URL', 'osm', 'an http(s) address'],
  ['GEOCODER_USER_AGENT', ' ', 'a value'],
  ['CALENDAR_ALLOW_PRIVATE', 'yes', 'one of true, false'],
  ['WEBHOOKS_ALLOW_PRIVATE', 'yes', 'one of true, false'],
  ['WEBHOOK_TIMEOUT_SECONDS', '31', 'a whole number from 1 to 30'],
  ['METRICS_TOKEN', 'short', 'at least 16 characters'],
  ['WORKER_PORT', '0', 'a whole number from 1 to 65535'],
  ['SENTRY_DSN', 'https://sentry.example.com/42', 'the DSN of a Sentry project, https://key@host/number'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'an http(s) address'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'Bearer abc', 'name=value pairs separated by commas'],
  ['OTEL_TRACES_SAMPLER_ARG', '10%', 'a number from 0 to 1'],
];

describe('the configuration', () => {
  it.each(wrong)('refuses %s=%j in one line that names it and says what is expected', (name, value, expectation) => {
    const line = refusalOf({ [name]: value });
    expect(line.startsWith(`${name}=`)).toBe(true);
    expect(line).toContain(`is not usable: expected ${expectation}`);
    expect(line).not.toContain('\n');
  });

  it('has a wrong value tried for every variable that can be wrong', () => {
    const tried = new Set(wrong.map(([name]) => name));
    expect(Object.keys(environmentSchema.shape).filter((name) => !tried.has(name as never))).toEqual([]);
  });

  it('shows a wrong value, on one line whatever it holds', () => {
    expect(refusalOf({ PORT: 'eight\nthousand' })).toBe('PORT="eight\\nthousand" is not usable: expected a whole number from 0 to 65535');
    expect(refusalOf({ ACCESS_TOKEN_EXPIRE_MINUTES: 'soon' })).toContain('ACCESS_TOKEN_EXPIRE_MINUTES="soon"');
  });

  it.each(['SECRET_KEY', 'DATABASE_URL', 'DATABASE_REPLICA_URLS', 'REDIS_URL', 'FILES_ENC_KEYS', 'METRICS_TOKEN'] as const)('hides the value of %s', (name) => {
    expect(refusalOf({ [name]: 'geheim' })).toMatch(new RegExp(`^${name}=\\(hidden\\) is not usable: expected `));
  });

  it('hides a password inside of any address', () => {
    const line = refusalOf({ S3_ENDPOINT_URL: 'ftp://minio:geheim@store:9000' });
    expect(line).toContain('S3_ENDPOINT_URL="ftp://(hidden)@store:9000"');
    expect(line).not.toContain('geheim');
  });

  it.each(['DATABASE_URL', 'REDIS_URL'] as const)('asks for %s, also where it is empty', (name) => {
    for (const value of [undefined, '']) {
      expect(refusalOf({ [name]: value })).toMatch(new RegExp(`^${name}=\\(not set\\) is not usable: expected a (postgres|redis):// address$`));
    }
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ PORT: '', MAIL_SERVER: '' })).toEqual(load());
  });

  it('keeps backups out of the bucket whose pictures anyone can read', () => {
    expect(refusalOf({ BACKUP_TO: '/backups', BACKUP_S3_BUCKET: 'homes', S3_BUCKET_NAME: 'homes' })).toContain('BACKUP_S3_BUCKET is the bucket of the files');
    expect(load({ BACKUP_KEEP: '14,8' }).BACKUP_KEEP).toEqual({ daily: 14, weekly: 8, monthly: 0 });
    expect(load({ BACKUP_KEEP: 'all' }).BACKUP_KEEP).toBeNull();
  });

  it.each(requirements.map(([name, , why]) => [name, why] as const))('asks for %s where a choice makes it necessary (%s)', (name, why) => {
    const choice = {
      ALGORITHM: name.startsWith('JWT_') ? 'EdDSA' : 'HS256',
      STORAGE_DRIVER: /^(AWS|S3)_/.test(name) ? 's3' : 'local',
      SMS_PROVIDER: name.startsWith('TWILIO_') ? 'twilio' : name.startsWith('AT_') ? 'africastalking' : 'log',
      NODE_ENV: name === 'MAIL_SERVER' ? 'production' : 'test',
      SECRET_KEY: 'a secret of our own, long enough to stand',
      FILES_ENC_KEYS: filesKey(1),
      ...(name === 'FIREBASE_CREDENTIALS_PATH' && { PUSH_PROVIDER: 'fcm' }),
      ...(name === 'BACKUP_TO' && { BACKUP_S3_BUCKET: 'backups' }),
      ...(name === 'BACKUP_S3_SECRET_ACCESS_KEY' && { BACKUP_S3_ACCESS_KEY_ID: 'something' }),
      ...(name === 'FEDAPAY_WEBHOOK_SECRET' && { FEDAPAY_SECRET_KEY: 'something' }),
      ...(name === 'STRIPE_WEBHOOK_SECRET' && { STRIPE_SECRET_KEY: 'something' }),
      ...(name === 'MTN_API_USER' ? { PAYMENT_ROUTE_MTN_MOMO: 'mtn' } : name.startsWith('MTN_') && { MTN_API_USER: 'something' }),
    };
    // MTN_API_USER asks for the other MTN variables by itself.
    const others = requirements.filter(([other]) => other !== name && other !== 'MTN_API_USER');
    const rest = Object.fromEntries(others.map(([other]) => [other, other.endsWith('URL') ? 'https://x.example' : 'something-that-is-long-enough']));
    expect(refusalOf({ ...rest, ...choice })).toBe(`${name} is not set: ${why}`);
    expect(load(rest)).toBeDefined();
  });

  it('is frozen', () => {
    expect(Object.isFrozen(load())).toBe(true);
  });
});

describe('production', () => {
  const production = { NODE_ENV: 'production', MAIL_SERVER: 'smtp.example.com', FILES_ENC_KEYS: filesKey(1) };

  it('refuses the secret that everybody can read in the source, said or unsaid', () => {
    for (const SECRET_KEY of [undefined, '', DEVELOPMENT_SECRET]) {
      expect(refusalOf({ ...production, SECRET_KEY })).toBe('SECRET_KEY is the built-in default: expected a secret of your own in production');
    }
  });

  it('fetches no calendar from its own network, and sends no webhook there', () => {
    for (const name of ['CALENDAR_ALLOW_PRIVATE', 'WEBHOOKS_ALLOW_PRIVATE']) {
      expect(refusalOf({ ...production, SECRET_KEY: 'x'.repeat(32), [name]: 'true' })).toBe(`${name}=true is for tests and laptops: expected false in production`);
    }
  });

  it('refuses the key for files that everybody can read in the source, said, unsaid or among others', () => {
    for (const FILES_ENC_KEYS of [undefined, '', DEVELOPMENT_FILES_KEY, `${filesKey(1)},${DEVELOPMENT_FILES_KEY}`]) {
      expect(refusalOf({ ...production, SECRET_KEY: 'x'.repeat(32), FILES_ENC_KEYS })).toBe('FILES_ENC_KEYS is, or holds, the built-in default: expected keys of your own in production');
    }
  });

  it('starts with secrets of its own', () => {
    expect(load({ ...production, SECRET_KEY: 'x'.repeat(32) }).NODE_ENV).toBe('production');
  });
});

describe('values with a form of their own', () => {
  it('reads origins as a list or as JSON', () => {
    expect(load({ BACKEND_CORS_ORIGINS: 'https://a.example, http://localhost:3000' }).BACKEND_CORS_ORIGINS).toEqual(['https://a.example', 'http://localhost:3000']);
    expect(load({ BACKEND_CORS_ORIGINS: '["http://localhost:3000","https://lokahome.bj"]' }).BACKEND_CORS_ORIGINS).toEqual(['http://localhost:3000', 'https://lokahome.bj']);
    expect(load({ BACKEND_CORS_ORIGINS: '[]' }).BACKEND_CORS_ORIGINS).toEqual([]);
  });

  it.each([['false', false], ['2', 2], ['10.0.0.1', '10.0.0.1'], ['10.0.0.0/8, ::1, fd00::/8', '10.0.0.0/8, ::1, fd00::/8']])('trusts the proxies of %j', (given, read) => {
    expect(load({ TRUST_PROXY: given }).TRUST_PROXY).toBe(read);
  });

  it.each(['Africa/Porto-Novo', 'Europe/Paris', 'UTC'])('knows the time zone %s', (zone) => {
    expect(load({ TZ_BUSINESS: zone }).TZ_BUSINESS).toBe(zone);
  });

  it('reads reminder days, keys and replicas as lists', () => {
    expect(load({ RENT_REMINDER_DAYS: '-1,0,14' }).RENT_REMINDER_DAYS).toEqual([-1, 0, 14]);
    expect(load({ FILES_ENC_KEYS: `${filesKey(2)}, ${filesKey(1)}` }).FILES_ENC_KEYS).toEqual([filesKey(2), filesKey(1)]);
    expect(load({ DATABASE_REPLICA_URLS: 'postgres://a/x, postgresql://b/x' }).DATABASE_REPLICA_URLS).toEqual(['postgres://a/x', 'postgresql://b/x']);
  });
});
