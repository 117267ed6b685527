import { globSync, statSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { entryMetadata, names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cellErrors } from '../../infra/cells/cell-errors.ts';
import { largeCell } from '../../infra/cells/examples.ts';
import type { Partition } from '../../infra/cells/partitions.ts';
import { placeErrors } from '../../infra/planner/place-errors.ts';
import { quotaErrors } from '../../infra/planner/quota-errors.ts';
import { isObject } from '../../lib/json.ts';
import { stages } from '../../schemas/stages.ts';
import { invariants } from './invariants/index.ts';
import { at } from './invariants/resources.ts';
import { statementsOf } from './policies.ts';
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

  test('When a group is made, Then it has a relay of its own, and a key', () => {
    const relays = resources.filter(({ metadata }) => metadata[entryMetadata] === 'functions/relay');
    expect(relays.map(({ physicalId, stack }) => [physicalId, stack])).toEqual(
      stages.map((group) => [name.relayFunction(group), `large-partitions-${group}`]),
    );
    for (const group of stages) {
      const [key, ...others] = ofStack(`partitions-${group}`).filter(({ type }) => type === 'AWS::KMS::Key');
      expect(others).toEqual([]);
      const under = ofStack(`partitions-${group}`).flatMap(
        ({ properties }) => properties.KmsMasterKeyId ?? [],
      );
      expect(under).toHaveLength(6 * largeCell.partitions.filter((each) => each.group === group).length);
      expect(new Set(under)).toEqual(new Set([key?.arn]));
    }
  });

  test('When a service uses the key of a group, Then for its rules and topics alone', () => {
    const arn = (service: string, resource: string) =>
      `arn:aws:${service}:us-east-1:000000000000:${resource}`;
    for (const group of stages) {
      const key = ofStack(`partitions-${group}`).find(({ type }) => type === 'AWS::KMS::Key');
      const own = largeCell.partitions.filter((partition) => partition.group === group);
      const sources = {
        'events.amazonaws.com': own.map((each) => arn('events', `rule/${name.bus}/${name.rule(each.name)}`)),
        'sns.amazonaws.com': own.map((each) => arn('sns', name.topic(each.name))),
      };
      const ofServices = statementsOf(key?.properties.KeyPolicy).filter(({ sid }) => sid !== undefined);
      expect(
        ofServices.map(({ principals, actions, condition }) => [principals, actions, condition]),
      ).toEqual(
        Object.entries(sources).map(([service, arns]) => [
          [service],
          ['kms:Decrypt', 'kms:GenerateDataKey'],
          {
            StringEquals: { 'aws:SourceAccount': '000000000000' },
            ArnLike: { 'aws:SourceArn': arns },
          },
        ]),
      );
    }
  });

  test('When a relay begins to read, Then it may already read and publish', () => {
    for (const stack of stacks
      .filter(Stack.isStack)
      .filter(({ node }) => node.id.startsWith('partitions-'))) {
      const mappings = Template.fromStack(stack).findResources('AWS::Lambda::EventSourceMapping');
      const relaying = Object.entries(mappings).filter(([id]) => id.startsWith('Relay'));
      expect(relaying.length).toBeGreaterThan(20);
      for (const [id, { DependsOn: waitsFor }] of relaying)
        expect(waitsFor, id).toEqual([
          expect.stringMatching(/^RelayConsume/),
          expect.stringMatching(/^RelayPublish/),
        ]);
    }
  });

  test('When messages of a group are looked at, Then whoever may can open them', () => {
    const keys = stages.map((group) =>
      String(ofStack(`partitions-${group}`).find(({ type }) => type === 'AWS::KMS::Key')?.arn),
    );
    const openedBy = (functionName: string) =>
      opened((policy) => [policy.properties.Roles ?? []].flat().includes(roleOf(functionName)));
    expect(openedBy(name.reconcilerFunction)).toEqual(expect.arrayContaining(keys));
    // The role itself is there once it is agreed who may assume it.
    expect(opened(({ logicalId }) => logicalId.startsWith('OnCall'))).toEqual(expect.arrayContaining(keys));
    for (const stage of stages)
      expect(openedBy(name.processorFunction(stage)).filter((key) => keys.includes(key))).toEqual([
        keys[stages.indexOf(stage)],
      ]);
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

/** The keys that these policies let somebody decrypt with. */
function opened(isOne: (policy: Resource) => boolean): readonly string[] {
  return resources
    .filter((resource) => /^AWS::IAM::(Managed)?Policy$/.test(resource.type) && isOne(resource))
    .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
    .filter(({ actions }) => actions.includes('kms:Decrypt'))
    .flatMap((statement) => statement.resources);
}

function roleOf(functionName: string): string {
  const its = resources.find(
    ({ type, physicalId }) => type === 'AWS::Lambda::Function' && physicalId === functionName,
  );
  return String(resources.find(({ arn }) => arn === its?.properties.Role)?.physicalId);
}

describe('Given a Region where a bus takes few rules', () => {
  test('When 99 partitions are to be there, Then the error gives both figures', () => {
    const there = (count: number): Cell => ({
      ...{ ...largeCell, region: 'eu-south-1' },
      partitions: largeCell.partitions.slice(0, count),
    });
    expect(placeErrors(there(99))).toEqual([
      expect.stringMatching(/^cell large: a bus takes 100 rules in eu-south-1, but 99 partitions need 101\./),
    ]);
    expect(placeErrors(there(98))).toEqual([]);
  });
});

/** The same cell with names as long as they may be, and as many groups. */
const longNames: Cell = {
  ...largeCell,
  prefix: 'prefix-of-20-chars--',
  partitions: largeCell.partitions.map((partition, index) => ({
    ...partition,
    name: partition.name.padEnd(31, 'x'),
    group: `group-${index % 5}`.padEnd(31, 'x'),
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

  test('When functions are made, Then their names and settings are short enough', () => {
    for (const { type, physicalId, properties } of loadTemplates(made).resources) {
      if (type !== 'AWS::Lambda::Function') continue;
      expect(physicalId.length, physicalId).toBeLessThanOrEqual(64);
      const variables = at(properties, 'Environment', 'Variables');
      const bytes = Object.entries(isObject(variables) ? variables : {}).reduce(
        (sum, [variable, value]) => sum + Buffer.byteLength(`${variable}${value}`),
        0,
      );
      // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, and generated names may be longer.
      expect(bytes, physicalId).toBeLessThanOrEqual(4_096 - 100);
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
