// The rooms of the project and what each may import. Everything not named here is refused.
export const rooms = {
  lib: [],
  schemas: ['lib'],
  'functions/core': ['schemas', 'lib'],
  'functions/adapters': ['functions/core', 'schemas', 'lib'],
  'functions/(?!core|adapters)[^/]+': [
    'functions/core',
    'functions/adapters',
    'operations',
    'schemas',
    'lib',
  ],
  operations: ['functions/core', 'schemas', 'lib'],
  dashboards: ['functions/core', 'operations', 'schemas', 'lib'],
  infra: ['functions', 'dashboards', 'schemas', 'lib'],
  emulator: ['lib'],
  local: ['emulator', 'functions', 'operations', 'dashboards', 'schemas', 'lib'],
  cli: [
    'functions/core',
    'functions/adapters',
    'operations',
    'local',
    'schemas',
    'dashboards',
    'infra/cells',
    'infra/planner',
    'infra/estimates',
    'lib',
  ],
  bench: [],
};

// The layers of infra, from the ground up: what each folder may import of the others. The stacks and
// the app lie above them, in infra itself, and may import everything.
const infraLayers = {
  // Data about cells, and what is wrong with it.
  cells: [],
  // What constructs of several layers are made of: buckets, queues, keys, statements.
  blocks: ['cells'],
  // What alarms and dashboards are made of.
  metrics: ['cells'],
  // What plans are made of: workload, quotas, prices.
  estimates: ['cells'],
  stores: ['cells', 'blocks', 'metrics', 'estimates'],
  path: ['cells', 'blocks'],
  functions: ['cells', 'blocks', 'stores', 'path'],
  edge: ['cells', 'blocks'],
  planner: ['cells', 'estimates', 'stores'],
  monitoring: ['cells', 'blocks', 'metrics', 'stores'],
  compliance: ['cells', 'blocks'],
  quicksight: ['cells', 'blocks'],
  'access-roles': ['cells', 'blocks', 'stores'],
};

const every = '^(lib|schemas|functions|operations|infra|dashboards|emulator|local|cli|bench|test|scripts)/';

export default {
  forbidden: [
    ...Object.entries(rooms).map(([room, may]) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${may.join(', ') || 'no other room'}`,
      severity: 'error',
      from: { path: `^${room}/` },
      to: { path: every, pathNot: [room, ...may].map((folder) => `^${folder}/`) },
    })),
    ...Object.entries(infraLayers).map(([layer, may]) => ({
      name: `infra-${layer}-imports`,
      comment: `infra/${layer} may import ${may.join(', ') || 'no other folder'} of infra`,
      severity: 'error',
      from: { path: `^infra/${layer}/` },
      to: { path: '^infra/', pathNot: [layer, ...may].map((folder) => `^infra/${folder}/`) },
    })),
    {
      name: 'infra-folders-are-layers',
      comment: 'a folder of infra stands in the table of its layers',
      severity: 'error',
      from: {
        path: '^infra/[^/]+/',
        pathNot: Object.keys(infraLayers).map((layer) => `^infra/${layer}/`),
      },
      to: {},
    },
    {
      name: 'core-is-pure',
      comment: 'the domain knows no AWS and no machine',
      severity: 'error',
      from: { path: '^functions/core/' },
      to: { path: '@aws-|^(fs|http|net|child_process|worker_threads|node:(fs|http|net|sqlite))' },
    },
    {
      name: 'bundles-have-no-json',
      comment: 'the bundles of functions leave out what is in JSON files: infra/functions/bundling.ts',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '[.]json$', reachable: true },
    },
    {
      name: 'cells-and-planner-are-data',
      comment: 'commands load them, and must not wait for the construct library',
      severity: 'error',
      from: { path: '^infra/(cells|estimates|planner)/|^infra/(stores|monitoring)/.+/(plan|kinds)[.]ts$' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs|cdk-nag)/', reachable: true },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
