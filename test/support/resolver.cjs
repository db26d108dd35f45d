/** Our sources say `./x.js` for `./x.ts`, as Node wants it; packages are left alone. */
module.exports = (request, options) => {
  const ours = /^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('node_modules');
  if (ours) {
    try {
      return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
    } catch {
      // A real .js file: falls through.
    }
  }
  return options.defaultResolver(request, options);
};
