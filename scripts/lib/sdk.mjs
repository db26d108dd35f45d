/** Making the SDK: generated parts from the document, then compiled with what is written by hand. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { createClient } from '@hey-api/openapi-ts';

import { currentDocument } from './document.mjs';
import { run } from './processes.mjs';
import { Explained, root, say } from './project.mjs';

export const sdkDir = join(root, 'sdk');
const generated = join(sdkDir, 'src/generated');
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
/** Spoken by payment providers, monitoring and the sandbox's own page, never by a client. */
const NOT_FOR_CLIENTS = /^(\/api\/v1\/(payments\/webhook|sandbox)(\/|$)|\/metrics$)/;

/** @returns the package's version, and how many operations it has */
export async function buildSdk(signal) {
  const document = forClients(await currentDocument(signal));
  const { version } = JSON.parse(readFileSync(join(sdkDir, 'package.json'), 'utf8'));
  if (version.split('.')[0] !== document.info.version.split('.')[0]) {
    throw new Explained(`The SDK is ${version} and the API ${document.info.version}: their major versions go together (sdk/package.json).`);
  }
  say('Generating the SDK …');
  rmSync(generated, { recursive: true, force: true });
  await createClient({
    input: document,
    output: { path: generated, module: { extension: '.js' } },
    logs: { level: 'silent', file: false },
    plugins: [
      '@hey-api/typescript',
      { name: '@hey-api/sdk', responseStyle: 'data', operations: { strategy: 'single', containerName: 'GeneratedApi', methods: 'instance' } },
      { name: '@hey-api/client-fetch', throwOnError: true, baseUrl: false },
    ],
  });
  const table = operationsOf(document);
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(generated, 'operations.gen.ts'), operationsFile(table));
  rmSync(join(sdkDir, 'dist'), { recursive: true, force: true });
  await compile(join(sdkDir, 'tsconfig.json'), signal);
  return { version, operations: table.length };
}

/** Compiles a TypeScript project with the compiler of this repository. */
export async function compile(project, signal) {
  const { status, output } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], { signal });
  signal?.throwIfAborted();
  if (status !== 0) throw new Explained(`${output}\n\n${project} does not compile.`);
}

function forClients(document) {
  const paths = Object.entries(document.paths).filter(([path]) => !NOT_FOR_CLIENTS.test(path));
  return { ...document, paths: Object.fromEntries(paths) };
}

/** What the hand-written parts have to know about each operation. */
function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const operation = item[method];
      const answers = Object.entries(operation.responses);
      return {
        name: operation.operationId,
        place: `${method.toUpperCase()} ${path}`,
        keyed: operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false,
        auth: authOf(operation.security),
        list: answers.some(([status, answer]) => status.startsWith('2') && answer.headers?.Link),
        codes: answers.flatMap(([, answer]) => Object.keys(answer.content?.['application/problem+json']?.examples ?? {})).sort(),
      };
    }),
  );
}

function authOf(security = []) {
  const anybody = security.some((one) => Object.keys(one).length === 0);
  const somebody = security.some((one) => Object.keys(one).length > 0);
  return somebody ? (anybody ? 'optional' : 'required') : 'none';
}

function operationsFile(table) {
  const typeName = (name) => name[0].toUpperCase() + name.slice(1);
  const facts = table.map(({ place, keyed, auth }) => `  '${place}': { keyed: ${keyed}, auth: '${auth}' },`);
  const types = table.map(
    ({ name, codes }) =>
      `  ${name}: { data: types.${typeName(name)}Data; answer: Answer<types.${typeName(name)}Responses>; codes: ${codes.map((code) => `'${code}'`).join(' | ')} };`,
  );
  return `// Made by scripts/lib/sdk.mjs from the OpenAPI document.
import type { OperationFacts } from '../transport.js';
import type * as types from './types.gen.js';

export const operations: Readonly<Record<string, OperationFacts>> = {
${facts.join('\n')}
};

type Answer<Responses> = Responses[keyof Responses];

/** What each operation takes and answers, and the codes of its problems. */
export interface OperationTypes {
${types.join('\n')}
}

export type OperationName = keyof OperationTypes;

/** The lists that come in pages. */
export type ListName = ${table.flatMap(({ name, list }) => (list ? [`'${name}'`] : [])).join(' | ')};
`;
}
