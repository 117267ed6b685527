import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import { readCertificates } from './certificates.ts';
import { readClosedServices } from './closed-services.ts';
import { readLimits } from './limits.ts';
import type { Place } from './place.ts';
import { readQuickSight } from './quicksight.ts';
import { readOnly } from './read-only.ts';
import { readRegion } from './region.ts';
import { readResources } from './resources.ts';
import { readStacks } from './stacks.ts';
import { readTrustStore } from './trust-store.ts';

/** The account of the caller's credentials, as AWS describes it. No command but reads is ever sent. */
export function awsAccount(place: Place): AccountReader {
  const sts = readOnly(new STSClient(place));
  // Nobody needs a right for this: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  const caller = async () => {
    const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account, arn };
  };
  return {
    caller,
    ...readLimits(place),
    ...readRegion(place),
    ...readClosedServices(place),
    ...readStacks(place),
    ...readResources(place),
    ...readCertificates(place),
    ...readTrustStore(place),
    ...readQuickSight(place, async () => (await caller()).account),
  };
}
