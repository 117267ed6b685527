import type { Cell } from '../../../infra/cells/cell.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { hopsOf } from '../../../infra/planner/hops.ts';
import type { AccountQuota } from '../../../infra/planner/preflight/account.ts';
import { preflight } from '../../../infra/planner/preflight/preflight.ts';
import { servicesOf } from '../../../infra/planner/preflight/services.ts';
import { quotas } from '../../../infra/planner/quotas.ts';
import { type AccountWorld, memoryAccount } from '../../doubles/memory-account.ts';
import { somePeople } from '../../template/quicksight-people.ts';

const [usual] = cells.filter(({ name }) => name === 'eu-1');
if (!usual) throw new Error('infra/cells has no cell eu-1');

/** A cell with everything that a preflight looks at: a domain with a trust store, Timestream, QuickSight. */
export const fullCell: Cell = {
  ...usual,
  domain: {
    name: 'invoices.eu-1.example.com',
    trustStore: 's3://store/clients.pem',
    trustStoreVersion: 'v1',
  },
  quickSightDataSourceArn: 'arn:aws:quicksight:eu-west-1:111122223333:datasource/series',
  quickSightPeople: somePeople,
};

/** Every quota that a cell counts on, with room for any. */
function largeQuotas(cell: Cell): Record<string, AccountQuota[]> {
  const all = [...hopsOf(cell).map(({ quota }) => quota), quotas.rulesPerBus];
  return Object.fromEntries(
    [...Map.groupBy(all, ({ serviceCode }) => serviceCode)].map(([service, ofService]) => [
      service,
      ofService.flatMap(({ code, name, adjustable }) =>
        code === undefined ? [] : [{ code, name, value: 1_000_000, adjustable }],
      ),
    ]),
  );
}

/** An account that lacks nothing. */
export function readyWorld(cell: Cell = fullCell): AccountWorld {
  return {
    account: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/deployer/ada',
    region: cell.region,
    denied: [],
    quotas: largeQuotas(cell),
    concurrency: { limit: 5_000, unreserved: 5_000 },
    services: servicesOf(cell),
    bootstrap: '28',
    stacks: {},
    resources: [{ type: 'AWS::IAM::Role', identifier: 'AWSServiceRoleForAPIGateway' }],
    queues: [],
    topics: [],
    certificates: [
      { arn: 'arn:certificate', status: 'ISSUED', names: ['*.eu-1.example.com'], isFromAmazon: true },
    ],
    objects: [
      { path: 'store/clients.pem', version: 'v1', bucketRegion: cell.region, bucketKeepsVersions: true },
    ],
    timestream: true,
    quickSight: {
      ...{ edition: 'ENTERPRISE', users: 3, dataSources: { series: 'CREATION_SUCCESSFUL' } },
      groups: Object.values(somePeople.groups),
    },
  };
}

/** A moment at which the certificates of these tests are valid. */
const now = Date.parse('2026-11-28T00:00:00Z');

interface Looked {
  readonly cell?: Cell;
  readonly given?: { readonly accountId?: string; readonly certificateArn?: string };
  /** What the account has not at all. */
  readonly without?: readonly ('bootstrap' | 'quickSight')[];
}

/** What is found in an account that is ready but for this, by somebody who has the id of the right one. */
export async function findingsIn(
  change: Partial<AccountWorld>,
  { cell = fullCell, given = { accountId: '111122223333' }, without = [] }: Looked = {},
) {
  const world = { ...readyWorld(cell), ...change };
  for (const key of without) delete world[key];
  const { findings } = await preflight(cell, memoryAccount(world), { ...given, now });
  return findings;
}
