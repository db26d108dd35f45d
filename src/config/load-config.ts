import { environmentSchema, requirements, DEVELOPMENT_FILES_KEY, DEVELOPMENT_SECRET, type Environment } from './schema.js';

const SECRET_NAME = /SECRET|PASSWORD|_TOKEN$|_KEYS?$|_KEY_ID$|DATABASE_URL|DATABASE_REPLICA_URLS|REDIS_URL|DSN|HEADERS/;

/** A start that must not go on. The message is one line and names the variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and validates the environment.
 * @throws ConfigError naming the variable, its value (secrets hidden) and what is expected.
 */
export function loadConfig(source: Record<string, string | undefined> = process.env): Environment {
  // An empty variable, as compose files leave them, means "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? 'environment');
    throw new ConfigError(`${name}=${shown(name, given[name])} is not usable: expected ${expectation(issue)}`);
  }
  const config = parsed.data;
  for (const [name, needed, why] of requirements) {
    if (needed(config) && config[name] === undefined) throw new ConfigError(`${name} is not set: ${why}`);
  }
  if (config.NODE_ENV === 'production' && config.SECRET_KEY === DEVELOPMENT_SECRET) {
    throw new ConfigError('SECRET_KEY is the built-in default: expected a secret of your own in production');
  }
  if (config.NODE_ENV === 'production' && config.FILES_ENC_KEYS.includes(DEVELOPMENT_FILES_KEY)) {
    throw new ConfigError('FILES_ENC_KEYS is, or holds, the built-in default: expected keys of your own in production');
  }
  for (const name of ['CALENDAR_ALLOW_PRIVATE', 'WEBHOOKS_ALLOW_PRIVATE'] as const) {
    if (config.NODE_ENV === 'production' && config[name]) throw new ConfigError(`${name}=true is for tests and laptops: expected false in production`);
  }
  if (config.BACKUP_S3_BUCKET !== undefined && config.BACKUP_S3_BUCKET === config.S3_BUCKET_NAME) {
    throw new ConfigError('BACKUP_S3_BUCKET is the bucket of the files, whose pictures anyone can read: expected another one');
  }
  return Object.freeze(config);
}

/** For what connects to nothing, such as printing the document: addresses may be missing. */
export function loadUnconnectedConfig(source: Record<string, string | undefined> = process.env): Environment {
  return loadConfig({ DATABASE_URL: 'postgres://localhost/none', REDIS_URL: 'redis://localhost', ...source });
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return '(not set)';
  if (SECRET_NAME.test(name)) return '(hidden)';
  // An address may carry a password as well.
  return JSON.stringify(value.replace(/\/\/[^/@]*@/g, '//(hidden)@').slice(0, 200));
}

function expectation(issue: { message: string; code?: string } | undefined): string {
  const values = (issue as { values?: unknown[] } | undefined)?.values;
  if (issue?.code === 'invalid_value' && values && values.length > 1) return `one of ${values.join(', ')}`;
  return issue?.message ?? 'another value';
}
