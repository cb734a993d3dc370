// Which way dependencies point. Each rule is one sentence; docs/decisions/0002-rooms.md says why.
const CORE = '^packages/core/src/';
const room = (name) => `${CORE}${name}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'No cycles.', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'Core imports nothing outside itself but zod, one audited crypto library and one seeded generator.',
      from: { path: CORE, pathNot: ['\\.test\\.ts$', `${CORE}testing/`, `${CORE}.*/testing/`] },
      to: { pathNot: [CORE, 'node_modules/(\\.pnpm/)?(@noble|zod|pure-rand)'] },
    },
    {
      name: 'core-has-no-node',
      severity: 'error',
      comment: 'Core knows no disk, no network, no process.',
      from: { path: CORE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'apps-never-import-one-another',
      severity: 'error',
      comment: 'Site and runner know the API only by schema.graphql.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'signing-and-verification-apart',
      severity: 'error',
      comment: 'Whoever verifies cannot sign, and whoever signs cannot verify: both import the signing input.',
      from: { path: room('verification'), pathNot: '\\.test\\.ts$' },
      to: { path: `${CORE}submission/sign\\.ts` },
    },
    {
      name: 'ranking-and-verification-apart',
      severity: 'error',
      comment: 'The level reaches ranking as a number on the run.',
      from: { path: `${CORE}(ranking|verification)/` },
      to: { path: `${CORE}(ranking|verification)/`, pathNot: `${CORE}$1/` },
    },
    {
      name: 'a-check-knows-no-other-check',
      severity: 'error',
      comment: 'A check imports only evidence, verdict and the domain rooms.',
      from: { path: `${CORE}verification/checks/[a-z][0-9]`, pathNot: '\\.test\\.ts$' },
      to: { path: `${CORE}verification/checks/[a-z][0-9]` },
    },
    {
      name: 'a-law-knows-nobody',
      severity: 'error',
      comment: 'A law does not know other laws, sequences or warm-ups.',
      from: { path: `${CORE}policy/laws/`, pathNot: ['\\.test\\.ts$', 'laws/(registry|index)\\.ts$'] },
      to: { path: `${CORE}policy/(laws/[a-z-]+|compile|sequence|warmup)\\.ts$` },
    },
    {
      name: 'the-language-knows-no-tool',
      severity: 'error',
      comment: 'Exporters, importers and the fit stand on the policy language; it knows none of them.',
      from: {
        path: `${CORE}policy/`,
        pathNot: ['\\.test\\.ts$', `${CORE}policy/(exporters|importers|fit|schedules)/`],
      },
      to: { path: `${CORE}policy/(exporters|importers|fit|schedules)/` },
    },
    {
      name: 'exporters-and-importers-apart',
      severity: 'error',
      comment:
        'What writes a configuration and what reads one share the models of the tools’ schedules, and nothing else.',
      from: { path: `${CORE}policy/(exporters|importers|fit)/`, pathNot: ['\\.test\\.ts$', '/testing/'] },
      to: { path: `${CORE}policy/(exporters|importers|fit)/`, pathNot: `${CORE}policy/$1/` },
    },
    {
      name: 'a-schedule-is-a-model',
      severity: 'error',
      comment: 'The model of a tool’s schedule does not know who exports or imports it.',
      from: { path: `${CORE}policy/schedules/`, pathNot: '\\.test\\.ts$' },
      to: { path: `${CORE}policy/(exporters|importers|fit)/` },
    },
    {
      name: 'lower-rooms-know-no-higher-ones',
      severity: 'error',
      comment: 'refusal, canonical, numeric and units stand under everything.',
      from: { path: `${CORE}(refusal|canonical|numeric|units)/`, pathNot: '\\.test\\.ts$' },
      to: { path: CORE, pathNot: `${CORE}(refusal|canonical|numeric|units)/` },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      comment: 'Forges, contracts and kits are imported by tests only.',
      from: { pathNot: ['\\.test\\.tsx?$', '/testing/', '/testing\\.ts$', '^test/', '/vitest'] },
      to: { path: '/testing/' },
    },
    {
      name: 'resolver-holds-no-sql',
      severity: 'error',
      comment: 'Resolver, service, store, table: a resolver never reaches a table.',
      from: { path: '^apps/api/src/.*\\.resolver\\.ts$' },
      to: { path: '\\.table\\.ts$' },
    },
    {
      name: 'a-service-knows-no-graphql',
      severity: 'error',
      comment: 'A service decides; it does not know how it is asked.',
      from: { path: '^apps/api/src/.*\\.(service|store)\\.ts$' },
      to: { path: '\\.(resolver|type|input)\\.ts$' },
    },
    {
      name: 'pages-import-pieces',
      severity: 'error',
      comment: 'Routes import the site’s pieces, never the reverse.',
      from: { path: '^apps/web/src/' },
      to: { path: '^apps/web/app/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/\\.next/', '\\.css$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'types', 'default'], exportsFields: ['exports'] },
    combinedDependencies: true,
  },
};
