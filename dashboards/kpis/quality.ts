import { type Stage, stages } from '../../schemas/stages.ts';
import { hasReached, isInvoice, isJudged, isOnTime, isPaidEarly, isSettled } from './derived.ts';
import { all, compare, field, isIn, known, number } from './expression.ts';
import type { Kpi } from './kpi.ts';

const share = { subject: 'invoices', unit: 'share' } as const;
const noCredits = 'Credit notes.';
const notJudged = `${noCredits} What is due today or later. What was rejected or denied.`;
const rows = {};
const immature =
  'Invoices of late may still get there: compare periods that are older than a stage takes (p90).';

const reached = (stage: Stage): Kpi => ({
  subject: 'invoices',
  unit: 'count',
  id: `reached-${stage}`,
  title: `Reached ${stage}`,
  explanation: `Of the invoices received in the period, those that have reached ${stage} or a later stage so far: a step of the funnel.`,
  leavesOut: `${noCredits} ${immature}`,
  personas: ['executive'],
  clock: field('beganAt'),
  where: all(isInvoice, hasReached(stage)),
  aggregate: { kind: 'count', of: 'rows' },
});

/** Of those that reached a stage, how many reached the next one. */
const conversions = stages.slice(1).map((stage, index): Kpi => {
  const before = stages[index] ?? stage;
  return {
    ...share,
    id: `conversion-to-${stage}`,
    title: `From ${before} to ${stage}`,
    explanation: `Of the invoices received in the period that have reached ${before}, the share that has reached ${stage} so far.`,
    leavesOut: `${noCredits} ${immature}`,
    better: 'more',
    personas: ['executive'],
    clock: field('beganAt'),
    where: all(isInvoice, hasReached(before)),
    aggregate: { kind: 'ratio', of: { where: hasReached(stage) }, to: rows },
  };
});

/** The share of the settled invoices on which nobody acted in this way, of those of which that is known. */
const without = (touch: 'touched' | 'touchedOtherwise') =>
  ({
    ...share,
    leavesOut: `${noCredits} Invoices whose actors are not all known: see the coverage.`,
    better: 'more',
    personas: ['executive'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled, known(touch)),
    aggregate: { kind: 'ratio', of: { where: isIn(touch, 'false') }, to: rows },
  }) as const;

/** How well invoices go, and how far they get. */
export const quality = [
  {
    ...share,
    id: 'exception-rate',
    title: 'Exception rate',
    synonyms: ['error rate'],
    explanation: 'Of the invoices received in the period, the share that has had an exception so far.',
    leavesOut: `${noCredits} Invoices of late may still have one: see how mature the cohort is.`,
    better: 'less',
    personas: ['executive', 'operations'],
    clock: field('beganAt'),
    where: isInvoice,
    aggregate: {
      kind: 'ratio',
      of: { where: compare(field('exceptions'), '>=', number(1)) },
      to: rows,
    },
  },
  {
    ...share,
    id: 'cohort-maturity',
    title: 'Maturity of the cohort',
    explanation:
      'Of the invoices received in the period, the share that is settled: what can happen to them has happened.',
    leavesOut: noCredits,
    personas: ['executive', 'operations'],
    clock: field('beganAt'),
    where: isInvoice,
    aggregate: { kind: 'ratio', of: { where: isSettled }, to: rows },
  },
  {
    ...share,
    id: 'first-time-match-rate',
    title: 'First-time match rate',
    synonyms: ['match rate', 'first-pass match rate'],
    explanation:
      'Of the invoices with a purchase order that entered reconciliation in the period and whose first outcome of matching is known, the share that matched at once.',
    leavesOut: `${noCredits} Invoices without a purchase order.`,
    better: 'more',
    personas: ['operations'],
    clock: field('reconciliationAt'),
    where: all(isInvoice, known('firstMatch')),
    aggregate: { kind: 'ratio', of: { where: isIn('firstMatch', 'matched') }, to: rows },
  },
  {
    ...without('touched'),
    id: 'touchless-rate',
    title: 'Touchless rate',
    synonyms: ['straight-through rate', 'STP', 'automation rate', 'no-touch rate'],
    explanation:
      'Of the invoices settled in the period of which every event says who acted, the share on which no person did. An approval by a person is a touch.',
  },
  {
    ...without('touchedOtherwise'),
    id: 'touchless-but-approved-rate',
    title: 'Touchless rate, approval aside',
    explanation:
      'Of the invoices settled in the period of which every event says who acted, the share on which no person did but for the approval that stood when it was settled.',
  },
  {
    ...share,
    id: 'touchless-coverage',
    title: 'Coverage of the touchless rate',
    explanation: 'Of the invoices settled in the period, the share whose actors are known.',
    leavesOut: noCredits,
    better: 'more',
    personas: ['executive'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled),
    aggregate: { kind: 'ratio', of: { where: known('touched') }, to: rows },
  },
  {
    ...share,
    id: 'on-time-rate',
    title: 'Paid on time',
    synonyms: ['on-time payment rate', 'punctuality'],
    explanation:
      'Of the invoices due in the period and before today, the share that was paid by the due date; what is unpaid was not.',
    leavesOut: notJudged,
    better: 'more',
    personas: ['finance'],
    clock: field('dueDate'),
    where: all(isInvoice, isJudged),
    aggregate: { kind: 'ratio', of: { where: isOnTime }, to: rows },
  },
  {
    ...share,
    id: 'on-time-value-rate',
    title: 'Paid on time, by value',
    explanation:
      'Of the amounts due in the period and before today, the share that was paid by the due date.',
    leavesOut: notJudged,
    better: 'more',
    personas: ['finance'],
    groupBy: ['currency'],
    clock: field('dueDate'),
    where: all(isInvoice, isJudged),
    aggregate: {
      kind: 'ratio',
      of: { sum: field('amount'), where: isOnTime },
      to: { sum: field('amount') },
    },
  },
  {
    ...share,
    id: 'on-time-of-paid',
    title: 'On time, of those paid',
    explanation: 'Of the invoices settled in the period that have a due date, the share paid by it.',
    leavesOut: `${noCredits} Unpaid invoices, however late: the primary figure is “Paid on time”.`,
    better: 'more',
    personas: ['finance'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled, known('dueDate')),
    aggregate: { kind: 'ratio', of: { where: isOnTime }, to: rows },
  },
  {
    ...share,
    id: 'paid-early-rate',
    title: 'Paid too early',
    synonyms: ['early payments'],
    explanation:
      'Of the invoices settled in the period that have a due date, the share paid before it without a discount.',
    leavesOut: `${noCredits} Invoices without a due date.`,
    better: 'less',
    personas: ['finance'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled, known('dueDate')),
    aggregate: { kind: 'ratio', of: { where: isPaidEarly }, to: rows },
  },
  {
    ...share,
    id: 'paid-early-value-rate',
    title: 'Paid too early, by value',
    explanation:
      'Of the amounts settled in the period that have a due date, the share paid before it without a discount.',
    leavesOut: `${noCredits} Invoices without a due date.`,
    better: 'less',
    personas: ['finance'],
    groupBy: ['currency'],
    clock: field('settledAt'),
    where: all(isInvoice, isSettled, known('dueDate')),
    aggregate: {
      kind: 'ratio',
      of: { sum: field('amount'), where: isPaidEarly },
      to: { sum: field('amount') },
    },
  },
  ...stages.map(reached),
  ...conversions,
] as const satisfies readonly Kpi[];
