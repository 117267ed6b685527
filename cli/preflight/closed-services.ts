import { DescribeEndpointsCommand, TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading } from './reading.ts';

/** Services that take no new customers, and whether they take this one. */
export function readClosedServices(place: Place): Pick<AccountReader, 'mayUse'> {
  const timestream = readOnly(new TimestreamWriteClient(place));
  return {
    mayUse: async (service) => {
      if (service !== 'timestream')
        throw new Error(`nobody knows here how to ask whether ${service} is open`);
      try {
        await timestream.send(new DescribeEndpointsCommand({}));
        return true;
      } catch (error) {
        // Whom it is closed to is told so under the name of a missing right.
        if (error instanceof Error && /only existing timestream/i.test(error.message)) return false;
        return reading('timestream:DescribeEndpoints', () => Promise.reject(error));
      }
    },
  };
}
