import type { StageDeadline, StageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { statusesUntilDue, usualTermDays } from '../../functions/core/invoice/stage-sla.ts';
import { textLiteral } from '../athena/expression-sql.ts';
import type { CalculatedField, DataSetColumn } from './data-set.ts';

/** What `stuck` says of invoices past the deadline of their stage, and of all others. */
export const isStuck = { yes: 'stuck', no: 'in time' } as const;

const secondsPerDay = 86_400;

/** The columns of what is stuck, of an invoice as it is now. */
export const stuckColumns: readonly DataSetColumn[] = [
  { name: 'stuck', type: 'STRING', role: 'dimension', title: 'Stuck or in time' },
  { name: 'pastDeadline', type: 'DECIMAL', role: 'measure', title: 'Days past the deadline of its stage' },
];

/** For how many days an invoice is past the deadline of its stage; missing of one in time. */
export const pastDeadline = {
  dataSet: 'invoices-now',
  name: 'Days past its deadline',
  expression: 'max({pastDeadline})',
} as const satisfies CalculatedField;

/**
 * `stuckColumns` of a row of snapshots, by the deadlines as they are when the query is written: the same as
 * `waitOf` makes of the invoice's events.
 * @param now SQL of a timestamp
 */
export function stuckSql(deadlines: StageDeadlines, now: string): readonly string[] {
  const deadline = deadlineSql(deadlines);
  const isPast = `waitssince IS NOT NULL AND ${deadline} < ${now}`;
  const seconds = `date_diff('second', ${deadline}, ${now})`;
  return [
    `CASE WHEN ${isPast} THEN ${textLiteral(isStuck.yes)} ELSE ${textLiteral(isStuck.no)} END AS "stuck"`,
    `CASE WHEN ${isPast} THEN CAST(${seconds} AS decimal(38, 12)) / ${secondsPerDay} END AS "pastDeadline"`,
  ];
}

/** Until when the invoice may stay in its stage: what only waits to be paid not before the end of its due date. */
function deadlineSql(deadlines: StageDeadlines): string {
  const cases = deadlines.map(
    (deadline) => `WHEN ${conditionsOf(deadline)} THEN ${Math.round(deadline.days * secondsPerDay)}`,
  );
  const inTime = later(`CASE ${cases.join(' ')} END`);
  const endOfDueDate = `CAST(duedate AS timestamp) + INTERVAL '1' DAY - INTERVAL '0.001' SECOND`;
  const due = `coalesce(${endOfDueDate}, ${later(usualTermDays * secondsPerDay)})`;
  const untilDue = statusesUntilDue.map(textLiteral).join(', ');
  return `CASE WHEN status IN (${untilDue}) THEN greatest(${inTime}, ${due}) ELSE ${inTime} END`;
}

function later(seconds: string | number): string {
  return `(waitssince + (${seconds}) * INTERVAL '1' SECOND)`;
}

function conditionsOf({ stage, vendorId, currency, amountFrom }: StageDeadline): string {
  return [
    `stage = ${textLiteral(stage)}`,
    ...(vendorId === undefined ? [] : [`vendorid = ${textLiteral(vendorId)}`]),
    ...(currency === undefined ? [] : [`currency = ${textLiteral(currency)}`]),
    ...(amountFrom === undefined ? [] : [`amount >= CAST(${textLiteral(amountFrom)} AS decimal(38, 12))`]),
  ].join(' AND ');
}
