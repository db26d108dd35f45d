/** Real ES modules (Nest 12 is ESM only): run through `npm test`, which passes --experimental-vm-modules. */
export default {
  testEnvironment: 'node',
  // TEST_GROUPS: where `npm test` has put the files of the whole suite together.
  roots: ['<rootDir>/src', '<rootDir>/test', ...(process.env.TEST_GROUPS ? [process.env.TEST_GROUPS] : [])],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  resolver: '<rootDir>/test/support/resolver.cjs',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'nodenext' },
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  testTimeout: 60_000,
  // One more than cores: the fault tests mostly wait.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
};
