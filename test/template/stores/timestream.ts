import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../../infra/cells/cell.ts';
import { settingsOf } from '../../../infra/stores/settings-of.ts';
import { textAt } from '../invariants/resources.ts';
import type { StoreExpectations } from './expectations.ts';

function tableArn({ prefix, region }: Cell): string {
  const { timeSeriesDatabase, timeSeriesTable } = names(prefix);
  return `arn:aws:timestream:${region}:000000000000:database/${timeSeriesDatabase}/table/${timeSeriesTable}`;
}

export const timestream: StoreExpectations = {
  kept: ['AWS::Timestream::Database', 'AWS::Timestream::Table'],
  keys: { 'AWS::Timestream::Database': (properties) => textAt(properties, 'KmsKeyId') },
  properties: (cell) => ({
    'AWS::Timestream::Table': {
      TableName: names(cell.prefix).timeSeriesTable,
      RetentionProperties: {
        MemoryStoreRetentionPeriodInHours: String(settingsOf('timestream', cell).memoryStoreHours),
        MagneticStoreRetentionPeriodInDays: String(settingsOf('timestream', cell).magneticStoreDays),
      },
      MagneticStoreWriteProperties: { EnableMagneticStoreWrites: true },
    },
  }),
  writerGrants: (cell) => [`timestream:WriteRecords ${tableArn(cell)}`, 'timestream:DescribeEndpoints *'],
  readerGrants: (cell) => [
    ['timestream:Select', tableArn(cell)],
    ['timestream:DescribeEndpoints', '*'],
  ],
  withoutResource: ['timestream:DescribeEndpoints'],
  // Closed to new customers: the README says so, and the store is a setting of the cell.
  lintExceptions: ['W3697'],
};
