import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { CellStage } from './cell-stage.ts';
import { cells } from './cells.ts';

const app = new App({
  postCliContext: {
    ...featureFlags,
    // CloudFormation then refuses to take away from the stateful stack what the stateless one uses.
    '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  },
  treeMetadata: false,
});

/** `-c cell=<name>` synthesizes that one only. */
const only: unknown = app.node.tryGetContext('cell');
for (const cell of cells) {
  if (only !== undefined && only !== cell.name) continue;
  // A cell has an account of its own when `-c account:<name>=<id>` says so; the local one has none.
  const account: unknown = app.node.tryGetContext(`account:${cell.name}`) ?? process.env.CDK_DEFAULT_ACCOUNT;
  new CellStage(app, cell, cell.name !== 'local' && typeof account === 'string' ? account : undefined);
}
app.synth();
