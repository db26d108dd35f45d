import { isIP } from 'node:net';
import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
// eslint-disable-next-line @typescript-eslint/explicit-function-return-type -- zod's own type, spelt out, would say less
const whole = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.string().regex(/^-?\d{1,15}$/, error).transform(Number).pipe(z.number().min(min, error).max(max, error));
};
const address = z.url({ protocol: /^https?$/, error: 'an http(s) address' });
const blankless = z.string().trim().min(1, 'a value');

const origins = z.string().transform((value, context): string[] => {
  const list: unknown = value.trim().startsWith('[') ? parseJson(value) : value.split(',').map((one) => one.trim());
  const named = Array.isArray(list) ? list.filter((one) => one !== '') : [undefined];
  if (named.every(isOrigin)) return named;
  context.addIssue({ code: 'custom', message: 'a JSON array or a comma-separated list of origins, each like https://app.example.com' });
  return z.NEVER;
});

/** What a browser sends: a path or a slash at the end would never match. */
function isOrigin(value: unknown): value is string {
  return typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

const trustProxy = z
  .string()
  .refine(
    (value) => value === 'false' || /^\d{1,2}$/.test(value) || value.split(',').every(isAddressRange),
    'false, a number of hops, or a list of proxy addresses',
  )
  .transform((value): false | number | string =>
    value === 'false' ? false : /^\d{1,2}$/.test(value) ? Number(value) : value,
  );

function isAddressRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.trim().split('/');
  const most = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
  return most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

/** Beside those that JavaScript lists there are `UTC` and the older names. */
function isTimeZone(value: string): boolean {
  try {
    return /^[A-Z]/.test(value) && Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Benin's numbers have ten digits since November 2024; some operators still know the eight of before. */
const phonePlan = z.enum(['new', 'legacy']);

const postgres = /^postgres(ql)?:\/\/./;

const share = z
  .string()
  .regex(/^(0|1|0?\.\d{1,9}|1\.0{1,9})$/, 'a number from 0 to 1')
  .transform(Number);

const headers = z
  .string()
  .regex(/^\s*[\w-]+=[^,]+(,\s*[\w-]+=[^,]+)*$/, 'name=value pairs separated by commas')
  .transform((value): Record<string, string> => Object.fromEntries(value.split(',').map((one) => {
    const [name = '', ...rest] = one.trim().split('=');
    return [name, rest.join('=')];
  })));

const days = z
  .string()
  .regex(/^-?\d{1,3}(,-?\d{1,3})*$/, 'whole days up to 999 separated by commas')
  .transform((value) => value.split(',').map(Number));

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const keep = z
  .string()
  .refine((value) => value === 'all' || /^\d{1,3}(,\d{1,3}){0,2}$/.test(value), 'all, or how many days, weeks and months: 7,4,6')
  .transform((value) => {
    const [daily = 0, weekly = 0, monthly = 0] = value.split(',').map(Number);
    return value === 'all' ? null : { daily, weekly, monthly };
  });

/** Known to everyone who reads the source: good for a laptop, refused in production. */
export const DEVELOPMENT_SECRET = 'lokahome-development-secret-that-production-refuses';
export const DEVELOPMENT_FILES_KEY = Buffer.from('lokahome-development-files-key-0').toString('base64');

const fileKeys = z
  .string()
  .transform((value) => value.split(',').map((one) => one.trim()))
  .refine((keys) => keys.every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key)), 'keys of 32 bytes in base64 separated by commas')
  .refine((keys) => new Set(keys).size === keys.length, 'keys of 32 bytes in base64 separated by commas, each once');

/**
 * Every variable the application reads, with its default. Texts say what is expected and end up in
 * the one line that a wrong value stops the start with.
 */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: whole(0, 65_535).default(8000),
  HOST: blankless.default('0.0.0.0'),
  PROJECT_NAME: blankless.default('LOKAHOME'),
  VERSION: blankless.default('1.0.0'),
  API_V1_STR: z.literal('/api/v1', 'the fixed prefix /api/v1').default('/api/v1'),
  API_URL: address.default('http://localhost:8000'),
  APP_URL: address.default('http://localhost:3000'),
  BACKEND_CORS_ORIGINS: origins.default([]),
  TRUST_PROXY: trustProxy.default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),
  DEFAULT_LOCALE: z.enum(['fr', 'en']).default('fr'),
  TZ_BUSINESS: z
    .string()
    .refine(isTimeZone, 'an IANA time zone')
    .default('Africa/Porto-Novo'),

  SECRET_KEY: z.string().min(32, 'at least 32 characters').default(DEVELOPMENT_SECRET),
  ALGORITHM: z.enum(['HS256', 'RS256', 'ES256', 'EdDSA']).default('HS256'),
  JWT_PRIVATE_KEY_PATH: blankless.optional(),
  JWT_PUBLIC_KEY_PATH: blankless.optional(),
  ACCESS_TOKEN_EXPIRE_MINUTES: whole(1, 1440).default(30),
  REFRESH_TOKEN_EXPIRE_DAYS: whole(1, 365).default(7),

  DATABASE_URL: z.string('a postgres:// address').regex(postgres, 'a postgres:// address'),
  DATABASE_REPLICA_URLS: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()).filter((one) => one !== ''))
    .refine((list) => list.every((one) => postgres.test(one)), 'postgres:// addresses separated by commas')
    .default([]),
  DATABASE_REPLICA_MAX_LAG_MS: whole(100, 600_000).default(5000),
  DATABASE_POOL_SIZE: whole(2, 500).default(20),
  DATABASE_STATEMENT_TIMEOUT_MS: whole(100, 600_000).default(5000),
  REDIS_URL: z.string('a redis:// address').regex(/^rediss?:\/\/./, 'a redis:// address'),
  OUTBOX_LEASE_SECONDS: whole(5, 600).default(45),

  RATE_LIMIT_ENABLED: flag.default(true),
  RATE_LIMIT_AUTH: whole(1, 1_000_000).default(5),
  RATE_LIMIT_SEARCH: whole(1, 1_000_000).default(30),
  RATE_LIMIT_SEARCH_AUTHENTICATED: whole(1, 1_000_000).default(120),
  RATE_LIMIT_BOOKING: whole(1, 1_000_000).default(10),
  RATE_LIMIT_DEFAULT: whole(1, 1_000_000).default(300),
  RATE_LIMIT_SOCKET: whole(20, 1_000_000).default(1200),
  BOOKING_PENDING_HOURS: whole(1, 720).default(24),
  RENT_REMINDER_DAYS: days.default([-7, -3, -1, 0, 1, 3, 7]),

  STORAGE_DRIVER: z.enum(['local', 's3']).default('local'),
  STORAGE_LOCAL_PATH: blankless.default('.lokahome/dev/files'),
  S3_ENDPOINT_URL: address.optional(),
  AWS_ACCESS_KEY_ID: blankless.optional(),
  AWS_SECRET_ACCESS_KEY: blankless.optional(),
  AWS_REGION: blankless.default('us-east-1'),
  S3_BUCKET_NAME: blankless.optional(),
  S3_PUBLIC_URL: address.optional(),
  FILES_ENC_KEYS: fileKeys.default([DEVELOPMENT_FILES_KEY]),

  BACKUP_TO: blankless.optional(),
  BACKUP_KEEP: keep.default({ daily: 7, weekly: 4, monthly: 6 }),
  BACKUP_S3_BUCKET: blankless.optional(),
  BACKUP_S3_ENDPOINT_URL: address.optional(),
  BACKUP_S3_REGION: blankless.optional(),
  BACKUP_S3_ACCESS_KEY_ID: blankless.optional(),
  BACKUP_S3_SECRET_ACCESS_KEY: blankless.optional(),

  PAYMENTS_SANDBOX: flag.optional(),
  PAYMENT_CALL_SECONDS: whole(2, 30).default(10),
  FEDAPAY_SECRET_KEY: blankless.optional(),
  FEDAPAY_ENVIRONMENT: z.enum(['sandbox', 'live']).default('sandbox'),
  FEDAPAY_API_URL: address.optional(),
  FEDAPAY_WEBHOOK_SECRET: blankless.optional(),
  FEDAPAY_PUSH_PATH: z.string().regex(/^\/.*\{mode\}/, 'a path with {mode} in it').default('/v1/{mode}'),
  FEDAPAY_PHONE_PLAN: phonePlan.default('new'),
  PAYMENT_ROUTE_MTN_MOMO: z.enum(['mtn', 'fedapay']).optional(),
  MTN_API_URL: address.optional(),
  MTN_API_USER: blankless.optional(),
  MTN_API_KEY: blankless.optional(),
  MTN_SUBSCRIPTION_KEY: blankless.optional(),
  MTN_DISBURSEMENT_SUBSCRIPTION_KEY: blankless.optional(),
  MTN_ENVIRONMENT: z.string().regex(/^[a-z]+$/, 'sandbox, mtnbenin, mtnivorycoast …').default('sandbox'),
  MTN_CALLBACK_SECRET: z.string().regex(/^[\w-]{24,200}$/, 'at least 24 letters, digits, - or _').optional(),
  MTN_PHONE_PLAN: phonePlan.default('new'),
  STRIPE_SECRET_KEY: blankless.optional(),
  STRIPE_API_URL: address.optional(),
  STRIPE_WEBHOOK_SECRET: blankless.optional(),

  MAIL_SERVER: blankless.optional(),
  MAIL_PORT: whole(1, 65_535).default(587),
  MAIL_USERNAME: blankless.optional(),
  MAIL_PASSWORD: blankless.optional(),
  MAIL_FROM: blankless.default('LOKAHOME <noreply@lokahome.bj>'),
  MAIL_STARTTLS: flag.default(true),

  SMS_PROVIDER: z.enum(['log', 'twilio', 'africastalking']).default('log'),
  TWILIO_ACCOUNT_SID: blankless.optional(),
  TWILIO_AUTH_TOKEN: blankless.optional(),
  TWILIO_PHONE_NUMBER: blankless.optional(),
  TWILIO_API_URL: address.default('https://api.twilio.com'),
  AT_USERNAME: blankless.optional(),
  AT_API_KEY: blankless.optional(),
  AT_SENDER_ID: blankless.optional(),
  AT_API_URL: address.default('https://api.africastalking.com'),

  PUSH_PROVIDER: z.enum(['log', 'fcm']).default('log'),
  FIREBASE_CREDENTIALS_PATH: blankless.optional(),
  FCM_API_URL: address.default('https://fcm.googleapis.com'),

  GEOCODER: z.enum(['none', 'nominatim']).default('none'),
  NOMINATIM_URL: address.default('https://nominatim.openstreetmap.org'),
  GEOCODER_USER_AGENT: blankless.default('LOKAHOME/1.0 (support@lokahome.bj)'),

  CALENDAR_ALLOW_PRIVATE: flag.default(false),

  WEBHOOK_TIMEOUT_SECONDS: whole(1, 30).default(15),
  WEBHOOKS_ALLOW_PRIVATE: flag.default(false),

  METRICS_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  WORKER_PORT: whole(1, 65_535).optional(),
  SENTRY_DSN: z.url({ protocol: /^https?$/, error: 'the DSN of a Sentry project, https://key@host/number' }).regex(/\/\/\w+@[^/]+\/.*\d+$/, 'the DSN of a Sentry project, https://key@host/number').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
  OTEL_TRACES_SAMPLER_ARG: share.default(1),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Variables that one choice makes necessary: `[variable, when it is needed, why]`. */
