import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { loadConfig } from './load-config.js';
import { environmentSchema } from './schema.js';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const lines = text.split('\n');
const needed = { DATABASE_URL: 'postgres://db/loka', REDIS_URL: 'redis://redis' };

describe('.env.example', () => {
  it('names every variable that is read, in the same order, and no other', () => {
    const named = lines.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect(named).toEqual(Object.keys(environmentSchema.shape));
  });

  it('gives each its default', () => {
    const given = Object.fromEntries(Object.entries(parseEnv(text)).filter(([name]) => !(name in needed)));
    expect(loadConfig({ ...given, ...needed })).toEqual(loadConfig(needed));
    const implied = Object.keys(loadConfig(needed)).filter((name) => given[name] === '');
    // The list that is empty needs no words; the secrets are none to copy.
    expect(implied.sort()).toEqual(['BACKEND_CORS_ORIGINS', 'DATABASE_REPLICA_URLS', 'FILES_ENC_KEYS', 'SECRET_KEY']);
  });

  it('says what each one means in one line above it', () => {
    const silent = lines.filter((line, index) => /^\w+=/.test(line) && !/^# [A-Za-z1-9].{8,}/.test(lines[index - 1] ?? ''));
    expect(silent).toEqual([]);
  });

  it('holds no secret', () => {
    const secrets = Object.entries(parseEnv(text)).filter(([name, value]) => /SECRET|PASSWORD|_TOKEN$|_KEYS?$|_KEY_ID$/.test(name) && value !== '');
    expect(secrets).toEqual([]);
  });
});
