/** Who may import whom. Layers from top to bottom; a layer never imports upward. */
const shared = ['contracts', 'base', 'messages'];
const may = (from, ...to) => ({
  name: `${from}-may-import`,
  severity: 'error',
  comment: `src/${from} may import only: ${[...to, ...shared].join(', ')}`,
  from: { path: `^src/${from}/` },
  to: { path: '^(src|server)/', pathNot: `^src/(${[from, ...to, ...shared].join('|')})/` },
});
const alone = (from, ...to) => ({
  name: `${from}-stands-alone`,
  severity: 'error',
  comment: `src/${from} imports nothing of ours${to.length ? ` but ${to.join(', ')}` : ''}`,
  from: { path: `^src/${from}/` },
  to: { path: '^(src|server)/', pathNot: `^src/(${[from, ...to].join('|')})/` },
});

/** Ground of the companion: what every room of server/ stands on, and which stands on none. */
const ground = '(api-error|clock|companion-error|exchange|let-finish|stop-signal)[.]ts$';
/** Rooms of the companion, each with the rooms below it that it may look into. */
const serverMay = (from, ...to) => ({
  name: `server-${from}-may-import`,
  severity: 'error',
  comment: `server/${from} may import only: ${[...to, 'jobs', 'the ground'].join(', ')}`,
  from: { path: `^server/${from}/` },
  to: { path: '^server/', pathNot: `^server/((${[from, ...to, 'jobs'].join('|')})/|${ground})` },
});

module.exports = {
  forbidden: [
    may(
      'ui',
      'player',
      'voice',
      'patch-panel',
      'device',
      'model-store',
      'lessons',
      'progress',
      'library',
      'settings',
      'tutor',
    ),
    may('player', 'voice', 'tutor', 'lessons'),
    may('voice'),
    may('tutor', 'lessons', 'progress', 'library'),
    may('patch-panel', 'engines', 'model-store', 'device', 'settings'),
    may('engines', 'model-store'),
    may('model-store', 'storage'),
    may('progress', 'storage'),
    may('library', 'storage'),
    may('settings', 'storage'),
    may('device', 'storage'),
    may('lessons'),
    may('offline'),
    may('storage'),
    alone('messages', 'base'),
    alone('contracts'),
    alone('base'),
    // The companion, from top to bottom. companion.ts, gateway.ts and main.ts build with all of it.
    serverMay(
      'routes',
      'routing',
      'providers',
      'mirror',
      'static',
      'openapi',
      'requests',
      'limits',
      'metrics',
      'audit',
      'cache',
      'access',
      'settings',
      'sound',
    ),
    serverMay('routing', 'providers', 'access', 'settings', 'sound'),
    serverMay('providers', 'settings', 'security', 'sound'),
    serverMay('mirror', 'static'),
    serverMay('limits', 'access', 'settings', 'redis'),
    serverMay('audit', 'access'),
    serverMay('access', 'keys', 'settings', 'security'),
    serverMay('keys', 'settings'),
    serverMay('settings', 'security'),
    serverMay('cache', 'redis'),
    serverMay('metrics'),
    serverMay('sound'),
    serverMay('static'),
    serverMay('openapi', 'requests'),
    serverMay('requests', 'settings'),
    serverMay('redis'),
    serverMay('security'),
    serverMay('logs'),
    serverMay('jobs'),
    {
      name: 'server-ground-stands-alone',
      severity: 'error',
      comment: 'What every room of the companion may import looks into none of them.',
      from: { path: `^server/${ground}` },
      to: { path: '^server/', pathNot: `^server/${ground}` },
    },
    {
      name: 'server-rooms-have-rules',
      severity: 'error',
      comment: 'A new room of the companion says above whom it may import.',
      from: {
        path: '^server/[^/]+/',
        pathNot:
          '^server/(routes|routing|providers|mirror|limits|audit|access|keys|settings|cache|metrics|sound|static|openapi|requests|redis|security|logs|jobs|doctor)/',
      },
      to: { path: '^server/' },
    },
    {
      name: 'the-doctor-asks-what-lies-below-the-routes',
      severity: 'error',
      comment: 'It examines a companion that does not run, and nobody builds on it.',
      from: { path: '^server/doctor/' },
      to: { path: '^server/(routes/|companion[.]ts$|gateway[.]ts$|main[.]ts$)' },
    },
    {
      name: 'nobody-imports-an-entry',
      severity: 'error',
      comment: 'Programs of the companion are started; what two of them share has its own file.',
      from: { path: '^server/', pathNot: '^server/doctor/' },
      to: { path: '^server/(doctor/|keys/main[.]ts$|main[.]ts$)' },
    },
    {
      name: 'server-sees-contracts-and-the-driver',
      severity: 'error',
      comment: 'Browser and companion run models by the same driver, src/engines/transformers.',
      from: { path: '^server/', pathNot: '^server/mirror/' },
      to: { path: '^src/', pathNot: '^src/(contracts|engines/transformers)/' },
    },
    {
      name: 'the-mirror-fetches-as-the-browser-does',
      severity: 'error',
      comment: 'Planning, fetching and checking weights is written once, in src/model-store.',
      from: { path: '^server/mirror/' },
      to: { path: '^src/', pathNot: '^src/(contracts|base|model-store)/' },
    },
    {
      name: 'workers-are-started-not-imported',
      severity: 'error',
      // It asks for the worklet's address with `?worker&url`; nothing of it is imported.
      from: { pathNot: '^src/voice/microphone/microphone-tap[.]ts$' },
      to: { path: '\\.(worker|worklet)\\.ts$' },
    },
    {
      name: 'wiring-is-for-main',
      severity: 'error',
      comment: 'wiring/ holds what main.ts builds the app with; nothing else sees it.',
      from: { path: '^src/', pathNot: '^src/(main[.]ts$|wiring/)' },
      to: { path: '^src/wiring/' },
    },
    {
      name: 'engines-are-given',
      severity: 'error',
      comment: 'Only main.ts wires engines; everything above the panel sees contracts.',
      from: { path: '^src/(ui|player|voice|tutor|lessons|progress|library|settings|device)/' },
      to: { path: '^src/engines/' },
    },
    {
      name: 'read-before-it-is-compared',
      severity: 'error',
      comment: 'What was said is read without a look at what was wanted.',
      from: { path: '^src/lessons/check/read/' },
      to: { path: '^src/lessons/check/compare/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-unresolvable',
      severity: 'error',
      from: {},
      // dist-server is there only after a build.
      to: { couldNotResolve: true, pathNot: '^(virtual:|svelte/internal)|[?]|dist-server/' },
    },
    {
      name: 'code-does-not-import-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // What is built was looked at as source.
    doNotFollow: { path: '(node_modules|^dist-server)/' },
    exclude: { path: '^tests/fixtures/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.svelte', '.json'],
      // Packages that speak only `import` are found by their exports.
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
