import { secondsPerDay } from '../../infra/cells/capacity.ts';
import type { CellPlan } from '../../infra/planner/plan.ts';
import { table } from '../table.ts';
import { amount, money, perSecond } from './figures.ts';

/** All plans beside one another, a line for each: which cell to look at first. */
export function summaryText(plans: readonly CellPlan[]): string {
  return [
    `${plans.length} cells. Quotas, were every event in a POST of its own: how many to ask for, and to look up. Cost, ${plans[0]?.costs[0]?.eventsPerRequest} events in each POST: US dollars a month, with the peak all day long, and with the peak to come.`,
    '',
    table([
      ['cell', 'Region', 'peak', 'breaks first', 'at', 'to ask for', 'to look up', 'cost', 'to come'],
      ...plans.map(lineOf),
    ]),
    '',
    'The whole plan of each follows; --cell <name> for one alone.',
  ].join('\n');
}

function lineOf({ cell, region, peakEventsPerSecond, capacity, costs }: CellPlan): readonly string[] {
  const [single] = capacity;
  const full = costs.filter(({ eventsPerRequest }) => eventsPerRequest === costs[0]?.eventsPerRequest);
  const now = full.find(({ eventsPerDay }) => eventsPerDay === peakEventsPerSecond * secondsPerDay);
  const breaksAt = single?.hops.find(({ hop }) => hop === single.limitedBy)?.breaksAt;
  return [
    cell,
    region,
    `${amount(peakEventsPerSecond)}/s`,
    single?.limitedBy ?? '–',
    breaksAt == null ? '–' : perSecond(breaksAt).replace(' events', ''),
    String(single?.toAskFor.length ?? 0),
    String(single?.toLookUp.length ?? 0),
    money(now?.month.usd),
    money(full.at(-1)?.month.usd),
  ];
}
