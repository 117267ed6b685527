import type { Cell } from '../../cells/cell.ts';
import type { AccountReader } from './account.ts';
import { bootstrapCheck } from './bootstrap.ts';
import { certificateCheck } from './certificate.ts';
import type { Check, Given, Subject } from './check.ts';
import { closedServiceCheck } from './closed-service.ts';
import { concurrencyCheck } from './concurrency.ts';
import { type Finding, severities } from './finding.ts';
import { identityCheck } from './identity.ts';
import { notLookedUp } from './not-looked-up.ts';
import { quickSightCheck } from './quicksight.ts';
import { quotasCheck } from './quotas.ts';
import { serviceRoleCheck } from './service-role.ts';
import { servicesCheck } from './services.ts';
import { stacksCheck } from './stacks.ts';
import { takenNamesCheck } from './taken-names.ts';
import { trustStoreCheck } from './trust-store.ts';

/** What was found in the account that a cell is to be deployed to. */
export interface Preflight {
  readonly cell: string;
  readonly region: string;
  /** Of the credentials: twelve digits. */
  readonly account: string;
  readonly caller: string;
  /** What blocks first, what is fine last. */
  readonly findings: readonly Finding[];
}

const checks: readonly Check[] = [
  identityCheck,
  servicesCheck,
  closedServiceCheck,
  quickSightCheck,
  bootstrapCheck,
  concurrencyCheck,
  quotasCheck,
  certificateCheck,
  trustStoreCheck,
  serviceRoleCheck,
  stacksCheck,
  takenNamesCheck,
];

/**
 * Looks at everything in an account that a deployment of the cell needs. What may not be looked up is a finding
 * of its own and never counts as fine.
 * @throws whatever the account answers to the question whose credentials these are
 */
export async function preflight(
  cell: Cell,
  account: AccountReader,
  given: Given,
  onProgress: (title: string) => void = () => {},
): Promise<Preflight> {
  const caller = await account.caller();
  const subject: Subject = { cell, account, accountId: caller.account, callerArn: caller.arn, given };
  const findings: Finding[] = [];
  for (const check of checks) {
    onProgress(check.title);
    findings.push(...(await run(check, subject)));
  }
  return {
    ...{ cell: cell.name, region: cell.region, account: caller.account, caller: caller.arn },
    findings: findings.toSorted(
      (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
    ),
  };
}

/** A check's findings, and that it could not be made when it could not. */
async function run({ title, run: findings }: Check, subject: Subject): Promise<readonly Finding[]> {
  try {
    return await findings(subject);
  } catch (error) {
    return [notLookedUp(title, error)];
  }
}
