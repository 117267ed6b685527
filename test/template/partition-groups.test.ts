import { globSync, statSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cellErrors } from '../../infra/cells/cell-errors.ts';
import type { Partition } from '../../infra/cells/partitions.ts';
import { quotaErrors } from '../../infra/planner/quota-errors.ts';
import { stages } from '../../schemas/stages.ts';
import { invariants } from './invariants/index.ts';
import { largeCell } from './large-cell.ts';
import { cellNamed, testApp } from './synthesis.ts';

const stage = new CellStage(testApp(), largeCell);
const folder = stage.synth().directory;
const { resources } = loadTemplates(folder);
const stacks = stage.node.children.filter((child) => child instanceof Stack);
const name = names(largeCell.prefix);
const ofStack = (stack: string) => resources.filter((resource) => resource.stack.endsWith(stack));

describe('Given a cell of 99 partitions in four groups', () => {
  test('When it is checked, Then nothing is wrong with it', () => {
    expect(largeCell.partitions).toHaveLength(99);
    expect(cellErrors(largeCell)).toEqual([]);
    expect(quotaErrors([largeCell])).toEqual([]);
  });

  test('When it is synthesized, Then each stack has room for its resources', () => {
    expect(stacks.map(({ node }) => node.id)).toEqual(
      expect.arrayContaining(stages.map((group) => `partitions-${group}`)),
    );
    for (const stack of stacks)
      expect(
        Object.keys(Template.fromStack(stack).toJSON().Resources).length,
        stack.stackName,
      ).toBeLessThanOrEqual(500);
  });

  test('When it is synthesized, Then each template is small enough to be taken', () => {
    const files = globSync(`${folder}/*.template.json`);
    expect(files.length).toBeGreaterThanOrEqual(stacks.length);
    for (const file of files) expect(statSync(file).size, file).toBeLessThan(1_000_000);
  });

  test.each(Object.entries(invariants))('When %s are checked, Then there is nothing to say', (_, check) => {
    expect(check(resources)).toEqual([]);
  });

  test('When a partition is in a group, Then all of its path is in that stack', () => {
    for (const group of stages) {
      const there = ofStack(`partitions-${group}`);
      const own = largeCell.partitions.filter((partition) => partition.group === group);
      const queuesThere = there.map(({ properties }) => properties.QueueName);
      for (const partition of own)
        expect(queuesThere).toEqual(
          expect.arrayContaining([name.relayQueue(partition.name), name.queue(partition.name)]),
        );
      expect(there.filter(({ type }) => type === 'AWS::Events::Rule')).toHaveLength(own.length);
      expect(there.filter(({ type }) => type === 'AWS::SNS::Topic')).toHaveLength(own.length);
      expect(there.filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')).toHaveLength(
        2 * own.length,
      );
    }
  });

  test('When a group is deployed, Then it waits for no other group', () => {
    for (const stack of stacks.filter(({ node }) => node.id.startsWith('partitions-')))
      expect(stack.dependencies.map(({ node }) => node.id).sort()).toEqual(['stateful', 'stateless']);
    for (const stack of stacks.filter(({ node }) => /^state(ful|less)$/.test(node.id)))
      expect(stack.dependencies.map(({ node }) => node.id).join()).not.toContain('partitions-');
  });

  test('When roles are served by groups, Then their policies fit into IAM', () => {
    const policies = resources.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');
    const ofRole = Map.groupBy(
      policies.flatMap(({ properties }) => [properties.Roles ?? []].flat()),
      String,
    );
    for (const [role, attached] of ofRole) expect(attached.length, role).toBeLessThanOrEqual(10);
    for (const { properties, logicalId } of policies)
      expect(JSON.stringify(properties.PolicyDocument).length, logicalId).toBeLessThanOrEqual(6_144);
    // All policies in a role together.
    for (const { properties, logicalId } of resources.filter(({ type }) => type === 'AWS::IAM::Policy'))
      expect(JSON.stringify(properties.PolicyDocument).length, logicalId).toBeLessThanOrEqual(10_240);
  });
});

