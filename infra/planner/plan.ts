import { apiThrottle, secondsPerDay, type Throttle } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { cellErrors } from '../cells/cell-errors.ts';
import { reservedConcurrency, reservesConcurrency, unreservable } from '../cells/concurrency.ts';
import { storePlansOf } from '../stores/plans.ts';
import { type CapacityPlan, capacityPlan } from './capacity-plan.ts';
import { type CostPlan, costPlan, loadsOf, requestSizes } from './cost-plan.ts';
import { priceList } from './prices.ts';
import { quotaErrors } from './quota-errors.ts';
import { quotas } from './quotas.ts';

/** What a cell needs, which quota stops it first, and what it costs. */
export interface CellPlan {
  readonly cell: string;
  readonly region: string;
  readonly partitions: number;
  readonly peakEventsPerSecond: number;
  readonly growth: number;
  readonly apiThrottle: Throttle;
  /** What to know about the account and the stores before anything else. */
  readonly notices: readonly string[];
  /** For what synthesis refuses the cell until it, or a quota of its account, is changed: a sentence each. */
  readonly refusals: readonly string[];
  /** With every event in a request of its own, then with ten in each. */
  readonly capacity: readonly CapacityPlan[];
  /** Where and when the prices held; for other Regions they are an approximation. */
  readonly prices: typeof priceList;
  readonly costs: readonly CostPlan[];
  /** What it would cost at its peak, ten events in a request, if the ledger kept every invoice hot; of one that lets go. */
  readonly allHot?: CostPlan & { readonly hotDays: number };
}

/**
 * Plans a cell: what its peak needs, and what its loads cost.
 * @param fleet every cell there is, since quotas are shared by those of one account and Region
 */
export function planCell(cell: Cell, fleet: readonly Cell[] = []): CellPlan {
  const beside = fleet.filter(
    ({ name, account, region }) => name !== cell.name && account === cell.account && region === cell.region,
  );
  return {
    cell: cell.name,
    region: cell.region,
    partitions: cell.partitions.length,
    peakEventsPerSecond: cell.peakEventsPerSecond,
    growth: cell.growth,
    apiThrottle: apiThrottle(cell),
    notices: [
      ...concurrencyNotices(cell),
      ...smallNotices(cell),
      ...storePlansOf(cell).flatMap(({ notices = [] }) => notices),
    ],
    refusals: [...cellErrors(cell), ...quotaErrors([...beside, cell])],
    capacity: requestSizes.map((size) => capacityPlan(cell, size)),
    prices: priceList,
    // Full requests first: that is how producers are told to send.
    costs: requestSizes
      .toReversed()
      .flatMap((size) => loadsOf(cell).map((load) => costPlan(cell, load, size))),
    ...allHot(cell),
  };
}

function allHot(cell: Cell): Pick<CellPlan, 'allHot'> {
  const { hotDays, ...retention } = cell.retention;
  if (hotDays === undefined) return {};
  const peak = cell.peakEventsPerSecond * secondsPerDay;
  return { allHot: { hotDays, ...costPlan({ ...cell, retention }, peak, Math.max(...requestSizes)) } };
}

/** What a small cell goes without. */
function smallNotices(cell: Cell): string[] {
  if (cell.profile !== 'small') return [];
  return [
    'The small profile has one key, one dashboard, and few alarms: of events that are lost, held up or refused, not of what may cause it. docs/runbooks.md says what is not watched.',
    ...(cell.noFirewallBecause === undefined
      ? []
      : [`No firewall is before the API; keys, usage plans and throttles are. ${cell.noFirewallBecause}`]),
  ];
}

/** A new account deploys no cell that reserves concurrency, which no default quota shows. */
function concurrencyNotices(cell: Cell): string[] {
  if (!reservesConcurrency(cell)) return [];
  const reserved = reservedConcurrency(cell);
  const [usual, early] = [quotas.lambdaConcurrency, quotas.newAccountConcurrency].map(
    (quota) => quota.in(cell.region).value,
  );
  return [
    `Lambda gives a new account far fewer concurrent invocations than ${usual} (${early}, or less, is reported) and raises that with use. This cell reserves ${reserved}, so it deploys from ${reserved + unreservable} on: look up what the account has, and ask for more or give the cell \`profile: 'small'\`.`,
  ];
}
