import { type ForecastWeek, forecastSettings } from './cash-flow-forecast.ts';

/** A column of amounts of the forecast of payments. */
export interface ForecastColumn {
  readonly id: keyof Omit<ForecastWeek, 'from' | 'to'>;
  readonly title: string;
  /** What it is, and what it leaves out. */
  readonly explanation: string;
}

const simulated = `simulated ${forecastSettings.paths} times from how invoices were paid so far: by their age, the pay day and the vendor`;

/** The columns, from what is agreed to what is least certain. */
export const forecastColumns: readonly ForecastColumn[] = [
  {
    id: 'contractual',
    title: 'By terms',
    explanation:
      'What was open at the end of the last day, by due date; what was overdue by then is in the first week. Exact. “Cash flow by terms” is the same as of now, so it differs by what came and what was paid today. Leaves out: what has no due date.',
  },
  {
    id: 'optimistic',
    title: 'With discounts',
    explanation:
      'The same by the last day of a discount that could still be had, otherwise by due date. Exact. The discount itself is not deducted.',
  },
  {
    id: 'expected',
    title: 'Simulated (estimate)',
    explanation: `An estimate: the mean of what is paid in the week, ${simulated}, with invoices that are still to come. “Cash flow as expected” is another one, of open invoices alone: each is moved by how late its vendor is usually paid.`,
  },
  {
    id: 'toCome',
    title: 'Of it not yet received',
    explanation:
      'An estimate: of what is simulated, payments of invoices that have not come yet. Nobody can look them up.',
  },
  {
    id: 'in80',
    title: 'In 8 of 10 cases',
    explanation:
      'An estimate: between these amounts is what is paid in at least 8 of 10 cases, by what was simulated and by how far such forecasts of the weeks before were off. What is simulated on average is always in it.',
  },
  {
    id: 'in95',
    title: 'In 19 of 20 cases',
    explanation:
      'An estimate: the same in 19 of 20 cases. Farther than some weeks ahead it holds a little less.',
  },
];
