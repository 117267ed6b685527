import { execFile, execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { QuickSightStack } from '../../infra/quicksight-stack.ts';
import { isJsonArray, isObject, type JsonValue, parseJson, parseJsonObject } from '../../lib/json.ts';
import { isLongRun } from '../long-run.ts';
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

interface Linted {
  readonly template: string;
  /** Checks that are not made of it. */
  readonly also: readonly string[];
}

/** The templates of everything that is deployed. */
function templates(): readonly Linted[] {
  return cloudStages().flatMap(({ name, folder }) =>
    globSync(`${folder}/*.template.json`).map((template) => ({ template, also: acceptedIn(name) })),
  );
}

/**
 * Those of the templates in which some resource says what none does in a smaller one, such as a property:
 * cells are alike but for names and numbers, and cfn-lint takes seconds for each template.
 */
function unlike(all: readonly Linted[]): readonly Linted[] {
  const known = new Set<string>();
  return all
    .map((linted) => ({ linted, text: readFileSync(linted.template, 'utf8') }))
    .toSorted((a, b) => a.text.length - b.text.length)
    .flatMap(({ linted, text }) => {
      const before = known.size;
      for (const said of saidIn(text)) known.add(said);
      return known.size > before ? [linted] : [];
    });
}

/** The types of a template's resources and what each says: the paths to its values, and of what type they are. */
function saidIn(template: string): readonly string[] {
  const { Resources: resources } = parseJsonObject(template) ?? {};
  return Object.values(isObject(resources) ? resources : {}).flatMap((resource) =>
    isObject(resource) ? pathsIn(resource, String(resource.Type)) : [],
  );
}

function pathsIn(value: JsonValue, path: string): readonly string[] {
  if (isJsonArray(value)) return value.flatMap((each) => pathsIn(each, `${path}[]`));
  if (!isObject(value)) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, each]) =>
    /^(Ref|Fn::\w+)$/.test(key) ? [`${path}: ${key}`] : pathsIn(each, `${path}.${key}`),
  );
}

// Never skipped in CI.
const skipped = !process.env.CI && !isInstalled();
if (skipped) console.info('cfn-lint is not on PATH, so the templates are not linted: pip install cfn-lint');

describe.skipIf(skipped)('Given the templates of everything that is deployed', () => {
  test('When cfn-lint reads them, Then it finds nothing', { timeout: 600_000 }, async () => {
    const all = templates();
    const quickSight = { template: quickSightTemplate(), also: storeExpectations.lake.lintExceptions };
    const linted = [...(isLongRun ? all : unlike(all)), quickSight];
    expect(linted.length).toBeGreaterThanOrEqual(10);
    for (const [also, some] of Map.groupBy(linted, (each) => each.also.join())) {
      const { stdout } = await promisify(execFile)('cfn-lint', [
        ...(also === '' ? [] : ['--ignore-checks', ...also.split(',')]),
        '--',
        ...some.map(({ template }) => template),
      ]);
      expect(stdout.trim()).toBe('');
    }
  });
});