export const requirements: readonly [keyof Environment, (environment: Environment) => boolean, string][] = [
  ['JWT_PRIVATE_KEY_PATH', (it) => it.ALGORITHM !== 'HS256', 'the key file that ALGORITHM signs with'],
  ['JWT_PUBLIC_KEY_PATH', (it) => it.ALGORITHM !== 'HS256', 'the key file that ALGORITHM is verified with'],
  ['AWS_ACCESS_KEY_ID', (it) => it.STORAGE_DRIVER === 's3', 'needed by STORAGE_DRIVER=s3'],
  ['AWS_SECRET_ACCESS_KEY', (it) => it.STORAGE_DRIVER === 's3', 'needed by STORAGE_DRIVER=s3'],
  ['S3_BUCKET_NAME', (it) => it.STORAGE_DRIVER === 's3', 'needed by STORAGE_DRIVER=s3'],
  ['S3_PUBLIC_URL', (it) => it.STORAGE_DRIVER === 's3', 'needed by STORAGE_DRIVER=s3'],
  ['BACKUP_TO', (it) => it.BACKUP_S3_BUCKET !== undefined, 'the directory in which backups are made before they go to BACKUP_S3_BUCKET'],
  ['BACKUP_S3_SECRET_ACCESS_KEY', (it) => it.BACKUP_S3_ACCESS_KEY_ID !== undefined, 'the secret of BACKUP_S3_ACCESS_KEY_ID'],
  ['TWILIO_ACCOUNT_SID', (it) => it.SMS_PROVIDER === 'twilio', 'needed by SMS_PROVIDER=twilio'],
  ['TWILIO_AUTH_TOKEN', (it) => it.SMS_PROVIDER === 'twilio', 'needed by SMS_PROVIDER=twilio'],
  ['TWILIO_PHONE_NUMBER', (it) => it.SMS_PROVIDER === 'twilio', 'needed by SMS_PROVIDER=twilio'],
  ['AT_USERNAME', (it) => it.SMS_PROVIDER === 'africastalking', 'needed by SMS_PROVIDER=africastalking'],
  ['AT_API_KEY', (it) => it.SMS_PROVIDER === 'africastalking', 'needed by SMS_PROVIDER=africastalking'],
  ['FEDAPAY_WEBHOOK_SECRET', (it) => it.FEDAPAY_SECRET_KEY !== undefined, 'FedaPay’s calls are verified with it'],
  ['STRIPE_WEBHOOK_SECRET', (it) => it.STRIPE_SECRET_KEY !== undefined, 'Stripe’s calls are verified with it'],
  ['MTN_API_KEY', (it) => it.MTN_API_USER !== undefined, 'the key of MTN_API_USER'],
  ['MTN_SUBSCRIPTION_KEY', (it) => it.MTN_API_USER !== undefined, 'the key of MTN’s Collection product'],
  ['MTN_DISBURSEMENT_SUBSCRIPTION_KEY', (it) => it.MTN_API_USER !== undefined, 'the key of MTN’s Disbursement product: refunds go through it'],
  ['MTN_CALLBACK_SECRET', (it) => it.MTN_API_USER !== undefined, 'the part of the callback’s path that nobody can guess'],
  ['MTN_API_USER', (it) => it.PAYMENT_ROUTE_MTN_MOMO === 'mtn', 'needed by PAYMENT_ROUTE_MTN_MOMO=mtn'],
  ['FIREBASE_CREDENTIALS_PATH', (it) => it.PUSH_PROVIDER === 'fcm', 'the service account that PUSH_PROVIDER=fcm signs with'],
  ['MAIL_SERVER', (it) => it.NODE_ENV === 'production', 'the SMTP server that mail leaves through'],
];
