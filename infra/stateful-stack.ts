import { Annotations, Duration, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cellMetadata } from '../functions/core/names.ts';
import { accessLogBucket } from './blocks/buckets.ts';
import { CellKeys } from './blocks/keys.ts';
import type { Cell } from './cells/cell.ts';
import { isProtected, protectionNotice } from './cells/protection.ts';
import { Archive } from './stores/archive/construct.ts';
import { Audit } from './stores/audit/construct.ts';
import { Ledger } from './stores/ledger/construct.ts';
import { OperationsTable } from './stores/operations/construct.ts';
import { timeSeriesStoreOf } from './stores/time-series.ts';
import type { TimeSeriesStore } from './stores/time-series-store.ts';

/**
 * What a cell must never lose: the ledger, the records of operations, the time series, the archive, and
 * their encryption keys.
 */
export class StatefulStack extends Stack {
  readonly keys: CellKeys;
  readonly ledger: Ledger;
  readonly operations: OperationsTable;
  readonly timeSeries: TimeSeriesStore;
  readonly archive: Archive;
  readonly audit: Audit;

  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: ledger, time series, archive and keys`,
      terminationProtection: isProtected(cell),
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);
    const notice = protectionNotice(cell);
    if (notice !== undefined) Annotations.of(this).addInfo(notice);
    this.keys = new CellKeys(this, 'Keys', cell);
    const { data } = this.keys;
    const accessLogs = accessLogBucket(this, 'AccessLogs', Duration.days(cell.retention.accessLogDays));
    this.operations = new OperationsTable(this, 'Operations', { cell, key: data });
    this.timeSeries = timeSeriesStoreOf(cell).create(this, 'TimeSeries', {
      ...{ cell, keys: this.keys, accessLogs },
    });
    this.archive = new Archive(this, 'Archive', { cell, keys: this.keys, accessLogs });
    this.ledger = new Ledger(this, 'Ledger', { cell, key: data, archive: this.archive });
    this.audit = new Audit(this, 'Audit', { cell, key: data, accessLogs, events: this.archive.bucket });
  }
}
