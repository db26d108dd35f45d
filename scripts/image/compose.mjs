/** docker-compose.yml as Docker would read it, and what is wrong with it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { root } from '../lib/project.mjs';

const VARIABLE = /\$\{([A-Z][A-Z0-9_]*)(?::-((?:[^{}]|\$\{[^{}]*\})*))?\}/g;

const text = () => readFileSync(join(root, 'docker-compose.yml'), 'utf8');

/** With its variables filled in: the values given, else the defaults. */
export function composeWith(values = {}) {
  return filled(parse(text(), { merge: true }), values);
}

function filled(node, values) {
  if (typeof node === 'string') return fill(node, values).replaceAll('$$', '$');
  if (Array.isArray(node)) return node.map((one) => filled(one, values));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, filled(value, values)]));
}

/** `${NAME:-default}` as Compose fills it in, a default within a default included. */
function fill(source, values) {
  return source.replace(VARIABLE, (_, name, fallback = '') => values[name] || fill(fallback, values));
}

/** One line for each thing that is wrong. */
export function composeFaults() {
  const compose = composeWith();
  const faults = [];
  for (const [name, service] of Object.entries(compose.services)) {
    const say = (fault) => faults.push(`${name}: ${fault}`);
    if (!/:[\w.-]+$/.test(service.image) || (/:latest$/.test(service.image) && !service.build)) say(`the image ${service.image} has no version`);
    for (const volume of service.volumes ?? []) {
      const [from] = volume.split(':');
      if (from.startsWith('.') ? !existsSync(join(root, from)) : !(from in compose.volumes)) say(`there is no ${from}`);
    }
    for (const port of service.ports ?? []) {
      if (name !== 'nginx' && !String(port).startsWith('127.0.0.1:')) say(`port ${port} is open to everyone`);
    }
    for (const other of Object.keys(service.depends_on ?? {})) if (!compose.services[other]) say(`it waits for ${other}, which is not there`);
    if (!service.build) continue;
    if (service.read_only !== true || !service.tmpfs?.includes('/tmp')) say('its file system is not read-only with a /tmp');
    if (!service.cap_drop?.includes('ALL') || !service.security_opt?.includes('no-new-privileges:true')) say('it keeps privileges');
    if (service.user !== undefined) say('it has a user of its own: the image has the right one');
  }
  const redis = compose.services.redis.command.join(' ');
  for (const wanted of ['--appendonly yes', '--maxmemory-policy noeviction']) if (!redis.includes(wanted)) faults.push(`redis: without ${wanted}`);
  return [...faults, ...untold()];
}

/** What Docker's own program says, which needs no engine for this; undefined where there is none (version 2.24 at least). */
export function composeSays() {
  const programs = [['docker', 'compose'], [process.env.DOCKER_COMPOSE || 'docker-compose']];
  const there = programs.find(([program, ...args]) => / v?(2\.(2[4-9]|[3-9]\d)|[3-9]\.)/.test(spawnSync(program, [...args, 'version'], { encoding: 'utf8' }).stdout ?? ''));
  if (!there) return undefined;
  const [program, ...args] = there;
  const profiles = ['proxy', 'monitoring', 'cli'].flatMap((name) => ['--profile', name]);
  const { stderr, status } = spawnSync(program, [...args, '-f', join(root, 'docker-compose.yml'), '--env-file', '/dev/null', ...profiles, 'config', '--quiet'], { encoding: 'utf8' });
  return status === 0 ? [] : [stderr.trim()];
}

/** Variables of the compose file that .env.docker.example does not tell, and the other way round. */
function untold() {
  const read = new Set([...text().matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name));
  const files = ['.env.docker.example', '.env.example'].map((name) => readFileSync(join(root, name), 'utf8'));
  const [told, known] = files.map((file) => new Set([...file.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name)));
  return [
    ...[...read].filter((name) => !told.has(name)).map((name) => `.env.docker.example does not tell of ${name}`),
    ...[...told].filter((name) => !read.has(name) && !known.has(name)).map((name) => `nobody reads ${name} of .env.docker.example`),
  ];
}
