import type { Persona } from '../kpis/kpi.ts';

/**
 * What QuickSight adds to the console's pages: its own forecast of what is paid, how figures grow in words, and what is
 * unusual on more than the first of them.
 */
export const quickSightExtras = {
  /** In the place of the console's simulation, which no store holds. */
  cashFlowForecast: { kpi: 'paid-amount', title: 'Paid by week, with a forecast of QuickSight (estimate)' },
  unusual: { title: 'What is unusual', also: ['operations'] satisfies readonly Persona[] },
  /** What a stuck invoice is worth. */
  stuck: { amount: 'open-amount' },
  growth: {
    executive: ['received-invoices', 'paid-invoices'],
    operations: ['exceptions'],
    finance: ['paid-invoices'],
  } satisfies Readonly<Record<Persona, readonly string[]>>,
} as const;
