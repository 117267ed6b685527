import { lakeTables } from '../../../functions/adapters/lake/tables.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../../infra/cells/cell.ts';
import type { StoreExpectations } from './expectations.ts';

const account = '000000000000';

function arn(service: string, { region }: Cell, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

export const lake: StoreExpectations = {
  // The archive's table is of the same type, and may be made anew: lake.test.ts looks at the others.
  kept: [],
  keys: {},
  properties: ({ prefix }) => ({
    'AWS::KinesisFirehose::DeliveryStream': {
      DeliveryStreamName: names(prefix).figureStream('events'),
      DeliveryStreamType: 'DirectPut',
      IcebergDestinationConfiguration: {
        AppendOnly: true,
        BufferingHints: { IntervalInSeconds: 30, SizeInMBs: 128 },
        s3BackupMode: 'FailedDataOnly',
      },
    },
    'AWS::Glue::Table': {
      Name: 'events_raw',
      OpenTableFormatInput: { IcebergInput: { MetadataOperation: 'CREATE', Version: '2' } },
    },
    'AWS::Athena::WorkGroup': {
      Name: names(prefix).figureWorkgroup,
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        BytesScannedCutoffPerQuery: 2 ** 40,
      },
    },
  }),
  writerGrants: (cell) =>
    (['events', 'invoices'] as const).map(
      (table) =>
        `firehose:PutRecordBatch ${arn('firehose', cell, `deliverystream/${names(cell.prefix).figureStream(table)}`)}`,
    ),
  readerGrants: (cell) => {
    const { figureDatabase } = names(cell.prefix);
    const resources = [
      arn('glue', cell, 'catalog'),
      arn('glue', cell, `database/${figureDatabase}`),
      ...lakeTables.map(({ name }) => arn('glue', cell, `table/${figureDatabase}/${name}`)),
    ];
    return ['glue:GetDatabase', 'glue:GetTable'].flatMap((action) =>
      resources.map((resource) => [action, resource] as const),
    );
  },
  withoutResource: ['athena:ListDataCatalogs'],
  lintExceptions: [],
};
