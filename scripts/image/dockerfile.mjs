/** The Dockerfile: what is wrong with it, and what its last stage is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

import { root } from '../lib/project.mjs';

const text = () => readFileSync(join(root, 'Dockerfile'), 'utf8');

/** One line for each thing that is wrong. */
export function dockerfileFaults() {
  const faults = validate(text(), { emptyContinuationLine: 2, instructionCasing: 2, instructionCmdMultiple: 2, instructionWorkdirRelative: 2, deprecatedMaintainer: 2 }).map(
    ({ range, message }) => `line ${range.start.line + 1}: ${message}`,
  );
  const image = lastStage();
  const [user = ''] = image.user.split(':');
  if (!/^[1-9]\d*$/.test(user)) faults.push(`USER ${image.user}: a number that is not root's is wanted`);
  if (image.healthCheck.length === 0) faults.push('there is no HEALTHCHECK');
  if (image.copies.some(({ from, sources }) => from === undefined && sources.includes('.'))) faults.push('COPY . copies whatever lies about');
  return faults;
}

/** The shell commands of a stage, as they stand there but for what only BuildKit knows. */
export function commandsOf(name) {
  const instructions = DockerfileParser.parse(text()).getInstructions();
  const from = instructions.findIndex((one) => one.getKeyword() === 'FROM' && one.getBuildStage() === name);
  const next = instructions.findIndex((one, n) => n > from && one.getKeyword() === 'FROM');
  const runs = instructions.slice(from, next).filter((one) => one.getKeyword() === 'RUN');
  return runs.map((one) =>
    one
      .getTextContent()
      .replace(/^RUN(\s+--\w+=\S+)*\s+/, '')
      .replace(/\\\n(\s*#[^\n]*\n)*/g, ' '),
  );
}

/** What the image runs as and how, and what is copied into it. */
export function lastStage() {
  const instructions = DockerfileParser.parse(text()).getInstructions();
  const from = instructions.findLastIndex((one) => one.getKeyword() === 'FROM');
  const stage = instructions.slice(from);
  const named = (keyword) => stage.filter((one) => one.getKeyword() === keyword);
  const values = (one) => one.getArguments().map((argument) => argument.getValue());
  const list = (keyword) => {
    const rest = named(keyword).at(-1)?.getRawArgumentsContent() ?? '';
    return rest.includes('[') ? JSON.parse(rest.slice(rest.indexOf('['))) : [];
  };
  return {
    user: named('USER').flatMap(values).at(-1) ?? 'root',
    env: Object.fromEntries(named('ENV').flatMap((one) => one.getProperties().map((property) => [property.getName(), property.getValue()]))),
    command: list('CMD'),
    healthCheck: list('HEALTHCHECK'),
    copies: named('COPY').map((one) => ({ from: one.getFromFlag()?.getValue() ?? undefined, sources: values(one).slice(0, -1) })),
  };
}
