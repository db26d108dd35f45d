import type { Environment } from './schema.js';

/** What is injected where configuration is needed: the validated environment, by its own names. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the class is the injection token, the interface its shape
export abstract class Config {}
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unsafe-declaration-merging
export interface Config extends Environment {}
