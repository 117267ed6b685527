import { CellStage } from './cell-stage.ts';
import { cells } from './cells.ts';
import { newApp } from './new-app.ts';

const app = newApp();
/** `-c cell=<name>` synthesizes that one only. */
const only: unknown = app.node.tryGetContext('cell');
const chosen = cells.filter(({ name }) => only === undefined || only === name);
if (chosen.length === 0)
  throw new Error(
    `There is no cell ${only} in infra/cells.ts, only ${cells.map(({ name }) => name).join(', ')}`,
  );
for (const cell of chosen) {
  // A cell has an account of its own when `-c account:<name>=<id>` says so; the local one has none.
  const account: unknown = app.node.tryGetContext(`account:${cell.name}`) ?? process.env.CDK_DEFAULT_ACCOUNT;
  new CellStage(app, cell, cell.name !== 'local' && typeof account === 'string' ? account : undefined);
}
app.synth();
