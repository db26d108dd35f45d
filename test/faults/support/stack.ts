import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { startPostgres, startRedis, type PrivatePostgres, type PrivateServer } from '../../../scripts/lib/services.mjs';
import { loadConfig } from '../../../src/config/index.js';
import { Sessions, Tokens } from '../../../src/modules/auth/index.js';
import { databaseSettings, dataSourceOptions } from '../../../src/platform/database/data-source-options.js';
import { Database } from '../../../src/platform/database/database.js';
import { migrateUp } from '../../../src/platform/database/migrate.js';
import { Actors, type TestActor } from '../../support/actors.js';
import { Builders } from '../../support/builders.js';
import { startSmtpSink, type SmtpSink } from '../../support/simulators/smtp-sink.js';
import { until } from '../../support/wait.js';
import { HouseProcess } from './house-process.js';
import { Load, type LoadOptions } from './load.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

export interface Town {
  readonly landlord: TestActor;
  readonly tenants: readonly TestActor[];
  readonly homes: readonly { id: string }[];
}

/**
 * Everything that a real installation has, of this test file alone: the built programs, PostgreSQL, Redis and a mail
 * server, each of which may be killed.
 */
export class Stack {
  private readonly processes: HouseProcess[] = [];
  /** In the order they were started. */
  readonly workers: HouseProcess[] = [];
  private readonly loads: Load[] = [];

  private constructor(
    readonly directory: string,
    readonly postgres: PrivatePostgres,
    readonly redis: PrivateServer,
    readonly mail: SmtpSink,
    /** Reads what the API does not show; comes back by itself after the server did. */
    private readonly pool: pg.Pool,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** What the programs are started with. */
  get settings(): Readonly<Record<string, string>> {
    return this.env;
  }

  static async start(env: Record<string, string> = {}): Promise<Stack> {
    const directory = await mkdtemp(join(tmpdir(), 'lokahome-faults-'));
    const [postgres, redis, mail] = await Promise.all([
      // What it has acknowledged must survive a kill.
      startPostgres({ dir: join(directory, 'postgres'), durable: true }),
      startRedis({ dir: join(directory, 'redis') }),
      startSmtpSink(),
      build(directory),
    ]);
    const whole = { ...defaults(directory, postgres.url, redis.url, mail.port), ...env };
    await migrateUp(loadConfig(whole));
    const pool = new pg.Pool({ connectionString: postgres.url, max: 4, connectionTimeoutMillis: 5000 });
    pool.on('error', () => undefined);
    return new Stack(directory, postgres, redis, mail, pool, whole);
  }

  async sql<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(text, [...values])).rows;
  }

  /** How many rows a query over `from` has. */
  async count(from: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`, values))[0].count;
  }

  /** Jobs of a queue that workers have taken, dead workers among them. */
  async jobsInHand(queue: string): Promise<number> {
    const redis = new Redis(this.redis.url);
    try {
      return await redis.llen(`bull:${queue}:active`);
    } finally {
      redis.disconnect();
    }
  }

  /** People with sessions, and homes to book. */
  async settle({ tenants = 10, homes = 20 } = {}): Promise<Town> {
    const config = loadConfig(this.env);
    const source = await new DataSource(dataSourceOptions({ ...databaseSettings(config), poolSize: 2 })).initialize();
    const database = new Database(source);
    const sessions = new Sessions(database, new Tokens(config), config);
    const client = this.pool as unknown as pg.Client;
    const app = { get: (token: unknown) => (token === Database ? database : sessions) };
    const actors = new Actors(app as never, client);
    try {
      const landlord = await actors.asLandlord();
      const builders = new Builders(client);
      const people: TestActor[] = [];
      for (let n = 0; n < tenants; n += 1) people.push(await actors.asTenant());
      const places: { id: string }[] = [];
      for (let n = 0; n < homes; n += 1) places.push(await builders.property(landlord));
      return { landlord, tenants: people, homes: places };
    } finally {
      await source.destroy();
    }
  }

  /** A process that answers requests, once it is ready to. */
  async api({ worker = false, env = {} }: { worker?: boolean; env?: Record<string, string> } = {}): Promise<HouseProcess> {
    // A free port that is looked for beforehand may be somebody else's by the time it is used.
    const api = this.launch(['dist/main.js', ...(worker ? ['--with-worker'] : [])], { PORT: '0', ...env });
    await api.says('LokaHome answers');
    await until(() => api.isReady(), 'the API to be ready');
    return api;
  }

  /** A process that works the queues, once it does. */
  async worker(): Promise<HouseProcess> {
    const worker = this.launch(['dist/worker.js'], {});
    this.workers.push(worker);
    await worker.says('the worker works');
    return worker;
  }

  /** A command of the command line, run to its end. @throws what it said when it fails */
  async command(args: string[], env: Record<string, string> = {}): Promise<void> {
    const command = this.launch(['dist/cli.js', ...args], env);
    const { code, signal } = await command.ended;
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(signal ?? code)}:\n${command.log.slice(-2000)}`);
  }

  load(town: Town, options: LoadOptions): Load {
    const load = new Load(town, options);
    this.loads.push(load);
    return load;
  }

  async close(): Promise<void> {
    for (const load of this.loads) load.abandon();
    await Promise.all(this.processes.map((one) => one.kill('SIGKILL')));
    await this.pool.end();
    await Promise.all([this.mail.stop(), this.redis.stop(), this.postgres.stop()]);
    await rm(this.directory, { recursive: true, force: true });
  }

  private launch(args: string[], env: Record<string, string>): HouseProcess {
    const child = new HouseProcess(args, { cwd: this.directory, env: { ...this.env, ...env } });
    this.processes.push(child);
    return child;
  }
}

/** As in production, but for the numbers of calls: a load comes from few people here. */
function defaults(directory: string, databaseUrl: string, redisUrl: string, mailPort: number): Record<string, string> {
  const unlimited = Object.fromEntries(['AUTH', 'SEARCH', 'SEARCH_AUTHENTICATED', 'BOOKING', 'DEFAULT'].map((name) => [`RATE_LIMIT_${name}`, '1000000']));
  return {
    NODE_ENV: 'production',
    SECRET_KEY: 'the-fault-tests-have-a-secret-of-their-own',
    FILES_ENC_KEYS: Buffer.alloc(32, 1).toString('base64'),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATABASE_POOL_SIZE: '10',
    HOST: '127.0.0.1',
    API_URL: 'http://api.lokahome.test',
    APP_URL: 'http://app.lokahome.test',
    LOG_LEVEL: 'info',
    STORAGE_LOCAL_PATH: join(directory, 'files'),
    MAIL_SERVER: '127.0.0.1',
    MAIL_PORT: String(mailPort),
    MAIL_STARTTLS: 'false',
    ...unlimited,
  };
}

/** Compiles the sources into `directory`, so that nobody's other build gets in between. */
async function build(directory: string): Promise<void> {
  await mkdir(join(directory, 'files'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  for (const name of ['node_modules', 'migrations']) await symlink(join(repository, name), join(directory, name));
  const swc = join(repository, 'node_modules/@swc/cli/bin/swc.js');
  const args = [swc, 'src', '-d', join(directory, 'dist'), '--strip-leading-paths', '--config-file', '.swcrc'];
  const compiler = spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  compiler.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => compiler.once('close', resolve));
  const files = await readdir(join(directory, 'dist')).catch((): string[] => []);
  if (status !== 0 || !files.includes('main.js')) throw new Error(`the sources do not compile:\n${said.slice(-2000)}`);
}
