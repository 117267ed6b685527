import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { afterAll, describe, expect, test } from 'vitest';
import { readStacks } from '../../emulator/template/assembly.ts';
import { refuseUnknownAccounts } from '../../infra/blocks/account-id.ts';
import { accounts, accountsOf } from '../../infra/cells/accounts.ts';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { InputError } from '../../infra/cells/input-error.ts';
import { regions } from '../../infra/cells/regions.ts';
import { newApp } from '../../infra/new-app.ts';
import { synthesizeChosen } from '../../infra/synthesize-chosen.ts';
import { sectionOf } from '../unit/docs/pages.ts';
import { openStacks } from './open-stacks.ts';

const outdir = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

type Context = Readonly<Record<string, string>>;
const unbundled = { 'aws:cdk:bundling-stacks': [] };

const newFolder = () => mkdtempSync(join(outdir, 'stacks-'));

/** Runs the app as the CDK's command does with credentials for some account, into a folder of its own. */
async function runInto(folder: string, context: Context): Promise<void> {
  const env = {
    ...process.env,
    CDK_DEFAULT_ACCOUNT: '999988887777',
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...unbundled }),
    CDK_VALIDATION: 'false',
  };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { env });
}

/** Synthesizes the same here: to start the app takes seconds. @throws {InputError} when the app refuses it */
function synthesizeInto(folder: string, context: Context): void {
  synthesizeChosen(
    newApp({
      outdir: folder,
      context: { ...context, ...unbundled },
      builtinCloudFormationValidation: false,
    }),
  );
}

/** @returns what the app says where errors go */
function refusalOf(context: Context): string {
  try {
    synthesizeInto(outdir, context);
  } catch (error) {
    if (error instanceof InputError) return `${error.message}\nNext: ${error.next}\n`;
    throw error;
  }
  throw new Error('The app did not refuse it');
}

describe('Given the infrastructure app', () => {
  test('When a cell is named that there is not, Then it says which there are', async () => {
    const [known, examples] = [cells, exampleCells].map((some) => some.map(({ name }) => name).join(', '));
    await expect(runInto(outdir, { cell: 'eu-9' })).rejects.toHaveProperty(
      'stderr',
      `There is no cell eu-9 in infra/cells/cells.ts.\nNext: Give one of these as -c cell=<name>: ${known}; or an example of infra/cells/examples.ts: ${examples}.\n`,
    );
  });

  test('When an account id is given that is none, Then it says what one looks like', () => {
    expect(refusalOf({ cell: 'us-1', 'account:invoices-us': '4711' })).toBe(
      '-c account:invoices-us=4711 is no account id.\nNext: Give the twelve digits of the id.\n',
    );
  });
});

describe('Given an id for an account that nothing chosen is in', () => {
  const id = '111122223333';

  test('When its name is mistyped, Then it is refused with the closest', () => {
    expect(refusalOf({ cell: 'first', 'account:sandbxo': id })).toBe(
      '-c account:sandbxo names no account of what is chosen; close to it: sandbox.\nNext: Give ids for these alone: sandbox.\n',
    );
    expect(refusalOf({ cell: 'us-1', 'account:opeartions': id, 'account:invoices-us': id })).toBe(
      '-c account:opeartions names no account of what is chosen; close to it: operations.\nNext: Give ids for these alone: invoices-us, operations, audit.\n',
    );
    expect(refusalOf({ 'account:organisation': id })).toContain('close to it: organization.');
  });

  test('When several are of other cells, Then each is refused', () => {
    expect(refusalOf({ cell: 'first', 'account:invoices-eu': id, 'account:audit': id })).toBe(
      '-c account:invoices-eu names no account of what is chosen.\n-c account:audit names no account of what is chosen.\nNext: Give ids for these alone: sandbox.\n',
    );
  });

  test('When all is chosen, Then ids of every account are taken', () => {
    const app = newApp({
      context: { 'account:organization': id, 'account:operations': id, 'account:invoices-ap': id },
    });
    const aliases = accountsOf(accounts.map(({ alias }) => alias));
    expect(() => refuseUnknownAccounts(app, aliases)).not.toThrow();
    expect(aliases).toEqual([
      'organization',
      'invoices-ap',
      'invoices-eu',
      'invoices-us',
      'operations',
      'audit',
    ]);
  });
});

/** What the table of stacks that fail names, as patterns of a stack's name. */
function stackRows(section: string): readonly RegExp[] {
  const [, table = ''] = section.split('| stack, ');
  const cellsOf = table.split('\n\n')[0]?.match(/^\| `[^|]+\|/gm) ?? [];
  const named = cellsOf.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  return named.map((name) => new RegExp(`^${name.replace(/<\w+>/, '[a-z0-9-]+')}$`));
}

/** A cell's stacks go by what they are for, all others by their stage. */
function withoutCell(stack: string): string {
  const cell = cells.find(({ name }) => stack.startsWith(`${name}-`));
  return cell ? stack.slice(cell.name.length + 1) : stack.replace(/^overview-dashboards$/, 'overview');
}

describe('Given credentials for some account', () => {
  test('When no id is given, Then each stack has its account confirmed', {
    timeout: 60_000,
  }, async () => {
    const folder = newFolder();
    await runInto(folder, {});
    const stacks = readStacks(folder);
    expect(stacks.length).toBeGreaterThan(12);
    for (const { name, accountId } of stacks) expect(accountId, name).toBeUndefined();
    expect(openStacks(folder)).toEqual([]);

    // The page on failed deployments has a row for each of them.
    const rows = stackRows(sectionOf('docs/deploying.md', '## When a deployment fails'));
    for (const { name } of stacks)
      expect(
        rows.some((row) => row.test(withoutCell(name))),
        name,
      ).toBe(true);
  });
});

describe('Given cells to be synthesized alone', () => {
  const stacksOf = (context: Context) => {
    const folder = newFolder();
    synthesizeInto(folder, context);
    return { folder, stacks: readStacks(folder) };
  };

  test('When the id is given, Then the stacks are of that account and ask for nothing', () => {
    const { stacks } = stacksOf({ cell: 'us-1', 'account:invoices-us': '111122223333' });
    for (const { accountId, template } of stacks) {
      expect(accountId).toBe('111122223333');
      expect(template.Parameters).not.toHaveProperty('ConfirmedAccountId');
    }
  });

  test('When several cells are named, Then the stacks are theirs alone', () => {
    const { stacks } = stacksOf({ cell: 'first,us-1' });
    const cellsOf = stacks.map(({ name }) => name.replace(/-[a-z]+$/, ''));
    expect(new Set(cellsOf)).toEqual(new Set(['first', 'us-1']));
  });

  test('When it is the local cell, Then nobody is asked, because it is in no account', () => {
    const { folder, stacks } = stacksOf({ cell: 'local' });
    expect(openStacks(folder)).toEqual(stacks.map(({ name }) => name));
  });
});

describe('Given the Regions that a cell may be in', () => {
  test('When the construct library knows of one, Then so do we', () => {
    const open = RegionInfo.regions.map(({ name }) => name).filter((name) => !name.includes('-iso'));
    expect(regions.toSorted()).toEqual(open.toSorted());
  });
});
