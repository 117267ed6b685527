import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { stages } from '../../schemas/stages.ts';
import type { Cell } from './cell.ts';
import { alertsIn, onePartitionPerStage, timeSeries } from './cells.ts';
import { maxPartitions, type Partition } from './partitions.ts';
import { trial } from './retentions.ts';

/**
 * A first cell for any account: it reserves nothing, so that it fits into the concurrency of an account of today,
 * and locks events for a day.
 */
export const firstCell: Cell = {
  name: 'first',
  prefix: 'first-',
  account: 'sandbox',
  region: 'eu-west-1',
  wave: 'canary',
  partitions: onePartitionPerStage,
  peakEventsPerSecond: 10,
  growth: 0,
  profile: 'small',
  retention: trial,
  auth: 'api-key',
  apiKeyAloneBecause: 'It takes made-up invoices for a first try, and keeps them for a day.',
  noFirewallBecause:
    'It takes made-up invoices for a first try; its API still asks for a key and throttles every method.',
  timeSeries,
  producers: ['erp'],
  // No links in mails: the key that signs them costs as much as all others of the cell together.
  alerts: alertsIn('Europe/Dublin', {}),
  stageDeadlines: usualStageDeadlines,
};

/**
 * As many partitions as there may be, each stage with its part of them in a group: by vendor, and one for all other
 * vendors.
 */
export const largeCell: Cell = {
  name: 'large',
  prefix: 'large-',
  account: 'invoices-us',
  region: 'us-east-1',
  wave: 'main',
  partitions: stages.flatMap((stage, index): readonly Partition[] => {
    const count = Math.ceil((maxPartitions - index) / stages.length);
    const vendors = Array.from({ length: count - 1 }, (_, vendor) => `V-${vendor + 1}`);
    const group = stage;
    return [
      ...vendors.map(
        (id): Partition => ({
          ...{ name: `${stage}-${id.toLowerCase()}`, stage, group },
          where: { 'vendor.id': [id] },
        }),
      ),
      { name: stage, stage, group, where: { 'vendor.id': [{ 'anything-but': vendors }] } },
    ];
  }),
  peakEventsPerSecond: 1_000,
  growth: 0.4,
  lambdaConcurrencyQuota: 2_000,
  retention: trial,
  auth: 'iam',
  timeSeries,
  producers: ['erp', 'procurement'],
  alerts: alertsIn('America/New_York'),
  stageDeadlines: usualStageDeadlines,
};

/**
 * Cells to try, or to look at before one is written down. Commands take them by name, `-c cell=first` and
 * `--cell first`; nothing that is about all cells is about them.
 */
export const exampleCells: readonly Cell[] = [firstCell, largeCell];

/** What a command of the CDK has to be given so that it knows the cell, with a blank before it; or nothing. */
export function namedForCdk({ name }: Cell): string {
  return exampleCells.some((example) => example.name === name) ? ` -c cell=${name}` : '';
}
