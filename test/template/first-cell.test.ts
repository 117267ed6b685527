import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { preflightText } from '../../cli/preflight/preflight-text.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells, firstCell } from '../../infra/cells/examples.ts';
import { fleetErrors } from '../../infra/fleet-errors.ts';
import { preflight } from '../../infra/planner/preflight/preflight.ts';
import { memoryAccount } from '../doubles/memory-account.ts';
import { sectionOf } from '../unit/docs/pages.ts';
import { readyWorld } from '../unit/planner/preflight-world.ts';
import { synthesize, testApp } from './synthesis.ts';

const section = sectionOf('docs/deploying.md', '## From a new account to an event on a dashboard');

describe('Given the first cell of the page about deploying', () => {
  it('When it is beside the others, Then nothing is wrong, or left to fill in', () => {
    expect(fleetErrors([...cells, ...exampleCells])).toEqual([]);
    expect(JSON.stringify(firstCell)).not.toMatch(/[<>…]/);
    expect(cells).not.toContain(firstCell);
  });

  it('When it is synthesized, Then there are no warnings, and three stacks', () => {
    const stage = new CellStage(testApp(), firstCell);
    const stacks = [stage.stateful, stage.stateless, stage.monitoring];
    for (const stack of stacks)
      expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
    expect(stage.synth().stacks.map(({ stackName }) => stackName)).toEqual(
      expect.arrayContaining(['first-stateful', 'first-stateless', 'first-monitoring']),
    );
    expect(stage.synth().stacks).toHaveLength(3);
  });

  it('When the page’s commands ask for names, Then these are what is deployed', () => {
    const { stateless } = synthesize(firstCell);
    expect(
      Object.keys(stateless.findOutputs('*')).filter((key) => /^ApiRestApiEndpoint/.test(key)),
    ).toHaveLength(1);
    stateless.hasResourceProperties('AWS::ApiGateway::ApiKey', { Name: 'first-erp' });
    const [, dashboard] = /#dashboards\/dashboard\/([\w-]+)/.exec(section) ?? [];
    Template.fromStack(new CellStage(testApp(), firstCell).monitoring).hasResourceProperties(
      'AWS::CloudWatch::Dashboard',
      { DashboardName: dashboard },
    );
  });

  it('When the page’s commands are for the CDK, Then they bring the cell in', () => {
    const commands = section.match(/^npx cdk (?!bootstrap).*$/gm) ?? [];
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands)
      expect(command).toMatch(/ 'first\/\*' -c cell=first -c account:sandbox=\$ACCOUNT$/);
  });
});

describe('Given the first cell with people of QuickSight, as the page gives it them', () => {
  const page = sectionOf('docs/deploying.md', '## From a deployed cell to an event in QuickSight');
  const said = (pattern: RegExp) => {
    const [, found] = pattern.exec(page) ?? [];
    if (found === undefined) throw new Error(`The page does not say ${pattern}`);
    return found;
  };
  const cell: Cell = {
    ...firstCell,
    quickSightPeople: {
      identityRegion: said(/identityRegion: '([^']+)'/),
      namespace: said(/namespace: '([^']+)'/),
      groups: {
        executive: said(/executive: '([^']+)'/),
        operations: said(/operations: '([^']+)'/),
        finance: said(/finance: '([^']+)'/),
        authors: said(/authors: '([^']+)'/),
      },
    },
  };

  it('When it is synthesized, Then the page’s commands are about what is deployed', () => {
    const assembly = new CellStage(testApp(), cell).synth();
    expect(assembly.stacks.map(({ stackName }) => stackName)).toContain(said(/The stack `([\w-]+)` is new/));
    const { template } = assembly.getStackByName('first-quicksight');
    const text = JSON.stringify(template.Resources);
    expect(text).toContain(`"DataSourceId":"${said(/--data-source-id (\S+)/)}"`);
    expect(text).toContain(`"DashboardId":"${said(/\/sn\/dashboards\/([\w-]+)/)}"`);
    expect(Object.values(cell.quickSightPeople?.groups ?? {})).toContain(said(/--group-name (\S+)/));
  });

  it('When QuickSight is not there, Then the preflight says how to sign up', async () => {
    const { quickSight: _, ...world } = readyWorld(cell);
    const { findings } = await preflight(cell, memoryAccount(world), { now: 0 });
    const fixes = findings.flatMap(({ fix }) => fix ?? []);
    expect(fixes.filter((fix) => fix.startsWith('aws quicksight create-account-subscription '))).toHaveLength(
      1,
    );
  });
});

describe('Given an account that was opened today', () => {
  it('When the page’s preflight is run, Then it finds what the page shows', async () => {
    const { bootstrap: _, ...ready } = readyWorld(firstCell);
    const account = memoryAccount({
      ...ready,
      concurrency: { limit: 50, unreserved: 50 },
      resources: [],
      certificates: [],
      objects: [],
    });
    const given = { accountId: '111122223333', now: 0 };
    const printed = preflightText(await preflight(firstCell, account, given), firstCell, given);
    const [, shown = ''] = /--account \$ACCOUNT\n```\n\n```\n([\s\S]*?)\n```/.exec(section) ?? [];
    const paragraphs = shown.split('\n\n');
    expect(paragraphs).toHaveLength(3);
    for (const paragraph of paragraphs) expect(printed.split('\n\n')).toContain(paragraph);
  });
});
