import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Cell, cellMetadata } from './cells/cell.ts';
import { Ledger } from './stores/ledger.ts';
import { TimeSeries } from './stores/time-series.ts';

/** What a cell must never lose: the ledger, the time series and the key both are encrypted with. */
export class StatefulStack extends Stack {
  readonly key: Key;
  readonly ledger: Ledger;
  readonly timeSeries: TimeSeries;

  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: ledger and time series`,
      terminationProtection: true,
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);
    this.key = new Key(this, 'Key', {
      description: `Data of the invoice cell ${cell.name}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.ledger = new Ledger(this, 'Ledger', { cell, key: this.key });
    this.timeSeries = new TimeSeries(this, 'TimeSeries', { cell, key: this.key });
  }
}
