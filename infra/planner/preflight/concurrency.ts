import {
  mostConcurrency,
  reservedConcurrency,
  reservesConcurrency,
  unreservable,
} from '../../cells/concurrency.ts';
import { quotas } from '../quotas.ts';
import type { Check } from './check.ts';
import { blocks, fine, warns } from './finding.ts';
import { increase } from './increase.ts';
import { stackNames } from './stack-names.ts';

/**
 * The account has the concurrent invocations that the cell reserves. It is asked of Lambda, which also says
 * what others have reserved; a new account has fewer than Service Quotas calls the default.
 */
export const concurrencyCheck: Check = {
  title: 'concurrent invocations of Lambda',
  run: async ({ cell, account }) => {
    const { limit, unreserved } = await account.lambdaConcurrency();
    const reserves = reservesConcurrency(cell);
    const most = mostConcurrency(cell);
    const stands = (await account.stack(stackNames(cell).stateless)) !== undefined;
    // Once the cell is there, what is left is less what it has reserved itself.
    const available = stands ? limit : unreserved;
    const others = limit - available;
    const needed = reserves ? reservedConcurrency(cell) + unreservable : most;
    const lambda = { serviceCode: quotas.lambdaConcurrency.serviceCode, code: quotas.lambdaConcurrency.code };
    const beside = others > 0 ? `, ${others} of them reserved by others` : '';
    if (available >= needed)
      return [
        fine(
          'LAMBDA_CONCURRENCY',
          `Lambda allows ${limit} concurrent invocations${beside}; the cell needs ${needed}.`,
        ),
      ];
    const fix = increase(lambda, needed + others, cell.region);
    return reserves
      ? [
          blocks(
            'LAMBDA_CONCURRENCY_TOO_SMALL',
            `Lambda allows ${limit} concurrent invocations${beside}. ${cell.name} reserves ${reservedConcurrency(cell)} and ${unreservable} have to stay free, so it needs ${needed + others}. Ask for more, or give the cell \`profile: 'small'\`.`,
            fix,
          ),
        ]
      : [
          warns(
            'LAMBDA_CONCURRENCY_SMALL',
            `Lambda allows ${limit} concurrent invocations${beside}, and ${cell.name} may run ${most} at once. It deploys, and is late while it is throttled.`,
            fix,
          ),
        ];
  },
};
