import { CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { acceptedFindings } from '../../infra/blocks/findings.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { cloudStages, shownCell, testApp } from './synthesis.ts';

function packs() {
  return [new AwsSolutionsChecks(), new ServerlessChecks(), new NIST80053R5Checks(), new PCIDSS321Checks()];
}

/** `rule at construct path` of everything the packs object to below `scope`. */
function findings(scope: IConstruct, checks = packs()): readonly string[] {
  return checks
    .flatMap((pack) => pack.validateScope(scope).violations)
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

/**
 * The packs as if nothing had been accepted: how a pack looks acknowledgements up is a method of
 * its own.
 */
function unforgivingPacks() {
  return packs().map((pack) => Object.defineProperty(pack, 'isAcknowledged', { value: () => false }));
}

interface Acceptance {
  readonly construct: IConstruct;
  readonly rule: string;
  readonly reason: string;
}

function acceptances(scope: IConstruct): Acceptance[] {
  return scope.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([id, reason]) => ({ construct, rule: id.replace(/^Annotation::/, ''), reason })),
  );
}

/** The stack of QuickSight, which only cells with people of it have. */
const shown = new CellStage(testApp(), shownCell).node.findChild('quicksight');
const stages: readonly { readonly name: string; readonly stage: IConstruct }[] = [
  ...cloudStages(),
  { name: 'a cell that QuickSight shows', stage: shown },
];
/** Without what the construct library's own validation of templates was told, and warnings of our own. */
const accepted = stages
  .flatMap(({ stage }) => acceptances(stage))
  .filter(({ rule }) => !/^(CloudFormation-Validate::|bems:)/.test(rule));
const decisions = Object.values(acceptedFindings);

describe.each(stages)('Given the stacks of $name', ({ stage }) => {
  test('When the rule packs check them, Then they find nothing that is not accepted', () => {
    expect(findings(stage)).toEqual([]);
  });

  test('When it is synthesized, Then the construct library has nothing to say against it', () => {
    const said = stage.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => /^aws:cdk:(warning|error)$/.test(type))
          .map(({ data }) => `${node.path}: ${data}`),
      );
    expect(said).toEqual([]);
  });
});

describe('Given the findings that are accepted', () => {
  test('When they are counted, Then they are twelve at most, each for a reason', () => {
    expect(new Set(accepted.map(({ reason }) => reason)).size).toBeLessThanOrEqual(12);
    expect(decisions.length).toBeLessThanOrEqual(12);
    for (const { reason } of accepted) expect(reason).toMatch(/^\S.{20,}\.$/);
  });

  test('When one is accepted, Then the list of decisions has it, with that reason', () => {
    const listed = decisions.flatMap(({ rules, reason }) => rules.map((rule) => `${rule}: ${reason}`));
    expect(new Set(accepted.map(({ rule, reason }) => `${rule}: ${reason}`))).toEqual(new Set(listed));
  });

  test('When one is accepted, Then at the resource it is about, never at a group', () => {
    const broad = accepted
      .map(({ construct }) => construct)
      .filter((construct) => !CfnResource.isCfnResource(construct.node.defaultChild ?? construct));
    expect([...new Set(broad.map(({ node }) => node.path))]).toEqual([]);
  });

  test('When one is accepted, Then the packs would still find it there', () => {
    const found = stages.flatMap(({ stage }) => findings(stage, unforgivingPacks()));
    const idle = accepted
      .filter(
        ({ construct, rule }) =>
          !found.some((finding) => finding.startsWith(`${rule} at ${construct.node.path}`)),
      )
      .map(({ construct, rule }) => `${rule} at ${construct.node.path}`);
    expect(idle).toEqual([]);
  });
});
