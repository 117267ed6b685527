import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { realTiming } from '../../cli/http/timing.ts';
import { cells } from '../../infra/cells/cells.ts';
import type { AccountWorld } from '../doubles/memory-account.ts';
import { runCommand } from '../unit/cli/run-program.ts';
import { readyWorld } from '../unit/planner/preflight-world.ts';
import { startAccountServer } from './account-server.ts';
import { onlyTheseCredentials } from './bems-command.ts';

const [cell] = cells.filter(({ name }) => name === 'us-1');
if (!cell) throw new Error('infra/cells has no cell us-1');

/** Runs the command against an account like this; what it printed, how it ended, and what it asked. */
async function preflightOf(world: AccountWorld, ...args: readonly string[]) {
  const server = await startAccountServer(world);
  try {
    const command = ['cells', 'preflight', '--cell', 'us-1', '--endpoint', server.endpoint, ...args];
    return { ...(await runCommand(command, { timing: realTiming })), operations: server.operations() };
  } finally {
    await server.stop();
  }
}

describe('Given an account to which a cell is to be deployed', () => {
  beforeEach(onlyTheseCredentials);
  afterEach(() => vi.unstubAllEnvs());

  test('When nothing blocks, Then it says how to deploy, and ends with 0', async () => {
    const { out, exitCode } = await preflightOf(readyWorld(cell), '--account', '111122223333');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^Cell us-1 in us-east-1, account 111122223333 \(arn:.*\): blocks 0, unknown 1, warns 0, fine \d+\./,
    );
    expect(out).toMatch(/npx cdk deploy 'us-1\/\*' -c account:invoices-us=111122223333$/);
  });

  test('When something blocks, Then it comes first with its command; the end is 1', async () => {
    const { bootstrap: _, ...world } = readyWorld(cell);
    const { out, exitCode } = await preflightOf(
      { ...world, timestream: false },
      ...['--account', '111122223333'],
    );
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^Cell us-1 .*: blocks 1, unknown 1, warns 0, .*\n\nblocks {3}BOOTSTRAP_MISSING\n/);
    expect(out).toContain('         $ npx cdk bootstrap aws://111122223333/us-east-1\n');
    expect(out).not.toContain('npx cdk deploy');
  });

  test('When a right is missing, Then it is named, and what rests on it is unknown', async () => {
    const world = {
      ...readyWorld(cell),
      denied: ['cloudformation:GetResource', 'lambda:GetAccountSettings'],
    };
    const { out, exitCode } = await preflightOf(world, '--account', '111122223333', '--json');
    const { findings } = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(findings).toContainEqual({
      code: 'NOT_PERMITTED',
      severity: 'unknown',
      message:
        'Your credentials may not look up concurrent invocations of Lambda: they lack lambda:GetAccountSettings.',
      permission: 'lambda:GetAccountSettings',
    });
    const codes = findings.map(({ code }: { code: string }) => code);
    for (const code of ['LAMBDA_CONCURRENCY', 'NAMES_FREE', 'SERVICE_ROLE'])
      expect(codes).not.toContain(code);
  });

  test('When nothing but a warning is found, Then it ends with 0', async () => {
    const { out, exitCode } = await preflightOf(readyWorld(cell));
    expect(out).toContain('warns    ACCOUNT_UNCONFIRMED');
    expect(exitCode).toBe(0);
  });

  test('When it is looked at, Then nothing but reads is sent', async () => {
    const { operations } = await preflightOf(readyWorld(cell));
    expect(operations.length).toBeGreaterThan(50);
    expect(operations.filter((operation) => !/:(Get|List|Describe)[A-Z]/.test(operation))).toEqual([]);
  });

  test('When there are no credentials, Then it says to which account to sign in', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    await expect(preflightOf(readyWorld(cell))).rejects.toMatchObject({
      code: 'NO_CREDENTIALS',
      exitCode: 3,
      next: expect.stringContaining('Sign in to the account invoices-us'),
    });
  });

  test('When the id or the cell is none, Then the command line is refused', async () => {
    await expect(preflightOf(readyWorld(cell), '--account', '12')).rejects.toThrow('twelve digits');
    await expect(runCommand(['cells', 'preflight', '--cell', 'local'])).rejects.toMatchObject({
      code: 'CELL_UNKNOWN',
    });
  });
});
