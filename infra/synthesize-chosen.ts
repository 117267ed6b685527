import type { App } from 'aws-cdk-lib';
import { parseDownstreams } from '../functions/core/downstream/settings.ts';
import { messageOf } from '../lib/message-of.ts';
import { AccountStage } from './account-stage.ts';
import { accountIdGiven, confirmAccount, refuseUnknownAccounts } from './blocks/account-id.ts';
import { CellStage } from './cell-stage.ts';
import { accounts, accountsOf } from './cells/accounts.ts';
import type { Cell } from './cells/cell.ts';
import { cells } from './cells/cells.ts';
import { exampleCells } from './cells/examples.ts';
import { InputError } from './cells/input-error.ts';
import { fleetErrors } from './fleet-errors.ts';
import { OverviewStage, overviewAccount } from './overview-stage.ts';

/**
 * Synthesizes the cells named by `-c cell=<name>,<name>` or, without it, everything that can be deployed.
 * @throws {InputError} when the cells are not as they have to be, or what is given is of no use
 */
export function synthesizeChosen(app: App): void {
  const only: unknown = app.node.tryGetContext('cell');
  const chosen =
    only === undefined
      ? cells.filter(({ name }) => name !== 'local')
      : [...new Set(String(only).split(','))].map(cellNamed);
  const errors = fleetErrors([...cells, ...chosen.filter((cell) => exampleCells.includes(cell))]);
  if (errors.length > 0) throw new InputError(errors.join('\n'), 'Correct this in infra/cells.');

  const spanning = only === undefined ? [...accounts.map(({ alias }) => alias), overviewAccount] : [];
  refuseUnknownAccounts(app, accountsOf([...chosen.map(({ account }) => account), ...spanning]));

  for (const cell of chosen) {
    // No account id is written down here; without one the templates fit any account.
    const account = accountIdGiven(app, cell.account);
    const stage = new CellStage(app, withDownstreamGiven(app, cell), account);
    // The local cell is in none.
    if (account === undefined && cell.name !== 'local') confirmAccount(stage, cell.account);
  }
  if (only === undefined) addWhatSpansCells(app, chosen);
  app.synth();
}

/**
 * The local cell takes its downstreams from whoever starts it: `-c downstream=<JSON>`. Those of every
 * other cell stand in its data.
 * @throws {InputError} when they are of another form
 */
function withDownstreamGiven(app: App, cell: Cell): Cell {
  const text: unknown = app.node.tryGetContext('downstream');
  if (cell.name !== 'local' || text === undefined) return cell;
  try {
    return { ...cell, downstream: parseDownstreams(String(text)) };
  } catch (error) {
    throw new InputError(messageOf(error), 'Correct this in the file that --downstream names.');
  }
}

function cellNamed(name: string): Cell {
  const cell = [...cells, ...exampleCells].find((candidate) => candidate.name === name);
  if (cell) return cell;
  const [known, examples] = [cells, exampleCells].map((some) => some.map((each) => each.name).join(', '));
  throw new InputError(
    `There is no cell ${name} in infra/cells/cells.ts.`,
    `Give one of these as -c cell=<name>: ${known}; or an example of infra/cells/examples.ts: ${examples}.`,
  );
}

/** The baselines of the accounts, and the dashboard of all cells. */
function addWhatSpansCells(app: App, deployed: readonly Cell[]): void {
  for (const { baseline, ...account } of accounts) {
    if (!baseline) continue;
    const stage = new AccountStage(app, { ...account, baseline });
    if (accountIdGiven(app, account.alias) === undefined) confirmAccount(stage, account.alias);
  }
  const account = accountIdGiven(app, overviewAccount);
  const overview = new OverviewStage(app, {
    places: deployed.map((cell) => ({ cell, accountId: accountIdGiven(app, cell.account) })),
    account,
  });
  if (account === undefined) confirmAccount(overview, overviewAccount);
}
