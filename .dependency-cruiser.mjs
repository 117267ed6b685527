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
  dashboards: ['functions/core', 'schemas', 'lib'],
  infra: ['functions', 'dashboards', 'schemas', 'lib'],
  emulator: ['lib'],
  local: ['emulator', 'functions', 'operations', 'dashboards', 'schemas', 'lib'],
  cli: [
    'functions/core',
    'operations',
    'local',
    'schemas',
    'dashboards',
    'infra/cells',
    'infra/planner',
    'lib',
  ],
  bench: [],
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
    {
      name: 'core-is-pure',
      comment: 'the domain knows no AWS and no machine',
      severity: 'error',
      from: { path: '^functions/core/' },
      to: { path: '@aws-|^(fs|http|net|child_process|worker_threads|node:(fs|http|net|sqlite))' },
    },
    {
      name: 'cells-and-planner-are-data',
      comment: 'commands load them, and must not wait for the construct library',
      severity: 'error',
      from: { path: '^infra/(cells|planner)/' },
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
