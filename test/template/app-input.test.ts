import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { afterAll, describe, expect, test } from 'vitest';
import { cells } from '../../infra/cells/cells.ts';
import { regions } from '../../infra/cells/regions.ts';

const outdir = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** Runs the app as the CDK's command does. @returns what it says where errors go */
async function refusalOf(context: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
  try {
    await promisify(execFile)(process.execPath, ['infra/app.ts'], { env });
  } catch (error) {
    if (error instanceof Error && 'stderr' in error) return String(error.stderr);
    throw error;
  }
  throw new Error('The app did not refuse it');
}

describe('Given the infrastructure app', () => {
  test('When a cell is named that there is not, Then it says which there are', async () => {
    const known = cells.map(({ name }) => name).join(', ');
    expect(await refusalOf({ cell: 'eu-9' })).toBe(
      `There is no cell eu-9 in infra/cells/cells.ts.\nNext: Give one of these as -c cell=<name>: ${known}.\n`,
    );
  });

  test('When an account id is given that is none, Then it says what one looks like', async () => {
    expect(await refusalOf({ cell: 'us-1', 'account:invoices-us': '4711' })).toBe(
      '-c account:invoices-us=4711 is no account id.\nNext: Give the twelve digits of the id.\n',
    );
  });
});

describe('Given the Regions that a cell may be in', () => {
  test('When the construct library knows of one, Then so do we', () => {
    const open = RegionInfo.regions.map(({ name }) => name).filter((name) => !name.includes('-iso'));
    expect(regions.toSorted()).toEqual(open.toSorted());
  });
});
