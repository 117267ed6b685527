import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cell } from '../../infra/cells/cell.ts';
import type { Given } from '../../infra/planner/preflight/check.ts';
import { type Preflight, preflight } from '../../infra/planner/preflight/preflight.ts';
import { deployableCell } from '../cells/deployable.ts';
import { CliError, exitCodes } from '../errors.ts';
import { awsFailure } from '../operations/aws-failure.ts';
import { preflightText } from '../preflight/preflight-text.ts';
import type { Context } from './context.ts';
import { withJson } from './options.ts';

interface PreflightOptions {
  readonly cell: string;
  readonly account?: string;
  readonly certificate?: string;
  readonly endpoint?: string;
  readonly json?: boolean;
}

/** `bems cells preflight`: what an account lacks before a cell is deployed to it. */
export function addPreflight(group: Command, context: Context): void {
  withJson(group.command('preflight'))
    .description('look at an account before a cell is deployed to it: what blocks, and how to set it right')
    .requiredOption('--cell <name>', 'the cell to be deployed')
    .option('--account <id>', 'the id of the account that the cell names', accountId)
    .option('--certificate <arn>', 'the certificate of its domain (default: one that ACM has for it)')
    .addOption(
      new Option('--endpoint <url>', 'where AWS answers (default: AWS itself)').env('AWS_ENDPOINT_URL'),
    )
    .addHelpText('after', preflightHelp)
    .action(async (options: PreflightOptions) => {
      const cell = deployableCell(options.cell);
      const found = await look(cell, options, context);
      context.output.out(options.json ? JSON.stringify(found) : preflightText(found, cell, given(options)));
      if (found.findings.some(({ severity }) => severity === 'blocks')) context.exitWith(exitCodes.failed);
    });
}

const preflightHelp = `
It asks with your AWS credentials (AWS_PROFILE, single sign-on, …), and sends nothing but reads. Ends with 1 when anything blocks the deployment. What your credentials may not look up is listed as unknown, with the right that is missing.`;

async function look(cell: Cell, options: PreflightOptions, { output }: Context): Promise<Preflight> {
  // The SDK takes a second to load, and no other command of this group needs it.
  const { awsAccount } = await import('../preflight/aws-account.ts');
  const { endpoint } = options;
  const account = awsAccount({ region: cell.region, ...(endpoint !== undefined && { endpoint }) });
  try {
    return await preflight(cell, account, given(options), (title) =>
      output.progress(`Looking at ${cell.name}: ${title} …`),
    );
  } catch (error) {
    throw explained(error, cell);
  }
}

/** The roles of a cell are not there yet, so the usual advice on credentials would be of no use. */
function explained(error: unknown, cell: Cell): unknown {
  const failure = awsFailure(error, cell);
  if (!(failure instanceof CliError) || failure.code !== 'NO_CREDENTIALS') return failure;
  return new CliError(
    failure.code,
    failure.message,
    `Sign in to the account ${cell.account}, for example with a profile: AWS_PROFILE=<profile> npx bems cells preflight --cell ${cell.name}`,
    failure.exitCode,
  );
}

function given({ account, certificate }: PreflightOptions): Given {
  return {
    ...(account !== undefined && { accountId: account }),
    ...(certificate !== undefined && { certificateArn: certificate }),
    now: Date.now(),
  };
}

function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the twelve digits of an account id.');
}
