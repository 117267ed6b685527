import { type ExecFileException, execFile, execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { CellStage } from '../../infra/cell-stage.ts';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../lib/json.ts';
import { isLongRun } from '../long-run.ts';
import { storeExpectations } from './stores/expectations.ts';
import { cloudStages, shownCell, testApp } from './synthesis.ts';
import { thinned, withoutRepeats } from './thinned.ts';

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

/** The template of QuickSight of a lake. */
function quickSightTemplate(): string {
  const assembly = new CellStage(testApp(), shownCell).synth();
  return assembly.getStackByName('shown-quicksight').templateFullPath;
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

/** What a usual run has time for: of each template what none before it says. */
function shortened(all: readonly Linted[], quickSight: Linted): readonly Linted[] {
  const bySize = all
    .map((linted) => ({ ...linted, text: readFileSync(linted.template, 'utf8') }))
    .toSorted((a, b) => a.text.length - b.text.length)
    .map(({ text, ...linted }) => ({ ...linted, content: parseJsonObject(text) ?? {} }));
  const rest = thinned(bySize.map(({ content }) => content));
  return [
    ...bySize.flatMap(({ also }, at) => written(also, rest[at])),
    ...written(quickSight.also, thinnedQuickSight(quickSight.template)),
  ];
}

/**
 * The dashboards have the sheets of the analysis, and what is said in one place of a sheet is said alike in many:
 * cfn-lint takes seconds for each of them.
 */
function thinnedQuickSight(template: string): JsonObject {
  const { Resources: resources, ...rest } = parseJsonObject(readFileSync(template, 'utf8')) ?? {};
  const kept = Object.entries(isObject(resources) ? resources : {}).filter(
    ([id]) => !/^Boards(operations|finance)/.test(id),
  );
  return { ...rest, Resources: withoutRepeats(Object.fromEntries(kept)) };
}

function written(also: readonly string[], content: JsonObject | undefined): readonly Linted[] {
  if (!content) return [];
  const template = join(mkdtempSync(join(inject('runFolder'), 'thinned-')), 'a.template.json');
  writeFileSync(template, JSON.stringify(content));
  return [{ template, also }];
}

/** What cfn-lint prints; it exits with another code than 0 when it finds something. */
async function lint(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('cfn-lint', args).catch((failure: ExecFileException) => {
    if (failure.stdout) return { stdout: failure.stdout };
    throw failure;
  });
  return stdout.trim();
}

// Never skipped in CI.
const skipped = !process.env.CI && !isInstalled();
if (skipped) console.info('cfn-lint is not on PATH, so the templates are not linted: pip install cfn-lint');

describe.skipIf(skipped)('Given the templates of everything that is deployed', () => {
  test('When cfn-lint reads them, Then it finds nothing', { timeout: 600_000 }, async () => {
    const all = templates();
    const quickSight = { template: quickSightTemplate(), also: storeExpectations.lake.lintExceptions };
    const linted = isLongRun ? [...all, quickSight] : shortened(all, quickSight);
    expect(linted.length).toBeGreaterThanOrEqual(10);
    for (const [also, some] of Map.groupBy(linted, (each) => each.also.join())) {
      const findings = await lint([
        ...(also === '' ? [] : ['--ignore-checks', ...also.split(',')]),
        '--',
        ...some.map(({ template }) => template),
      ]);
      expect(findings).toBe('');
    }
  });
});
