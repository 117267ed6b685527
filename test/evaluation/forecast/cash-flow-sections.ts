import type { Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import { dayNumber } from '../../../functions/core/invoice/dates.ts';
import type { Section } from '../section.ts';
import { atMost, coverageGoals, mean, ratioOf, scoreRatio, tableOf } from './cash-flow-tables.ts';
import { demoAsOf, demoEvents, demoPayables } from './demo.ts';
import { type JudgingOptions, judgeCashFlow, judgeTotal } from './judge-cash-flow.ts';
import { bpiPayables, ibmPayables } from './logs.ts';
import { firstDay, payRunHistory } from './pay-runs.ts';
import { sampledPayRuns } from './sampled-section.ts';
import { meanOf } from './scores.ts';

/** Seeds that nothing was fixed on: parameters were, on seeds 1 to 10. */
const unseenSeeds = Array.from({ length: 20 }, (_, index) => 101 + index);

const receivables: Section = {
  id: 'receivables',
  title: 'Cash flow: receivables',
  reads: 'receivables',
  run: async ({ data, isShort }) => {
    const all = await ibmPayables(data);
    const { first, last } = spanOf(all);
    const judged = judgeCashFlow(all, {
      ...{ firstOrigin: first + 60, judgedFrom: first + 200, lastDay: isShort ? first + 300 : last },
      ...{ weeks: 5, seed: 1, paths: isShort ? 60 : 300 },
    });
    const error = ratioOf(judged, 'error', 'dueError');
    const openError = ratioOf(judged, 'openError', 'dueOpenError');
    return {
      about: `${all.length} invoices of 100 customers in 2012 and 2013 (IBM’s sample, simulated), forecast each week from day 200 on. Nothing was fixed on them. “Open” are the invoices known when the forecast was made, which are all that “paid when due” knows of.`,
      table: tableOf(judged),
      goals: [
        atMost('weekly error ÷ that of “paid when due” ≤ 0.75', error, 0.75),
        atMost('the same of open invoices alone ≤ 0.75', openError, 0.75),
      ],
    };
  },
};

const bpi2019: Section = {
  id: 'bpi2019',
  title: 'Cash flow: BPI Challenge 2019',
  reads: 'bpi2019',
  run: async ({ data, isShort }) => {
    const all = await bpiPayables(data);
    const { first, last } = spanOf(all);
    const judged = judgeCashFlow(all, {
      ...{ firstOrigin: first + 60, judgedFrom: dayNumber('2018-08-01') },
      ...{ lastDay: isShort ? dayNumber('2018-10-15') : last },
      ...{ weeks: 4, seed: 1, paths: isShort ? 60 : 300 },
    });
    const in80 = meanOf(judged.map(({ isIn80 }) => Number(isIn80)));
    return {
      about: `${all.length} items of a real log, each counted as 1: it has no amounts, vendors and due dates. Forecasts made each week from 1 August 2018 on are judged. Parameters were fixed on generated data and compared on the months before; that pay days are classed by their position in the month was suggested by this log. Most is paid on two Thursdays or Fridays of a month, so a week has 2 payments or 320.`,
      table: tableOf(judged, false),
      goals: [
        atMost('WIS ÷ that of the better of naive and seasonal naive ≤ 0.75', scoreRatio(judged), 0.75),
        {
          ...{ goal: 'at least 0.65 of values in 80 % intervals', found: in80.toFixed(2) },
          isMet: in80 >= 0.65,
        },
      ],
    };
  },
};

const payRuns: Section = {
  id: 'pay-runs',
  title: 'Cash flow: generated payments with pay runs',
  run: async ({ isShort }) => {
    const days = isShort ? 330 : 500;
    const judged = (isShort ? [101] : unseenSeeds).flatMap((seed) =>
      judgeCashFlow(payRunHistory(seed, days), {
        ...{ firstOrigin: firstDay + 90, judgedFrom: firstDay + 272, lastDay: firstDay + days - 1 },
        ...{ weeks: isShort ? 3 : 12, paths: isShort ? 60 : 160, seed },
      }),
    );
    return {
      about:
        'Companies that pay in runs: once to three times a week, or twice a month; one run in twelve is put off, and each pays another share of what is due. 500 days each, of which 180 are judged. Seeds 101 to 120; parameters were fixed on seeds 1 to 10.',
      table: tableOf(judged),
      goals: coverageGoals(judged),
    };
  },
};

const demoSeeds = (isShort: boolean) => (isShort ? [201] : [201, 202, 203]);

function demoOptions(isShort: boolean): Omit<JudgingOptions, 'seed'> {
  const end = dayNumber(demoAsOf);
  return {
    ...{ firstOrigin: end - (isShort ? 180 : 390), judgedFrom: end - (isShort ? 90 : 200) },
    ...{ lastDay: end - 1, weeks: isShort ? 3 : 12, paths: isShort ? 60 : 160 },
  };
}

const demo: Section = {
  id: 'demo-cash-flow',
  title: 'Cash flow: the demo’s invoices',
  run: async ({ isShort }) => {
    const judged = demoSeeds(isShort).flatMap((seed) =>
      judgeCashFlow(demoPayables(demoEvents(seed)).get('EUR') ?? [], { ...demoOptions(isShort), seed }),
    );
    return {
      about:
        'The invoices in euro of the histories that `npm start` shows (two pay runs a week, discounts, disputes, credit notes, growth), projected from their events as a cell does it. Seeds 201 to 203, on which nothing was fixed. Too few to judge intervals by.',
      table: tableOf(judged),
      goals: [
        atMost('weekly error ÷ that of “paid when due” ≤ 0.75', ratioOf(judged, 'error', 'dueError'), 0.75),
      ],
    };
  },
};

/** Rates of no particular day, with which no currency is negligible: euros for one unit. */
const euros: Readonly<Record<string, number>> = { EUR: 1, USD: 0.92, GBP: 1.19, CHF: 1.07 };

const demoTotal: Section = {
  id: 'demo-total',
  title: 'Cash flow: the demo’s invoices, four currencies in one',
  run: async ({ isShort }) => {
    const judged = demoSeeds(isShort).flatMap((seed) => {
      const byCurrency = demoPayables(demoEvents(seed));
      const histories = Object.entries(euros).map(([currency, rate]) =>
        (byCurrency.get(currency) ?? []).map((each) => ({ ...each, amount: each.amount * rate })),
      );
      return judgeTotal(histories, { ...demoOptions(isShort), seed });
    });
    const in80 = mean(judged, 'isIn80');
    return {
      about:
        'The same histories, the invoices in euro, dollars, pounds and francs: each currency is simulated by itself, and courses are added up at fixed rates, as a cell does it to show amounts in one currency.',
      table: tableOf(judged),
      goals: [
        {
          ...{ goal: '0.75 to 0.85 of values in 80 % intervals', found: in80.toFixed(2) },
          isMet: in80 >= 0.75 && in80 <= 0.85,
        },
      ],
    };
  },
};

export const cashFlowSections: readonly Section[] = [
  receivables,
  bpi2019,
  payRuns,
  sampledPayRuns,
  demo,
  demoTotal,
];

function spanOf(payables: readonly Payable[]): { readonly first: number; readonly last: number } {
  return {
    first: Math.min(...payables.map(({ receivedOn }) => receivedOn)),
    last: Math.max(...payables.map(({ paidOn = 0 }) => paidOn)),
  };
}
