import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { AccountStage } from '../../infra/account-stage.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { accounts } from '../../infra/cells/accounts.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { at, textAt } from './invariants/resources.ts';
import { somePeople } from './quicksight-people.ts';
import { cellNamed, testApp } from './synthesis.ts';

const cell: Cell = {
  ...cellNamed('us-1'),
  quickSightPeople: somePeople,
};

interface Deployed {
  readonly stack: Stack;
  readonly resources: readonly (readonly [string, JsonObject])[];
}

function stacksOf(stage: { readonly node: { findAll: () => unknown[] } }): readonly Deployed[] {
  return stage.node.findAll().flatMap((construct) => {
    if (!(construct instanceof Stack)) return [];
    const json: JsonValue = JSON.parse(JSON.stringify(Template.fromStack(construct).toJSON()));
    const resources = at(json, 'Resources');
    const all = Object.entries(isObject(resources) ? resources : {});
    return {
      stack: construct,
      resources: all.flatMap(([id, one]) => (isObject(one) ? [[id, one] as const] : [])),
    };
  });
}

function baseline(stands?: true): AccountStage {
  const found = accounts.find((account) => account.baseline?.trail === 'organization');
  if (!found?.baseline) throw new Error('No account has the trail of the organization');
  return new AccountStage(testApp(), {
    ...found,
    baseline: { ...found.baseline, ...(stands && { stands }) },
  });
}

const first = [
  { name: 'a cell', stacks: stacksOf(new CellStage(testApp(), cell)) },
  { name: 'a baseline', stacks: stacksOf(baseline()) },
];
const standing = [
  { name: 'a cell', stacks: stacksOf(new CellStage(testApp(), { ...cell, stands: true })) },
  { name: 'a baseline', stacks: stacksOf(baseline(true)) },
];

describe.each(first)('Given the first deployment of $name', ({ stacks }) => {
  test('When it fails, Then its stacks can be deleted and made again', () => {
    expect(stacks.length).toBeGreaterThan(0);
    for (const { stack } of stacks) expect(stack.terminationProtection, stack.stackName).toBe(false);
  });

  test('When it fails, Then nothing refuses to be deleted', () => {
    for (const { resources } of stacks)
      for (const [id, resource] of resources)
        expect(JSON.stringify(resource), id).not.toMatch(/"\w*DeletionProtection\w*":true/);
  });

  test('When it fails, Then what stays is not in the way of the next', () => {
    const staying = stacks.flatMap(({ resources }) =>
      resources.filter(([, resource]) => resource.DeletionPolicy === 'Retain'),
    );
    for (const [id, { Properties: properties }] of staying)
      expect(Object.keys(isObject(properties) ? properties : {}).join(), id).not.toMatch(/Name\b/);
  });

  test('When it is made, Then what holds data outlives its stack all the same', () => {
    const types = ['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::Events::Archive'];
    for (const { resources } of stacks)
      for (const [id, resource] of resources)
        if (types.includes(textAt(resource, 'Type') ?? '') && !signsLinks(resource))
          expect(resource.DeletionPolicy, id).toBe('RetainExceptOnCreate');
  });
});

/** What the key of links to alerts signs expires within days: it goes with its stack. */
function signsLinks(resource: JsonObject): boolean {
  return at(resource, 'Properties', 'KeyUsage') === 'GENERATE_VERIFY_MAC';
}

describe.each(standing)('Given $name that stands', ({ stacks }) => {
  test('When something is to be deleted by mistake, Then stacks and tables refuse it', () => {
    const monitoring = stacks.filter(({ stack }) => !stack.stackName.endsWith('-monitoring'));
    for (const { stack, resources } of monitoring) {
      expect(stack.terminationProtection, stack.stackName).toBe(true);
      for (const [id, resource] of resources)
        if (resource.Type === 'AWS::DynamoDB::Table')
          expect(at(resource, 'Properties', 'DeletionProtectionEnabled'), id).toBe(true);
    }
  });
});

describe('Given a cell that is deployed', () => {
  const notices = (stands?: true) =>
    JSON.stringify(
      Annotations.fromStack(
        new CellStage(testApp(), { ...cell, ...(stands && { stands }) }).stateful,
      ).findInfo('*', Match.anyValue()),
    );

  test('When it is not said to stand, Then whoever deploys it is told what to write', () => {
    expect(notices()).toContain('us-1 is not protected from being deleted');
    expect(notices(true)).not.toContain('not protected');
  });
});
