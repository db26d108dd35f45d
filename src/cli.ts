import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Command, InvalidArgumentError } from 'commander';
import pg from 'pg';
import { AppModule } from './app.module.js';
import { addBackupCommands } from './cli/backup-commands.js';
import { configured, say, tell, withApp } from './cli/running.js';
import { loadUnconnectedConfig } from './config/index.js';
import { prefixRoutes } from './configure-app.js';
import { isCalendarDate } from './kernel/calendar-date.js';
import { isUuid } from './kernel/id.js';
import { CURRENCIES, Money, type Currency } from './kernel/money.js';
import { Accounts } from './modules/auth/index.js';
import { DocumentKeys } from './modules/uploads/index.js';
import { Ledger, Payouts } from './modules/payments/index.js';
import { migrateDown, migrateUp } from './platform/database/migrate.js';
import { buildDocument } from './platform/http/document.js';
import { HouseAdapter } from './platform/http/house-adapter.js';
import { configureLogger } from './platform/observability/logger.js';
import { DeadEvents } from './platform/outbox/dead-events.js';
import { permissionsPage } from './platform/authz/permissions-page.js';
import { JobRunner } from './platform/schedule/job-runner.js';
import { storageFrom } from './platform/storage/storage.provider.js';
import { POLICIES } from './policies.js';
import { DEMO_ACCOUNTS, isEmpty, seedDemo } from './seeding/seed-demo.js';
import { seedProperties } from './seeding/seed-properties.js';

function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 10_000_000) throw new InvalidArgumentError('a whole number from 1 to 10 000 000');
  return number;
}

function day(value: string): string {
  if (!isCalendarDate(value)) throw new InvalidArgumentError('a date YYYY-MM-DD');
  return value;
}

function currencyCode(value: string): Currency {
  const code = CURRENCIES.find((one) => one === value);
  if (!code) throw new InvalidArgumentError(`one of ${CURRENCIES.join(', ')}`);
  return code;
}

function positive(value: string, currency: Currency): Money {
  const amount = /^\d{1,12}(\.\d{1,2})?$/.test(value) ? Money.of(value, currency) : Money.zero(currency);
  if (amount.isZero()) throw new Error(`--amount: expected an amount of ${currency} above nothing, such as 150000`);
  return amount;
}

const program = new Command('lokahome').description('LokaHome from the command line').showHelpAfterError();

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    const done = await migrateUp(configured());
    say(done.length === 0 ? 'the database is up to date' : `ran ${done.join(', ')}`);
  });

program
  .command('migrate:revert')
  .description('take the latest migration back')
  .action(async () => {
    const left = await migrateDown(configured());
    say(left.length === 0 ? 'no migration is left' : `now at ${left.at(-1) ?? ''}`);
  });

program
  .command('seed')
  .description('fill the database: the demo into an empty one, or many homes for load tests')
  .option('--properties <n>', 'add that many homes, clustered in the real cities', count)
  .option('--demo', 'the demo, where the database is empty (the default)')
  .action(async ({ properties }: { properties?: number }) => {
    const config = configured();
    // Its accounts share a password that everybody can read.
    if (config.NODE_ENV === 'production') throw new Error('seed is for demos and load tests: it does not run with NODE_ENV=production');
    if (properties !== undefined) {
      const done = await seedProperties(config.DATABASE_URL, await storageFrom(config), { count: properties, log: tell });
      say(`${String(done.properties)} homes in ${String(Math.round(done.seconds))} s`);
      return;
    }
    const client = new pg.Client({ connectionString: config.DATABASE_URL });
    await client.connect();
    try {
      if (await isEmpty(client)) await seedDemo(client, await storageFrom(config), { now: new Date(), log: tell });
      else say('the database has data: nothing to seed');
    } finally {
      await client.end();
    }
  });

program
  .command('demo:accounts')
  .description('the accounts of the demo')
  .action(() => {
    for (const { role, email, password } of DEMO_ACCOUNTS) say(`${role.padEnd(9)} ${email.padEnd(34)} ${password}`);
  });

program
  .command('admin:create')
  .description('make an admin account; admins are never made over HTTP')
  .requiredOption('--email <email>')
  .requiredOption('--password <password>')
  .option('--phone <phone>')
  .action((asked: { email: string; password: string; phone?: string }) =>
    withApp(async (app) => {
      const admin = await app.get(Accounts).createAdmin(asked);
      say(`admin ${admin.email} (${admin.id})`);
    }),
  );

program
  .command('jobs:list')
  .description('the scheduled jobs')
  .action(() =>
    withApp(async (app) => {
      for (const { name, cron, description } of await Promise.resolve(app.get(JobRunner).list())) say(`${name.padEnd(20)} ${cron.padEnd(14)} ${description}`);
    }),
  );

