import {
  DescribeAccountSubscriptionCommand,
  DescribeDataSourceCommand,
  DescribeGroupCommand,
  paginateListUsers,
  QuickSightClient,
} from '@aws-sdk/client-quicksight';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading, unlessMissing } from './reading.ts';

const isMissing = /^ResourceNotFoundException$/;

/**
 * QuickSight of the account.
 * @param accountId says the account's id, which all of its calls need
 */
export function readQuickSight(
  place: Place,
  accountId: () => Promise<string>,
): Pick<AccountReader, 'quickSightEdition' | 'quickSightUsers' | 'quickSightDataSource' | 'quickSightGroup'> {
  const client = readOnly(new QuickSightClient(place));
  return {
    quickSightEdition: () =>
      reading('quicksight:DescribeAccountSubscription', async () => {
        const AwsAccountId = await accountId();
        const answer = await unlessMissing(isMissing, () =>
          client.send(new DescribeAccountSubscriptionCommand({ AwsAccountId })),
        );
        const { Edition: edition, AccountSubscriptionStatus: status = '' } = answer?.AccountInfo ?? {};
        return status.startsWith('UNSUBSCRIBE') ? undefined : edition;
      }),
    quickSightUsers: () =>
      reading('quicksight:ListUsers', async () => {
        const AwsAccountId = await accountId();
        return usersOf(client, AwsAccountId).catch((error: unknown) => {
          const region = identityRegion(error);
          if (region === undefined) throw error;
          return usersOf(readOnly(new QuickSightClient({ ...place, region })), AwsAccountId);
        });
      }),
    quickSightDataSource: (DataSourceId) =>
      reading('quicksight:DescribeDataSource', async () => {
        const AwsAccountId = await accountId();
        const answer = await unlessMissing(isMissing, () =>
          client.send(new DescribeDataSourceCommand({ AwsAccountId, DataSourceId })),
        );
        return answer?.DataSource?.Status;
      }),
    quickSightGroup: ({ region, namespace: Namespace, name: GroupName }) =>
      reading('quicksight:DescribeGroup', async () => {
        const AwsAccountId = await accountId();
        const there = readOnly(new QuickSightClient({ ...place, region }));
        try {
          const answer = await unlessMissing(isMissing, () =>
            there.send(new DescribeGroupCommand({ AwsAccountId, Namespace, GroupName })),
          );
          return answer ? 'there' : 'missing';
        } catch (error) {
          const keptIn = identityRegion(error);
          if (keptIn === undefined) throw error;
          return { keptIn };
        }
      }),
  };
}

async function usersOf(client: QuickSightClient, AwsAccountId: string): Promise<number> {
  let count = 0;
  for await (const { UserList = [] } of paginateListUsers({ client }, { AwsAccountId, Namespace: 'default' }))
    count += UserList.length;
  return count;
}

/** People are kept in one Region, which QuickSight names when it is asked in another. */
function identityRegion(error: unknown): string | undefined {
  return error instanceof Error ? /identity region is ([a-z0-9-]+)/.exec(error.message)?.[1] : undefined;
}
