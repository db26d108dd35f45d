const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** Our sources say `./x.js` for `./x.ts`, as Node wants it; packages are left alone. */
module.exports = (request, options) => {
  const ours = /^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('node_modules');
  const source = ours ? join(options.basedir, request.replace(/\.js$/, '.ts')) : '';
  // Else a real .js file.
  return ours && existsSync(source) ? source : options.defaultResolver(request, options);
};
