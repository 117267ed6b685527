import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading } from './reading.ts';

/** The stacks of the account, by name. */
export function readStacks(place: Place): Pick<AccountReader, 'stack' | 'madeBy'> {
  const client = readOnly(new CloudFormationClient(place));
  return {
    stack: (StackName) =>
      reading('cloudformation:DescribeStacks', async () => {
        const { Stacks: [stack] = [] } = await client
          .send(new DescribeStacksCommand({ StackName }))
          .catch(noneIfMissing);
        return (
          stack && {
            status: stack.StackStatus ?? 'unknown',
            isProtected: stack.EnableTerminationProtection ?? false,
          }
        );
      }),
    madeBy: (StackName) =>
      reading('cloudformation:ListStackResources', async () => {
        const ids: string[] = [];
        // What was skipped stays behind, and belongs to no stack any more.
        for await (const page of paginateListStackResources({ client }, { StackName }))
          for (const { PhysicalResourceId: id, ResourceStatus: status } of page.StackResourceSummaries ?? [])
            if (id && status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED') ids.push(id);
        return ids;
      }),
  };
}

/** CloudFormation has no name of its own for this mistake, only a sentence. */
function noneIfMissing(error: unknown): { Stacks: [] } {
  if (error instanceof Error && error.name === 'ValidationError' && / does not exist/.test(error.message))
    return { Stacks: [] };
  throw error;
}
