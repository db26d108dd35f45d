/** Lets a script import our TypeScript as it is, without a build: the imports that follow, with decorators and all. */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { transformFileSync } from '@swc/core';

import { root } from './project.mjs';

const isOurs = (url) => url?.startsWith('file:') && !url.includes('/node_modules/');

registerHooks({
  /** Our sources say `./x.js` for `./x.ts`, as Node wants it of what is built. */
  resolve(specifier, context, next) {
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && isOurs(context.parentURL)) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(source)) return next(source.href, context);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!isOurs(url) || !url.endsWith('.ts')) return next(url, context);
    const { code } = transformFileSync(fileURLToPath(url), { configFile: join(root, '.swcrc'), sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
