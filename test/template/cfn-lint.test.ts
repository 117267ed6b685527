import { execFile, execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { QuickSightStack } from '../../infra/quicksight-stack.ts';
import { isObject, parseJson } from '../../lib/json.ts';
import { somePeople } from './quicksight-people.ts';
import { storeExpectations } from './stores/expectations.ts';
import { cellNamed, cloudStages, testApp } from './synthesis.ts';

function isInstalled(): boolean {
  try {
    execFileSync('cfn-lint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What is accepted of the templates of a folder: of a cell, what its time series is known for. */
function acceptedIn(stage: string): readonly string[] {
  const cell = [...cells, ...exampleCells].find(({ name }) => name === stage);
  return cell ? storeExpectations[cell.timeSeries.store].lintExceptions : [];
}

/**
 * The template of QuickSight of a lake, without the dashboards whose sheets are those of the analysis: cfn-lint takes
 * seconds for each, and the one that is left has what an analysis lacks.
 */
function quickSightTemplate(): string {
  const app = testApp();
  new QuickSightStack(app, 'quicksight', {
    cell: { ...cellNamed('us-1'), quickSightTopic: true },
    dataSourceArn: 'arn:aws:quicksight:us-east-1:111111111111:datasource/time-series',
    people: somePeople,
  });
  const path = app.synth().getStackByName('quicksight').templateFullPath;
  const template = parseJson(readFileSync(path, 'utf8'));
  const resources = isObject(template) && isObject(template.Resources) ? template.Resources : {};
  const kept = Object.entries(resources).filter(([id]) => !/^Boards(operations|finance)/.test(id));
  expect(kept.length).toBe(Object.keys(resources).length - 2);
  writeFileSync(
    path,
    JSON.stringify({ ...(isObject(template) && template), Resources: Object.fromEntries(kept) }),
  );
  return path;
}

// Never skipped in CI.
const skipped = !process.env.CI && !isInstalled();
if (skipped) console.info('cfn-lint is not on PATH, so the templates are not linted: pip install cfn-lint');

describe.skipIf(skipped)('Given the templates of everything that is deployed', () => {
  test('When cfn-lint reads them, Then it finds nothing', { timeout: 300_000 }, async () => {
    const templates = cloudStages()
      .flatMap(({ name, folder }) =>
        globSync(`${folder}/*.template.json`).map((template) => ({ template, also: acceptedIn(name) })),
      )
      // Groups of partitions are alike, and it takes long: one is enough.
      .filter(({ template }) => !/large(access|state|partitions(?!posting))/.test(basename(template)));
    expect(templates.length).toBeGreaterThanOrEqual(9);
    const all = [
      ...templates,
      { template: quickSightTemplate(), also: storeExpectations.lake.lintExceptions },
    ];
    for (const [also, some] of Map.groupBy(all, (each) => each.also.join())) {
      const { stdout } = await promisify(execFile)('cfn-lint', [
        ...(also === '' ? [] : ['--ignore-checks', ...also.split(',')]),
        '--',
        ...some.map(({ template }) => template),
      ]);
      expect(stdout.trim()).toBe('');
    }
  });
});
