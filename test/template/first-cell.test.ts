import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, inject, it } from 'vitest';
import { preflightText } from '../../cli/preflight/preflight-text.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { fleetErrors } from '../../infra/fleet-errors.ts';
import { preflight } from '../../infra/planner/preflight/preflight.ts';
import { projectRoot } from '../../local/project-root.ts';
import { memoryAccount } from '../doubles/memory-account.ts';
import { read, sectionOf } from '../unit/docs/pages.ts';
import { readyWorld } from '../unit/planner/preflight-world.ts';
import { synthesize, testApp } from './synthesis.ts';

const section = sectionOf('docs/deploying.md', '## From a new account to an event on a dashboard');
const [, entry = ''] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];

/** The list of cells after somebody did as the page says. */
async function cellsWithEntry(): Promise<readonly Cell[]> {
  const edited = read('infra/cells/cells.ts')
    .replace('import { tenYears }', 'import { tenYears, trial }')
    .replace(/\];\n$/, `${entry}];\n`)
    .replaceAll(/from '(\..*)'/g, (_, path: string) => {
      const file = join(projectRoot, 'infra/cells', path);
      return `from '${pathToFileURL(file).href}'`;
    });
  const file = join(mkdtempSync(join(inject('runFolder'), 'cells-')), 'cells.ts');
  writeFileSync(file, edited);
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)).cells;
}

const all = await cellsWithEntry();
const [first] = all.filter(({ name }) => name === 'first');
if (!first) throw new Error('the entry on the page is no cell called first');

describe('Given the entry for a first cell on the page about deploying', () => {
  it('When it is added to the list as it stands, Then nothing is wrong with any cell', () => {
    expect(entry).not.toMatch(/[<>…]/);
    expect(all).toHaveLength(cells.length + 1);
    expect(fleetErrors(all)).toEqual([]);
  });

  it('When it is synthesized, Then there are no warnings, and three stacks', () => {
    const stage = new CellStage(testApp(), first);
    const stacks = [stage.stateful, stage.stateless, stage.monitoring];
    for (const stack of stacks)
      expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
    expect(stage.synth().stacks.map(({ stackName }) => stackName)).toEqual(
      expect.arrayContaining(['first-stateful', 'first-stateless', 'first-monitoring']),
    );
    expect(stage.synth().stacks).toHaveLength(3);
  });

  it('When the page’s commands ask for names, Then these are what is deployed', () => {
    const { stateless } = synthesize(first);
    expect(
      Object.keys(stateless.findOutputs('*')).filter((key) => /^ApiRestApiEndpoint/.test(key)),
    ).toHaveLength(1);
    stateless.hasResourceProperties('AWS::ApiGateway::ApiKey', { Name: 'first-erp' });
    const [, dashboard] = /#dashboards\/dashboard\/([\w-]+)/.exec(section) ?? [];
    Template.fromStack(new CellStage(testApp(), first).monitoring).hasResourceProperties(
      'AWS::CloudWatch::Dashboard',
      { DashboardName: dashboard },
    );
  });
});

describe('Given an account that was opened today', () => {
  it('When the page’s preflight is run, Then it finds what the page shows', async () => {
    const { bootstrap: _, ...ready } = readyWorld(first);
    const account = memoryAccount({
      ...ready,
      concurrency: { limit: 50, unreserved: 50 },
      resources: [],
      certificates: [],
      objects: [],
    });
    const given = { accountId: '111122223333', now: 0 };
    const printed = preflightText(await preflight(first, account, given), first, given);
    const [, shown = ''] = /--account \$ACCOUNT\n```\n\n```\n([\s\S]*?)\n```/.exec(section) ?? [];
    const paragraphs = shown.split('\n\n');
    expect(paragraphs).toHaveLength(3);
    for (const paragraph of paragraphs) expect(printed.split('\n\n')).toContain(paragraph);
  });
});
