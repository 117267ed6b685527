import { timeSeriesDataOf } from '../../stores/time-series-data.ts';
import type { Check } from './check.ts';
import { blocks, fine } from './finding.ts';

/** The account may use the service behind the cell's time series, where AWS opens it to nobody new. */
export const closedServiceCheck: Check = {
  title: 'services that take no new customers',
  run: async ({ cell, account }) => {
    const { closed } = timeSeriesDataOf(cell).needs;
    if (!closed) return [];
    const { service, title, since } = closed;
    if (await account.mayUse(service)) return [fine('SERVICE_OPEN', `The account may use ${title}.`)];
    return [
      blocks(
        'SERVICE_CLOSED',
        `${title} has taken no new customers since ${since}, and this account is none. The stateful stack would fail: give ${cell.name} another timeSeries in infra/cells/cells.ts, or an account that has used it before.`,
      ),
    ];
  },
};
