import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const typed = tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['src/**/*.ts', 'test/**/*.ts', 'migrations/**/*.ts', 'contract/**/*.ts'] }));

export default tseslint.config(
  // The SDK is linted by `npm run check:sdk`, which makes what its sources import.
  { ignores: ['dist/', 'node_modules/', '.lokahome/', 'coverage/', 'sdk/'] },
  js.configs.recommended,
  ...typed,
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'migrations/**/*.ts', 'contract/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true, allowTypedFunctionExpressions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-extraneous-class': 'off', // Nest modules are classes without members.
      '@typescript-eslint/no-unnecessary-condition': 'off', // Fights with columns and indexes that may be absent.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // View classes are shapes; nobody calls their constructors.
      '@typescript-eslint/no-redundant-type-constituents': 'off', // `keyof Events` before any feature has extended it.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.property.name='fromUrlQueryParameter']", message: 'Tokens never travel in addresses.' },
        { selector: "Property[key.name='invalidWhereValuesBehavior']", message: 'TypeORM must go on refusing undefined in a where.' },
      ],
      'max-lines': ['error', { max: 500, skipComments: true, skipBlankLines: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    // The one place that reads the environment.
    files: ['src/**/*.ts'],
    ignores: ['src/config/**'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Inject Config: only src/config reads the environment.' }],
    },
  },
  {
    // Pure data: places, names, words.
    files: ['src/**/*.data.ts', 'src/**/common-passwords.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['test/**/*.ts', 'src/**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-function-return-type': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off', // expect.any() is any.
      'max-lines': ['error', { max: 500, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: { globals: globals.node },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
);
