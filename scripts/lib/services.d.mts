/** Types of services.mjs for the tests. */

/** A private server. Its address stays the same over `restart()`; `pid` changes. */
export interface PrivateServer {
  /** PostgreSQL: the maintenance database `postgres`, as its superuser. */
  readonly url: string;
  readonly port: number;
  /** The server's data, log and port; it stays when the server stops. */
  readonly dir: string;
  readonly pid: number;
  /** Who the server is over time: its pid with its birth. */
  readonly identity: string;
  /** An orderly stop. */
  stop(): Promise<void>;
  /** `kill -9`, for PostgreSQL with all its workers; resolves once they are gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, stopping it first if it runs. */
  restart(): Promise<void>;
}

export interface PrivatePostgres extends PrivateServer {
  /** Where its programs are: `pg_dump` and the like. */
  readonly bin: string;
}

export interface ServerOptions {
  /** Made when missing, along with the cluster. */
  dir: string;
  /** One that the directory keeps when not given. */
  port?: number;
  /** `false` (the default): PostgreSQL never waits for the disk, Redis keeps nothing over a stop. */
  durable?: boolean;
}

export interface Services {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Undefined when the environment names the server. */
  readonly postgres: Omit<PrivatePostgres, 'restart'> | undefined;
  readonly redis: Omit<PrivateServer, 'restart'> | undefined;
  readonly dir: string;
  /** DATABASE_URL, REDIS_URL and a PATH with PostgreSQL's programs. */
  readonly env: Record<string, string>;
  /** Private servers that have ended by themselves. */
  gone(): { name: string; log: string; server: Partial<Pick<PrivateServer, 'restart'>> }[];
  /** Leaves them; the last to leave stops them. Resolves to the pids of the processes that still use them. */
  stop(): Promise<string[]>;
}

export function startPostgres(options: ServerOptions): Promise<PrivatePostgres>;
/** A streaming replica of a running private PostgreSQL, made anew in its directory. */
export function startReplica(options: { dir: string; of: PrivatePostgres }): Promise<Omit<PrivateServer, 'restart'>>;
export function startRedis(options: ServerOptions): Promise<PrivateServer>;
/** A port on 127.0.0.1 that nobody listens on: the wished one or the next, any when none is wished. */
export function freePort(wished?: number): Promise<number>;
/** Creates the database if it is not there; returns its URL. */
export function createDatabase(url: string, name: string): Promise<string>;
export function openServices(options: { scope: 'dev' | 'test' }): Promise<Services>;
export function withServices<T>(options: { scope: 'dev' | 'test' }, work: (services: Services) => Promise<T>): Promise<T>;
export function ensureInstalled(options?: { postgres?: boolean; redis?: boolean }): Promise<{
  postgres: { bin: string; major: number } | undefined | false;
  redis: { server: string; major: number } | undefined | false;
}>;
