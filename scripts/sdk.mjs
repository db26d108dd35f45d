/**
 * `npm run sdk`: the TypeScript client in `sdk/`, from the OpenAPI document of this very tree. Needs no network and no
 * services; what is generated lies in `sdk/src/generated`, the package's files in `sdk/dist`.
 */
import process from 'node:process';

import { onProjectNode, report, say } from './lib/project.mjs';

await onProjectNode();
const { interruption } = await import('./lib/processes.mjs');
const { buildSdk } = await import('./lib/sdk.mjs');

const interrupted = interruption();
try {
  const { version, operations } = await buildSdk(interrupted);
  say(`@lokahome/sdk ${version}: ${operations} operations. To publish it: npm publish ./sdk`);
} catch (error) {
  process.exitCode = 1;
  if (!interrupted.aborted) report(error);
}
process.exit();
