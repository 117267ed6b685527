import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import type { CellKeys } from '../blocks/keys.ts';
import { on, onlyWithin, onNoResource } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import type { Archive } from '../stores/archive/construct.ts';
import type { Audit } from '../stores/audit/construct.ts';
import { timeSeriesStoreOf } from '../stores/time-series.ts';
import type { TimeSeriesStore } from '../stores/time-series-store.ts';
import { crossAccountRole } from './cross-account-role.ts';

export interface AuditorProps {
  readonly cell: Cell;
  readonly trusted: readonly string[];
  readonly stores: {
    readonly archive: Archive;
    readonly audit: Audit;
    readonly keys: CellKeys;
    readonly timeSeries: TimeSeriesStore;
  };
}

/** May read everything that is kept of every invoice, and change nothing. */
export function auditorRole(scope: Construct, { cell, trusted, stores }: AuditorProps): void {
  const series = timeSeriesStoreOf(cell).readRights(scope, cell, stores.timeSeries);
  const may = [
    ...ledger(scope, cell),
    ...series.statements,
    onNoResource(['cloudtrail:LookupEvents']),
    ...archive(scope, cell, { ...stores, besides: series.objects }),
    ...decrypt(Stack.of(scope), stores.keys.data.keyArn, series.keyUsers),
  ];
  crossAccountRole(scope, 'Auditor', {
    roleName: names(cell.prefix).auditorRole,
    description: `Audits the invoice cell ${cell.name}: reads ledger, archive, time series and trail`,
    trusted,
    policies: { Read: [...may, nothingElse(may)] },
  });
}

/**
 * Only these actions succeed, whatever other policy of the role or of a resource allows more one
 * day.
 */
function nothingElse(may: readonly PolicyStatement[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'NothingElse',
    effect: Effect.DENY,
    notActions: [...new Set(may.flatMap(({ actions }) => actions))].sort(),
    resources: ['*'],
  });
}

function ledger(scope: Construct, { prefix }: Cell): PolicyStatement[] {
  const table = Stack.of(scope).formatArn({
    service: 'dynamodb',
    resource: 'table',
    resourceName: names(prefix).ledgerTable,
  });
  return [on([table], ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:DescribeTable'])];
}

/** The archive's objects, and Athena to query them. */
function archive(
  scope: Construct,
  cell: Cell,
  { besides, ...stores }: AuditorProps['stores'] & { readonly besides: readonly string[] },
): PolicyStatement[] {
  const stack = Stack.of(scope);
  const { auditDatabase, auditTable, auditWorkgroup } = names(cell.prefix);
  const { bucket } = stores.archive;
  const { results } = stores.audit;
  const glue = (resource: string, resourceName?: string) =>
    stack.formatArn({ service: 'glue', resource, ...(resourceName && { resourceName }) });
  const workgroup = stack.formatArn({
    service: 'athena',
    resource: 'workgroup',
    resourceName: auditWorkgroup,
  });
  return [
    on([bucket.bucketArn, results.bucketArn], ['s3:ListBucket', 's3:GetBucketLocation']),
    ...onlyWithin(
      ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'],
      [bucket.arnForObjects('*'), results.arnForObjects('*'), ...besides],
    ),
    on(
      [workgroup],
      [
        ...['athena:GetWorkGroup', 'athena:ListNamedQueries', 'athena:GetNamedQuery'],
        ...['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:ListQueryExecutions'],
        ...['athena:GetQueryExecution', 'athena:GetQueryResults'],
      ],
    ),
    on(
      [glue('catalog'), glue('database', auditDatabase), glue('table', `${auditDatabase}/${auditTable}`)],
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
    ),
    ...athenaMayKeepResults(results.arnForObjects('*')),
  ];
}

/**
 * Athena writes the result of a query in the caller's name; the caller cannot write one without
 * Athena.
 */
function athenaMayKeepResults(objects: string): PolicyStatement[] {
  const actions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
  return [
    ...onlyWithin(actions, [objects]),
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources: ['*'],
      conditions: throughAthenaOnly,
    }),
  ];
}

/**
 * In a denial, so that it also applies without the condition key: a direct call was made via
 * nobody.
 */
const throughAthenaOnly = {
  'ForAllValues:StringNotEquals': { 'aws:CalledVia': ['athena.amazonaws.com'] },
};

function decrypt(stack: Stack, keyArn: string, seriesUsers: readonly string[]): PolicyStatement[] {
  const via = (...services: readonly string[]) => ({
    StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${stack.region}.amazonaws.com`) },
  });
  return [
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      conditions: via('dynamodb', 's3', ...seriesUsers),
    }),
    new PolicyStatement({
      actions: ['kms:GenerateDataKey'],
      resources: [keyArn],
      conditions: {
        ...via('s3'),
        'ForAnyValue:StringEquals': { 'aws:CalledVia': ['athena.amazonaws.com'] },
      },
    }),
  ];
}
