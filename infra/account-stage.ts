import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { accountIdGiven } from './blocks/account-id.ts';
import { leaveOutImpliedDependencies } from './blocks/implied-dependencies.ts';
import type { Account, Baseline } from './cells/accounts.ts';
import { BaselineStack } from './compliance/baseline-stack.ts';
import { globalRegion } from './compliance/detections.ts';

/**
 * The baseline of one account: a stack in each Region it covers, and one in the Region where global
 * services report.
 */
export class AccountStage extends Stage {
  readonly stacks: readonly BaselineStack[];

  constructor(scope: Construct, { alias, baseline }: Account & { readonly baseline: Baseline }) {
    super(scope, `account-${alias}`);
    const account = accountIdGiven(this, alias);
    const regions = [...new Set([...baseline.regions, globalRegion])];
    this.stacks = regions.map(
      (region) => new BaselineStack(this, region, baseline, { region, ...(account && { account }) }),
    );
    leaveOutImpliedDependencies(this);
  }
}
