import type { Check } from './check.ts';
import { blocks, fine, warns } from './finding.ts';

/** The parameter in which the CDK keeps the version of its own resources, with its usual qualifier. */
export const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version';

/** What the synthesized stacks ask for. */
export const requiredBootstrap = 6;

/** Since this version `cdk rollback` may: https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-rollback.html */
const rollbackBootstrap = 23;

/** The CDK's own resources are there, and new enough. */
export const bootstrapCheck: Check = {
  title: 'the CDK’s own resources',
  run: async ({ cell, account, accountId }) => {
    const fix = `npx cdk bootstrap aws://${accountId}/${cell.region}`;
    const version = await account.bootstrapVersion();
    if (version === undefined)
      return [blocks('BOOTSTRAP_MISSING', `The CDK has no resources of its own in ${cell.region}.`, fix)];
    if (version < requiredBootstrap)
      return [
        blocks(
          'BOOTSTRAP_OLD',
          `The CDK’s own resources have version ${version}; the stacks need ${requiredBootstrap}.`,
          fix,
        ),
      ];
    if (version < rollbackBootstrap)
      return [
        warns(
          'BOOTSTRAP_BEFORE_ROLLBACK',
          `The CDK’s own resources have version ${version}. With ${rollbackBootstrap} \`cdk rollback\` can undo a deployment that is stuck.`,
          fix,
        ),
      ];
    return [fine('BOOTSTRAPPED', `The CDK’s own resources have version ${version}.`)];
  },
};
