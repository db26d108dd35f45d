/**
 * The whole suite in few files. Jest loads everything anew for each file, four thousand modules and three seconds of
 * processor time for one that starts the application; files that are alike share that. What fails is told by its name.
 */
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const GROUPS = 12;
/**
 * They start processes and mostly wait, or take a minute by themselves: the others run beside them. Or they publish what nobody consumes,
 * with which no application starts any more.
 */
const ALONE = /\/(faults|security)\/|\/(limits|seeding|payments-model|auth-guessing|backup|plans|closed-by-default)\./;
/** A hook of a file, and not of what it describes, would be one of the whole group. */
const HOOK_OF_THE_FILE = /^(before|after)(Each|All)\(/m;

/** Writes the groups into `dir`; answers the files that jest is to run. Units are tested each in a world of its own. */
export function writeGroups(root, dir) {
  mkdirSync(dir, { recursive: true });
  const files = globSync('{src,test}/**/*.{spec,e2e-spec}.ts', { cwd: root }).map((file) => join(root, file));
  const alone = files.filter((file) => file.endsWith('.spec.ts') || ALONE.test(file) || HOOK_OF_THE_FILE.test(readFileSync(file, 'utf8')));
  const grouped = shareOut(files.filter((file) => !alone.includes(file)), GROUPS).map((group, index) => {
    const file = join(dir, `group-${index + 1}.e2e-spec.ts`);
    writeFileSync(file, group.map((one) => `import ${JSON.stringify(relative(dir, one).replace(/ts$/, 'js'))};\n`).join(''));
    return file;
  });
  return [...alone, ...grouped];
}

/** As even as their sizes allow: the largest first, each to the group that has least. */
function shareOut(files, count) {
  const groups = Array.from({ length: count }, () => ({ size: 0, files: [] }));
  const bySize = files.map((file) => ({ file, size: statSync(file).size })).sort((a, b) => b.size - a.size);
  for (const { file, size } of bySize) {
    const least = groups.reduce((one, other) => (other.size < one.size ? other : one));
    least.files.push(file);
    least.size += size;
  }
  return groups.filter((group) => group.files.length > 0).map((group) => group.files);
}
