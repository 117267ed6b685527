import { AccountStage } from './account-stage.ts';
import { accountIdGiven } from './blocks/account-id.ts';
import { CellStage } from './cell-stage.ts';
import { accounts } from './cells/accounts.ts';
import { cells } from './cells/cells.ts';
import { fleetErrors } from './fleet-errors.ts';
import { newApp } from './new-app.ts';
import { OverviewStage, overviewAccount } from './overview-stage.ts';

const errors = fleetErrors(cells);
if (errors.length > 0) throw new Error(`infra/cells:\n${errors.join('\n')}`);

const app = newApp();
/** `-c cell=<name>` synthesizes that one only; without it, all that can be deployed. */
const only: unknown = app.node.tryGetContext('cell');
const chosen = cells.filter(({ name }) => (only === undefined ? name !== 'local' : only === name));
if (chosen.length === 0)
  throw new Error(
    `There is no cell ${only} in infra/cells/cells.ts, only ${cells.map(({ name }) => name).join(', ')}`,
  );
for (const cell of chosen) {
  // No account id is written down here; without one the templates fit any account.
  const account = accountIdGiven(app, cell.account) ?? process.env.CDK_DEFAULT_ACCOUNT;
  new CellStage(app, cell, cell.name === 'local' ? undefined : account);
}
if (only === undefined) {
  for (const { baseline, ...account } of accounts)
    if (baseline) new AccountStage(app, { ...account, baseline });
  new OverviewStage(app, {
    places: chosen.map((cell) => ({ cell, accountId: accountIdGiven(app, cell.account) })),
    account: accountIdGiven(app, overviewAccount),
  });
}
app.synth();
