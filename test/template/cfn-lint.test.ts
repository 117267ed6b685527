import { execFile, execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { everyStore } from './stores/expectations.ts';
import { cloudStages } from './synthesis.ts';

function isInstalled(): boolean {
  try {
    execFileSync('cfn-lint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const accepted = [
  // The construct library states dependencies that a reference implies already.
  'W3005',
  ...everyStore.flatMap(({ lintExceptions }) => lintExceptions),
];

// Never skipped in CI.
const skipped = !process.env.CI && !isInstalled();
if (skipped) console.info('cfn-lint is not on PATH, so the templates are not linted: pip install cfn-lint');

describe.skipIf(skipped)('Given the templates of everything that is deployed', () => {
  test('When cfn-lint reads them, Then it finds nothing', { timeout: 300_000 }, async () => {
    const templates = cloudStages()
      .flatMap(({ folder }) => globSync(`${folder}/*.template.json`))
      // Groups of partitions are alike, and it takes long: one is enough.
      .filter((file) => !/large(access|state|partitions(?!posting))/.test(basename(file)));
    expect(templates.length).toBeGreaterThanOrEqual(9);
    const { stdout } = await promisify(execFile)('cfn-lint', [
      '--ignore-checks',
      ...accepted,
      '--',
      ...templates,
    ]);
    expect(stdout.trim()).toBe('');
  });
});
