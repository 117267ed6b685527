import { apiThrottle } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import {
  mostConcurrency,
  reservedConcurrency,
  reservesConcurrency,
  unreservable,
} from '../cells/concurrency.ts';
import { when } from '../cells/sentences.ts';
import { quotas } from './quotas.ts';

/** The quotas that cells of one account and Region exceed together, a sentence each. */
export function quotaErrors(cells: readonly Cell[]): string[] {
  return [...apiErrors(cells), ...concurrencyErrors(cells)];
}

/** All APIs of an account share one rate in a Region. */
function apiErrors(cells: readonly Cell[]): string[] {
  return byPlace(cells).flatMap(([place, sharing]) => {
    const [{ region } = { region: '' }] = sharing;
    const raised = sharing.flatMap(({ apiQuota }) => apiQuota ?? []);
    const quota = raised.length > 0 ? Math.max(...raised) : quotas.apiRate.in(region).value;
    const needed = sharing.reduce((sum, cell) => sum + apiThrottle(cell).rate, 0);
    return when(
      quota !== null && needed > quota,
      `${place}: the API takes ${quota} requests per second there, but ${sharing.map(({ name }) => name).join(' and ')} may need ${needed}. Have the quota "${quotas.apiRate.name}" raised and write the new one down as apiQuota, or lower the peak`,
    );
  });
}

/**
 * All functions of an account share one concurrency in a Region, part of which nobody can reserve: those of
 * cells that reserve nothing live on that part.
 */
function concurrencyErrors(cells: readonly Cell[]): string[] {
  return byPlace(cells).flatMap(([place, sharing]) => {
    const [{ region } = { region: '' }] = sharing;
    const [reserving, small] = [sharing.filter(reservesConcurrency), sharing.filter(isSmall)];
    const raised = sharing.flatMap(({ lambdaConcurrencyQuota }) => lambdaConcurrencyQuota ?? []);
    const usual = reserving.length > 0 ? quotas.lambdaConcurrency : quotas.newAccountConcurrency;
    const quota = raised.length > 0 ? Math.max(...raised) : usual.in(region).value;
    const together = small.reduce((sum, cell) => sum + mostConcurrency(cell), 0);
    const unreserved = reserving.length > 0 ? Math.max(unreservable, together) : together;
    const needed = reserving.reduce((sum, cell) => sum + reservedConcurrency(cell), unreserved);
    const who = sharing.map(({ name }) => name).join(' and ');
    const what =
      reserving.length > 0 ? ` with the ${unreserved} that must stay unreserved` : ' without reserving any';
    return when(
      quota !== null && needed > quota,
      `${place}: Lambda allows ${quota} concurrent invocations there, but ${who} need ${needed}${what}. Have the quota "${quotas.lambdaConcurrency.name}" raised and write the new one down as lambdaConcurrencyQuota, or lower the peak`,
    );
  });
}

const isSmall = (cell: Cell): boolean => !reservesConcurrency(cell);

/** The cells by what they share: an account and a Region. */
function byPlace(cells: readonly Cell[]): [string, Cell[]][] {
  return [...Map.groupBy(cells, ({ account, region }) => `account ${account}, ${region}`)];
}
