/** The import law of docs/architecture.md. A feature meets another only through its index.ts. */
const modules = {
  users: [],
  auth: ['users'],
  uploads: [],
  identity: ['users', 'uploads'],
  properties: ['users', 'uploads'],
  payments: [],
  bookings: ['properties', 'users', 'payments'],
  services: ['users', 'uploads', 'properties', 'payments'],
  reviews: ['users', 'bookings', 'services', 'properties'],
  messages: ['users', 'bookings', 'services'],
  partners: ['users', 'bookings', 'payments'],
};
const readers = ['notifications', 'admin', 'health'];

const lawOf = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `${name} may import: ${allowed.join(', ') || 'platform only'}`,
  from: { path: `^src/modules/${name}/` },
  to: { path: '^src/modules/', pathNot: `^src/modules/(${[name, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'kernel-imports-nothing', severity: 'error', from: { path: '^src/kernel/' }, to: { path: '^src/(?!kernel/)' } },
    { name: 'config-knows-kernel', severity: 'error', from: { path: '^src/config/' }, to: { path: '^src/(?!config/|kernel/)' } },
    { name: 'platform-knows-no-feature', severity: 'error', from: { path: '^src/platform/' }, to: { path: '^src/(?!platform/|config/|kernel/)' } },
    ...Object.entries(modules).map(([name, allowed]) => lawOf(name, allowed)),
    {
      name: 'nobody-imports-the-readers',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: `^src/modules/(${readers.join('|')})/`, pathNot: '^src/modules/$1/' },
    },
    {
      name: 'through-the-index',
      severity: 'error',
      comment: 'features meet through index.ts',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/[^/]+/(?!index\\.ts$)', pathNot: '^src/modules/$1/' },
    },
    {
      name: 'outside-through-the-index',
      severity: 'error',
      from: { path: '^src/(?!modules/|seeding/)' },
      to: { path: '^src/modules/[^/]+/(?!index\\.ts$)' },
    },
    {
      name: 'telemetry-on-demand',
      severity: 'error',
      comment: 'OpenTelemetry and Sentry are loaded where they are configured, and cost nothing elsewhere',
      from: { path: '^src/' },
      to: { path: '^src/platform/observability/(open-telemetry|sentry)\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'telemetry-behind-its-doors',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/observability/(open-telemetry|sentry)\\.ts$' },
      to: { path: '^node_modules/@(opentelemetry|sentry)/' },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '(\\.d\\.ts$|\\.spec\\.ts$|^src/(main|worker|cli)\\.ts$)' }, to: {} },
    { name: 'no-dev-dependencies', severity: 'error', from: { path: '^src/', pathNot: '\\.spec\\.ts$' }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
