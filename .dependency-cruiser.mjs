/**
 * Who may import whom (the map is in README.md). Data flows one way:
 * hashing <- ledger, custody <- ports <- procedures, adapters <- runtime <- web, worker, cli <- app.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(lib|app|components|prisma|tests)/', pathNot: allowed },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^prisma/generated' },
      to: { circular: true, viaOnly: { pathNot: '^prisma/generated' } },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'nothing-imports-embedded',
      severity: 'error',
      from: { pathNot: '^(tests/|lib/embedded/)' },
      to: { path: '^lib/embedded/' },
    },
    only('hashing-stands-alone', '^lib/hashing/', '^lib/hashing/', 'digests know nothing but streams'),
    only(
      'ledger-is-arithmetic',
      '^lib/ledger/',
      '^lib/(ledger|hashing)/',
      'the ledger does not know what it stores',
    ),
    only(
      'witness-stands-alone',
      '^lib/witness/',
      '^lib/(witness|ledger|hashing)/',
      'another department runs it without the rest',
    ),
    only(
      'fsck-only-looks',
      '^lib/(fsck|recover|hammer)/',
      '^lib/(fsck|recover|hammer|worker|ports|custody|ledger|timestamp|hashing)/',
      'what checks the ledger is handed its hatches',
    ),
    only(
      'trusted-time-is-arithmetic',
      '^lib/timestamp/',
      '^lib/(timestamp|ledger)/',
      'a time stamp is checked from its bytes alone',
    ),
    only(
      'bundle-needs-nothing-of-ours',
      '^lib/bundle/',
      '^lib/(bundle|timestamp|ledger|hashing)/',
      'a stranger verifies without the rest',
    ),
    only(
      'case-graph-is-pure',
      '^lib/case-graph/',
      '^lib/(case-graph|custody|hashing)/',
      'what is recorded is said in the words of CASE and nothing is asked',
    ),
    only(
      'posture-is-pure',
      '^lib/posture/',
      '^lib/(posture|custody)/',
      'who may do what in Azure is worked out from what was read',
    ),
    only(
      'reconcile-is-pure',
      '^lib/reconcile/',
      '^lib/(reconcile|custody)/',
      'what Azure logged is held against what was handed in',
    ),
    only(
      'provision-is-pure',
      '^lib/provision/',
      '^lib/(provision|posture|custody)/',
      'what a subscription lacks is worked out from what was read',
    ),
    only(
      'evidence-image-is-pure',
      '^lib/evidence-image/',
      '^lib/(evidence-image|custody|hashing)/',
      'what an image says of itself is worked out from bytes handed in',
    ),
    only(
      'package-reading-is-pure',
      '^lib/package-reading/',
      '^lib/(package-reading|custody)/',
      'what a package holds is worked out from bytes that were handed in',
    ),
    only(
      'report-is-pure',
      '^lib/report/',
      '^lib/(report|bundle|custody|timestamp|ledger|hashing)/',
      'the same events give the same pages: a report is drawn, and read again, from what was handed in',
    ),
    only('custody-is-pure', '^lib/custody/', '^lib/(custody|hashing)/', 'rules have no I/O'),
    only(
      'ports-are-interfaces',
      '^lib/ports/',
      '^lib/(ports|custody|posture|provision|reconcile|ledger|timestamp|hashing)/',
      'hatches carry no code',
    ),
    only(
      'procedures-see-ports-only',
      '^lib/procedures/',
      '^lib/(procedures|ports|bundle|custody|evidence-image|report|posture|reconcile|ledger|hashing)/',
      'a procedure reaches the outside through a hatch',
    ),
    only(
      'adapters-see-ports',
      '^lib/adapters/',
      '^(lib/(adapters|ports|package-reading|report|custody|posture|provision|reconcile|ledger|timestamp|hashing)/|prisma/generated)',
      'an adapter serves one hatch',
    ),
    only(
      'queries-read',
      '^lib/queries/',
      '^(lib/(queries|custody|report|posture|reconcile|ledger|timestamp)/|lib/adapters/prisma/(client|[a-z-]+-look)[.]ts|prisma/generated)',
      'a query reads and never acts',
    ),
    only(
      'components-only-show',
      '^components/',
      '^(components/|lib/(custody|reconcile|ledger|queries|web/action-result))',
      'view only: types and pure helpers',
    ),
    only(
      'app-is-routing',
      '^app/',
      '^(app/|components/|lib/(queries|web|procedures|custody|ledger|runtime)/)',
      'routes reach the house through its doors',
    ),
    {
      name: 'sdk-in-adapters',
      severity: 'error',
      from: { path: '^(lib|app|components)/', pathNot: '^lib/(adapters/(azure|defender|graph)|embedded)/' },
      to: { path: 'node_modules/@azure/' },
    },
    {
      name: 'prisma-in-its-room',
      severity: 'error',
      from: { path: '^(lib|app|components)/', pathNot: '^lib/(adapters/prisma|queries)/' },
      to: { path: '^prisma/generated' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(server-only|client-only)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(prisma/generated|\\.next|node_modules)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
