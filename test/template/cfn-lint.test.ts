import { execFile, execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { storeExpectations } from './stores/expectations.ts';
import { cloudStages } from './synthesis.ts';

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
    for (const [also, some] of Map.groupBy(templates, (each) => each.also.join())) {
      const { stdout } = await promisify(execFile)('cfn-lint', [
        ...(also === '' ? [] : ['--ignore-checks', ...also.split(',')]),
        '--',
        ...some.map(({ template }) => template),
      ]);
      expect(stdout.trim()).toBe('');
    }
  });
});
