import type { Break, Document } from './compare.js';

export interface Verdict {
  readonly holds: boolean;
  readonly text: string;
}

const major = ({ info }: Document): string => info.version.split('.')[0] ?? '';
const SHOWN = 4;

/** What to tell the person who changed the document, and whether it may stand. */
export function verdictOn(published: Document, current: Document, breaks: readonly Break[], same: boolean): Verdict {
  const [was, is] = [published.info.version, current.info.version];
  if (breaks.length === 0) {
    return { holds: true, text: same ? `The document is the one of ${was}.` : `The document differs from that of ${was} in nothing that breaks a client. With the next release: npm run contract` };
  }
  const list = (['senders', 'readers', 'SDK users'] as const).flatMap((whom) => linesFor(whom, breaks.filter((one) => one.whom === whom)));
  if (major(published) !== major(current)) return { holds: true, text: [`${is} breaks clients of ${was}, as a major version may. With the release: npm run contract`, ...list].join('\n') };
  return {
    holds: false,
    text: [
      `The document breaks clients of ${was}, and ${is} may not:`,
      ...list,
      '',
      'What to do: add beside the old what is new, and keep the old. Where the break is wanted, it is a major version: raise VERSION in',
      'src/config/schema.ts and the version in sdk/package.json, say in CHANGELOG.md what clients have to change, then npm run contract.',
    ].join('\n'),
  };
}

const WHO = {
  senders: 'Who calls it, or sends more or less than is now wanted:',
  readers: 'Who reads the answers:',
  'SDK users': 'Who compiles against the SDK:',
};

function linesFor(whom: Break['whom'], breaks: readonly Break[]): string[] {
  if (breaks.length === 0) return [];
  return ['', `  ${WHO[whom]}`, ...breaks.map(({ place, what, operations }) => `  - ${place} ${what}${usedBy(place, operations)}`)];
}

function usedBy(place: string, operations: readonly string[]): string {
  // A place that begins with its method says where it is.
  if (operations.length === 0 || /^[A-Z]+ \//.test(place)) return '';
  const more = operations.length - SHOWN;
  return ` (${operations.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