describe('Given a Region where a bus takes few rules', () => {
  test('When 99 partitions are to be there, Then the error gives both figures', () => {
    const there = (count: number): Cell => ({
      ...{ ...largeCell, region: 'eu-south-1', apiQuota: 10_000 },
      partitions: largeCell.partitions.slice(0, count),
    });
    expect(quotaErrors([there(99)])).toEqual([
      expect.stringMatching(/^cell large: a bus takes 100 rules in eu-south-1, but 99 partitions need 101\./),
    ]);
    expect(quotaErrors([there(98)])).toEqual([]);
  });
});

/** The same cell with names as long as they may be. */
const longNames: Cell = {
  ...largeCell,
  prefix: 'prefix-of-20-chars--',
  partitions: largeCell.partitions.map((partition) => ({
    ...partition,
    name: partition.name.padEnd(31, 'x'),
  })),
};

describe('Given that cell with the longest names', () => {
  const made = new CellStage(testApp(), longNames).synth().directory;

  test('When it is synthesized, Then templates and policies are small enough', () => {
    for (const file of globSync(`${made}/*.template.json`))
      expect(statSync(file).size, file).toBeLessThan(1_000_000);
    for (const { type, properties, logicalId } of loadTemplates(made).resources) {
      if (!/^AWS::IAM::(Managed)?Policy$/.test(type)) continue;
      const most = type === 'AWS::IAM::Policy' ? 10_240 : 6_144;
      expect(JSON.stringify(properties.PolicyDocument).length, logicalId).toBeLessThanOrEqual(most);
    }
  });
});

describe('Given a cell whose partitions have groups', () => {
  const errorsOf = (partitions: readonly Partition[]) =>
    cellErrors({ ...cellNamed('us-1'), partitions }).join();
  const many = (count: number, of: (index: number) => Partial<Partition>): readonly Partition[] =>
    Array.from({ length: count }, (_, index) => ({ name: `p-${index}`, stage: 'posting', ...of(index) }));

  test.each<[string, readonly Partition[], RegExp]>([
    ['a group has 26', many(26, () => ({ group: 'a' })), /its group a has 26 partitions: a stack takes 25/],
    [
      '21 have none',
      many(21, () => ({})),
      /21 partitions without a group: the stack of the functions takes 20/,
    ],
    ['there are six', many(6, (index) => ({ group: `g-${index}` })), /has 6 groups of partitions: 5 at most/],
    ['one has an odd name', many(1, () => ({ group: 'A b' })), /its group "A b" must be 1 to 31/],
  ])('When %s, Then a sentence says what to do', (_, partitions, sentence) => {
    expect(errorsOf(partitions)).toMatch(sentence);
  });

  test('When they fit, Then no sentence is about groups', () => {
    expect(errorsOf([...many(20, () => ({})), ...many(25, () => ({ group: 'a' }))])).not.toMatch(/group/);
  });

  test('When one is added, Then no other partition moves, and no queue is renamed', () => {
    const templates = (cell: Cell) => {
      const made = new CellStage(testApp(), cell);
      return Template.fromStack(made.stateless).toJSON().Resources;
    };
    const cell = cellNamed('us-1');
    const [first, ...others] = cell.partitions.filter(({ name: its }) => its === 'posting');
    if (!first || others.length > 0) throw new Error('There is not one partition posting');
    const rest = cell.partitions.filter((partition) => partition !== first);
    const before = templates(cell);
    const split: Cell = {
      ...cell,
      partitions: [
        ...rest,
        { ...first, where: { status: [{ 'anything-but': ['paid', 'failed'] }] } },
        { name: 'failed', stage: 'posting', where: { status: ['failed'] }, group: 'more' },
      ],
    };
    const after = templates(split);
    expect(Object.keys(after).filter((id) => !(id in before))).toEqual([]);
  });
});
