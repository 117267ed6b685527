import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TimeSeriesName } from '../../infra/cells/cell.ts';
import { root } from '../../infra/functions/bundling.ts';
import { storeExpectations } from './stores/expectations.ts';

/**
 * Where every time-series store is registered: its settings, who has it, and what it is made of.
 */
const registries = [
  'functions/adapters/aws-ports.ts',
  'functions/adapters/conservation/from-environment.ts',
  'infra/cells/cell.ts',
  'infra/cells/cells.ts',
  'infra/stores/time-series-data.ts',
  'infra/stores/time-series.ts',
];

/** Who else names a store, and why. */
const others: Readonly<Record<TimeSeriesName, Readonly<Record<string, string>>>> = {
  lake: {
    'cli/demo/vendors.ts': 'invents names of vendors',
    'dashboards/kpis/reference.ts': 'says in which stores figures can be read',
    'dashboards/quicksight/event-hours-sql.ts': 'says which rollup it reads',
    'functions/anomaly-detector/README.md': 'says where the function reads counts',
    'functions/invoice-rollup/README.md': 'says whose sums the function keeps',
    'infra/cells/cell-errors.ts': 'refuses what only a cell with another store has',
    'infra/planner/free-allowances.ts': 'what is free of requests to the catalog',
    'infra/planner/preflight/resource-names.ts': 'names what QuickSight has of a cell with it',
    'infra/quicksight-stack.ts': 'has dashboards where figures are queries of Athena',
    'infra/quicksight/data-sets.ts': 'reads its tables',
    'local/time-series/anomaly-scores.ts': 'has the same table of scores, written by the same statement',
    'local/time-series/event-counts.ts': 'has the same buckets of durations, by the same SQL',
  },
  timestream: {
    'cli/preflight/closed-services.ts':
      'asks a service that takes no new customers whether it takes this one',
    'dashboards/kpis/reference.ts': 'says in which stores figures can be read',
    'emulator/resource-types.ts': 'knows types of CloudFormation, whoever uses them',
    'emulator/template/identities.ts': 'knows types of CloudFormation, whoever uses them',
    'functions/core/invoice/order.ts': 'says where a limit comes from',
  },
};

const sources = globSync('{lib,schemas,functions,infra,dashboards,emulator,local,cli,bench,scripts}/**/*', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**'],
}).filter((path) => /\.(ts|tsx|mjs|json|md)$/.test(path));

describe.each(Object.entries(others))('Given the time-series store %s', (store, known) => {
  const folders = [`functions/adapters/${store}/`, `infra/stores/${store}/`];
  const name = new RegExp(`(?<![a-z])${store}`, 'i');

  test('When sources name it, Then they are its folders, the registries, or listed', () => {
    const outside = sources
      .filter((path) => !folders.some((folder) => path.startsWith(folder)))
      .filter((path) => name.test(readFileSync(join(root, path), 'utf8')));
    expect(outside.toSorted()).toEqual([...registries, ...Object.keys(known)].toSorted());
  });
});

describe('Given the tests of the templates', () => {
  test('When there is a store, Then they know what to expect of it', () => {
    expect(Object.keys(storeExpectations)).toEqual(Object.keys(others));
  });
});
