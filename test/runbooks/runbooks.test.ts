import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { realTiming } from '../../cli/http/timing.ts';
import { names } from '../../functions/core/names.ts';
import { runbooksFile } from '../../infra/monitoring/runbooks.ts';
import { readOperatorKey } from '../../local/operator-key.ts';
import type { CellHome } from '../cell/cell-process.ts';
import { onlyTheseCredentials } from '../contract/bems-command.ts';
import { motoAvailable } from '../contract/moto.ts';
import { sampleDownstream } from '../contract/samples.ts';
import { cellNamed } from '../template/synthesis.ts';
import { runCommand } from '../unit/cli/run-program.ts';
import { read } from '../unit/docs/pages.ts';
import { type Account, openAccount } from './account.ts';
import { commandsOf } from './commands.ts';
import { happened } from './happened.ts';
import { conflict, startLocalCell } from './local-cell.ts';
import { printed } from './printed.ts';
import { openShell, type Shell } from './shell.ts';

const { preamble, commands } = commandsOf(read(runbooksFile));
/** The cell that the page's first lines name. */
const cell = cellNamed('eu-1');

/** Each once, where it first stands. */
const distinct = commands.filter(
  ({ text }, index) => commands.findIndex((command) => command.text === text) === index,
);

function expectedOf(text: string): RegExp | undefined {
  return printed.find(([start]) => text.startsWith(start))?.[1];
}

describe('Given the commands of the runbooks', () => {
  test('When one is new, Then it is told here what it prints', () => {
    expect(distinct.filter(({ text }) => !expectedOf(text))).toEqual([]);
  });

  test('When one is gone, Then so is what it prints', () => {
    const idle = printed.filter((entry) => !distinct.some(({ text }) => expectedOf(text) === entry[1]));
    expect(idle).toEqual([]);
  });

  test('When they are read, Then they name the cell that its entry describes', () => {
    const [, region, prefix] = /AWS_REGION=(\S+).* PREFIX=(\S+)/.exec(preamble) ?? [];
    expect({ region, prefix }).toEqual({ region: cell.region, prefix: cell.prefix });
  });
});

describe.runIf(motoAvailable())(
  'Given a local cell and one in an account, with what runbooks are for',
  () => {
    let account: Account;
    let home: CellHome;
    let shell: Shell;

    beforeAll(async () => {
      onlyTheseCredentials();
      const [opened, local] = await Promise.all([
        openAccount({ ...cell, downstream: { posting: sampleDownstream } }),
        startLocalCell(),
      ]);
      account = opened;
      home = local.home;
      const variables = { AWS_ENDPOINT_URL: account.endpoint, API: local.cell.api };
      vi.stubEnv('AWS_ENDPOINT_URL', variables.AWS_ENDPOINT_URL);
      vi.stubEnv('BEMS_API', local.cell.api);
      vi.stubEnv('BEMS_API_KEY', local.cell.apiKey);
      vi.stubEnv('BEMS_OPERATOR_KEY', readOperatorKey(home.dataFolder));
      shell = await openShell(preamble, variables);
      await shell.run(happened(account.template));
    }, 120_000);
    afterAll(async () => {
      vi.unstubAllEnvs();
      await Promise.all([shell?.stop(), account?.stop(), home?.remove()]);
    });

    async function bems(...args: readonly string[]): Promise<string> {
      // A deployed cell's would be written where the tests run.
      const file = args.includes('discard') ? ['--export', join(home.folder, 'discarded.jsonl')] : [];
      const { out, exitCode } = await runCommand([...args, ...file], {
        input: 'y\n',
        isTTY: true,
        timing: realTiming,
      });
      expect(exitCode).toBe(0);
      return out;
    }

    /** The first dead letter that a command line with `<message>` can mean. */
    async function messageId(commandLine: string): Promise<string> {
      const where = commandLine.includes('--cell') ? ['--cell', cell.name] : [];
      const { letters } = JSON.parse(
        await bems('dlq', 'list', '--each', '1', '--class', 'permanent', '--json', ...where),
      );
      return letters[0].messageId;
    }

    async function keyId(): Promise<string> {
      const key = `aws kms describe-key --key-id alias/${names(cell.prefix).keyAlias('messages')}`;
      return (await shell.run(`${key} --query KeyMetadata.KeyId --output text`)).trim();
    }

    /** The command with a value for each of its placeholders. @throws for a placeholder without a value */
    async function filled(text: string): Promise<string> {
      const deployed = text.includes('--cell');
      const now = Date.now();
      const values: Readonly<Record<string, () => string | Promise<string>>> = {
        invoice: () => (deployed ? 'INV-2' : conflict.invoiceId),
        event: () => conflict.eventId,
        message: () => messageId(text),
        why: () => 'agreed',
        from: () => new Date(now - 7_200_000).toISOString(),
        to: () => new Date(now - 3_600_000).toISOString(),
        alert: () => 'path',
        alarm: () => `${cell.prefix}invoice-dead-letters-posting`,
        key: keyId,
        'event in base64': () => Buffer.from('{}').toString('base64'),
      };
      let complete = text;
      for (const [placeholder, name = ''] of text.matchAll(/<([a-z][a-z0-9 ]*)>/g)) {
        const value = values[name];
        if (!value) throw new Error(`nothing says what ${placeholder} stands for`);
        complete = complete.replace(placeholder, await value());
      }
      return complete;
    }

    // One after the other, as they stand on the page: what one redrives, a later one does not find.
    test.each(distinct)(
      'When $text is run, Then it does what it is for',
      async ({ text }) => {
        const command = await filled(text);
        const isBems = /^(npx )?bems /.test(command);
        const out = isBems ? await bems(...(await shell.argumentsOf(command))) : await shell.run(command);
        expect(out).toMatch(expectedOf(text) ?? /^never$/);
      },
      30_000,
    );
  },
);
