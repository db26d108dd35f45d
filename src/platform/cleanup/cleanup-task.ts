import { SetMetadata } from '@nestjs/common';

/** What a feature throws away at night. Answers how many rows went. */
export interface CleanupTask {
  clean(): Promise<Readonly<Record<string, number>>>;
}

const CLEANS = Symbol('cleanup task');

/** Marks a provider class as a `CleanupTask`. */
export function Cleans(): ClassDecorator {
  return SetMetadata(CLEANS, true);
}

export function isCleanupTask(type: object): boolean {
  return Reflect.getMetadata(CLEANS, type) === true;
}
