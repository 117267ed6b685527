import type { Check } from './check.ts';
import { blocks, fine } from './finding.ts';

/** AWS lets the account use Timestream, where the cell's time series is there. */
export const timestreamCheck: Check = {
  title: 'whether Timestream is open to the account',
  run: async ({ cell, account }) => {
    if (cell.timeSeries.store !== 'timestream') return [];
    if (await account.mayUseTimestream())
      return [fine('TIMESTREAM_OPEN', 'The account may use Timestream for LiveAnalytics.')];
    return [
      blocks(
        'TIMESTREAM_CLOSED',
        `Timestream for LiveAnalytics has taken no new customers since 2025-06-20, and this account is none. The stateful stack would fail: give ${cell.name} another store (timeSeries in infra/cells/cells.ts), or an account that has used Timestream before.`,
      ),
    ];
  },
};
