export { ConnectionError, isProblem, LokaHomeError, ProblemError, TimeoutError, UnexpectedAnswerError, type CodesOf, type FieldProblem, type ProblemCode } from './errors.js';
export { LokaHome, type Answer, type LokaHomeOptions } from './lokahome.js';
export { memoryStore, storageStore, type KeyValueStorage, type Tokens, type TokenStore } from './tokens.js';
export type { ItemOf, Page } from './pages.js';
export type { ListName, OperationName } from './generated/operations.gen.js';
export type { Lock } from './session.js';
export type * from './generated/types.gen.js';