program
  .command('jobs:run')
  .description('run a scheduled job now, as on that day')
  .argument('<name>')
  .option('--date <YYYY-MM-DD>', 'the day it is run for (today)', day)
  .action((name: string, { date }: { date?: string }) =>
    withApp(async (app) => {
      const run = await app.get(JobRunner).run(name, date);
      say(`${run.name}: ${run.outcome} ${JSON.stringify(run.counts)}`);
      if (run.outcome !== 'done') throw new Error(run.error ?? `${name} is ${run.outcome}`);
    }),
  );

program
  .command('events')
  .description('the events that were given up, by kind')
  .action(() =>
    withApp(async (app) => {
      for (const { type, consumer, count, since, last_error } of await app.get(DeadEvents).list()) {
        say(`${String(count).padStart(6)}  ${type.padEnd(30)} ${consumer.padEnd(24)} since ${since.toISOString()}  ${last_error ?? ''}`);
      }
    }),
  );

program
  .command('events:retry')
  .description('deliver what was given up once more; what has happened does not happen twice')
  .option('--type <type>', 'only events of this type')
  .option('--consumer <consumer>', 'only those of this consumer')
  .action((which: { type?: string; consumer?: string }) =>
    withApp(async (app) => {
      say(`${String(await app.get(DeadEvents).retry(which))} events are on their way again`);
    }),
  );

program
  .command('events:drop')
  .description('take events that were given up for done: nobody will be told')
  .requiredOption('--type <type>', 'the events of this type')
  .requiredOption('--consumer <consumer>', 'those of this consumer')
  .action(({ type, consumer }: { type: string; consumer: string }) =>
    withApp(async (app) => {
      say(`${String(await app.get(DeadEvents).drop(type, consumer))} events count as done`);
    }),
  );

program
  .command('ledger')
  .description('the balances of the ledger, and what the books of each payment provider should say')
  .option('--account <prefix>', 'only accounts whose name starts so: landlord:, deposit:, suspense: …', '')
  .action(({ account }: { account: string }) =>
    withApp(async (app) => {
      const ledger = app.get(Ledger);
      for (const one of await ledger.balances(account)) say(`${one.account.padEnd(50)} ${one.balance.toDecimal().padStart(16)} ${one.currency}`);
      if (account !== '') return;
      say('');
      for (const { provider, currency, collected, given_back } of await ledger.providerBooks()) {
        say(`${provider.padEnd(12)} collected ${collected.toDecimal()} ${currency}, given back ${given_back.toDecimal()} ${currency}`);
      }
    }),
  );

program
  .command('payout:record')
  .description('note money that was transferred to a landlord or provider outside of the application')
  .requiredOption('--user <id>', 'the account of the payee')
  .requiredOption('--amount <n>', 'in the main unit of the currency')
  .requiredOption('--reference <text>', 'the number of the transfer; one is noted once')
  .option('--currency <code>', CURRENCIES.join(', '), currencyCode, 'XOF')
  .action(({ user, amount, reference, currency }: { user: string; amount: string; reference: string; currency: Currency }) =>
    withApp(async (app) => {
      if (!isUuid(user)) throw new Error('--user: expected the id of an account');
      const left = await app.get(Payouts).record({ user_id: user, amount: positive(amount, currency), reference: reference.slice(0, 200) });
      say(`noted; ${left.toDecimal()} ${currency} are still owed`);
    }),
  );

program
  .command('files:rewrap')
  .description('seal the keys of private files with the newest of FILES_ENC_KEYS; every process must know it already')
  .action(() =>
    withApp(async (app) => {
      const { rewrapped, failed } = await app.get(DocumentKeys).rewrap();
      say(`${String(rewrapped)} keys are under the newest one now`);
      if (failed > 0) throw new Error(`${String(failed)} could not be opened: keep the keys there are, and see the log`);
    }),
  );

addBackupCommands(program);

program
  .command('openapi')
  .description('the OpenAPI document on standard output')
  .action(async () => {
    // Nothing is connected to for the document: any address will do.
    const config = loadUnconnectedConfig();
    configureLogger({ level: 'silent', format: 'json' });
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.for({ worker: false }, config), new HouseAdapter(config), { logger: false, preview: true });
    prefixRoutes(app, config);
    say(JSON.stringify(buildDocument(app, config), null, 2));
  });

program
  .command('permissions')
  .description('docs/permissions.md on standard output')
  .action(() => {
    process.stdout.write(permissionsPage(POLICIES));
  });

try {
  await program.parseAsync();
} catch (error) {
  tell(error instanceof Error ? error.message : 'failed');
  process.exitCode = 1;
}
