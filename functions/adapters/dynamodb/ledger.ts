import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ColdStore } from '../../core/cold/cold-copy.ts';
import { tieredLedger } from '../../core/cold/tiered-ledger.ts';
import { BemsError } from '../../core/errors.ts';
import type { Ledger } from '../../core/ports.ts';
import { dynamoHotTable } from './hot-table.ts';

export interface DynamoLedgerOptions {
  /** Where invoices are read from that were let go. */
  readonly cold?: Pick<ColdStore, 'read'>;
  /** Whether settled invoices are listed, so that they can leave. */
  readonly letsGo?: boolean;
}

/** The ledger in a DynamoDB table of the shape `ledgerTable`. */
export function createDynamoLedger(
  client: DynamoDBClient,
  table: string,
  { cold = nothingCold, letsGo = false }: DynamoLedgerOptions = {},
): Ledger {
  return tieredLedger(dynamoHotTable(client, table, letsGo), cold);
}

/** Of a ledger whose archive is not named: rather no answer than one with a gap. */
const nothingCold: Pick<ColdStore, 'read'> = {
  async read(pack) {
    throw new BemsError('COLD_STORE_UNKNOWN', `An invoice lies in ${pack}, and no archive is named.`, {
      nextStep: 'Name the archive to whoever reads invoices, then try again.',
      failureClass: 'transient',
    });
  },
};
