import { assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../emulator/template/cell-template.ts';
import { cells } from '../../infra/cells/cells.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import { baselineMutationsOf } from './baseline-mutations.ts';
import { baselineResources } from './baseline-resources.ts';
import { synthesizeBaseline } from './compliance-synthesis.ts';
import { dataMistakes } from './data-mistakes.ts';
import { invariants } from './invariants/index.ts';
import type { Mutation } from './mutation.ts';
import { mutationsOf, namesOf } from './mutations.ts';
import { groupedCell, synthesize } from './synthesis.ts';

const deployed = [...cells.filter(({ name }) => name !== 'local'), firstCell, groupedCell].map((cell) => ({
  name: cell.name,
  resources: synthesize(cell).resolved.resources,
}));

const baselines = [...synthesizeBaseline()].map(([region, template]) => ({
  name: region,
  resources: baselineResources(template, region),
}));

describe.each(deployed)('Given the templates of cell $name', ({ resources }) => {
  test.each(Object.entries(invariants))(
    'When %s are checked, Then there is nothing to complain about',
    (_, check) => {
      expect(check(resources)).toEqual([]);
    },
  );
});

describe.each(baselines)('Given the baseline of an account in $name', ({ resources }) => {
  test.each(['detections', 'remediations'] as const)(
    'When %s are checked, Then there is nothing to complain about',
    (check) => {
      expect(invariants[check](resources)).toEqual([]);
    },
  );
});

/**
 * The complaints of the check that is to find the mistake, as far as they name the resource it was
 * made at.
 */
function complaintsAbout(victim: Resource, { check, mutate }: Mutation, resources: readonly Resource[]) {
  const mutated = resources.flatMap((resource) => (resource === victim ? (mutate(victim) ?? []) : resource));
  const names = namesOf(victim, resources);
  return invariants[check](mutated).filter((complaint) => names.some((name) => complaint.includes(name)));
}

function expectFound(mutation: Mutation, resources: readonly Resource[]) {
  expect(mutation.candidates.length).toBeGreaterThan(0);
  assert(
    property(
      constantFrom(...mutation.candidates),
      (victim) => complaintsAbout(victim, mutation, resources).length > 0,
    ),
    { numRuns: Math.min(60, 3 * mutation.candidates.length) },
  );
}

describe.each(deployed)(
  'Given the cell $name, in which something is missing or too wide',
  ({ resources }) => {
    test.each(mutationsOf(resources))('When $what, Then the check of $check names it', (mutation) =>
      expectFound(mutation, resources),
    );
  },
);

describe.each(baselines.filter(({ name }) => name === 'eu-west-1'))(
  'Given the baseline of an account in $name, in which something is wrong',
  ({ resources }) => {
    test.each(baselineMutationsOf(resources))('When $what, Then the check of $check names it', (mutation) =>
      expectFound(mutation, resources),
    );
  },
);

describe('Given the data of the cells, in which something is wrong', () => {
  test.each(dataMistakes)('When $what, Then synthesis names it', ({ errors, names }) => {
    const complaints = errors();
    expect(complaints.length).toBeGreaterThan(0);
    for (const complaint of complaints) expect(complaint).toMatch(names);
  });
});
