import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ColdStore } from '../../core/cold/cold-copy.ts';
import { tieredLedger } from '../../core/cold/tiered-ledger.ts';
import { BemsError } from '../../core/errors.ts';
import type { Ledger } from '../../core/ports.ts';
import { dynamoHotTable } from './hot-table.ts';

/**
 * The ledger in a DynamoDB table of the shape `ledgerTable`.
 * @param cold where invoices are read from that it has let go; without it, it lets none go
 */
export function createDynamoLedger(
  client: DynamoDBClient,
  table: string,
  cold?: Pick<ColdStore, 'read'>,
): Ledger {
  return tieredLedger(dynamoHotTable(client, table, cold !== undefined), cold ?? nothingCold);
}

/** Of a ledger that once let go and no longer knows where: rather no answer than one with a gap. */
const nothingCold: Pick<ColdStore, 'read'> = {
  async read(pack) {
    throw new BemsError('COLD_STORE_UNKNOWN', `An invoice lies in ${pack}, and no archive is set.`, {
      nextStep: 'Give the function the archive again (hotDays of the cell), then redrive.',
      failureClass: 'transient',
    });
  },
};
