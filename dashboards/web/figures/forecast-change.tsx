import Big from 'big.js';
import { addDays } from '../../../functions/core/invoice/dates.ts';
import type { ForecastChange as Change, EstimatedWeek, ForecastCurrency } from '../../cash-flow-forecast.ts';
import { Fold } from '../components/fold.tsx';
import { formatDate } from '../format/times.ts';
import { estimatesFormat } from '../format/values.ts';

const reasons = [
  { id: 'received', title: 'Invoices that came' },
  { id: 'paid', title: 'Paid since, when they were still expected' },
  { id: 'notPaid', title: 'Not paid, when they might have been' },
  { id: 'toCome', title: 'Invoices yet to come' },
  { id: 'reestimated', title: 'How invoices are paid, learned anew' },
] as const satisfies readonly { readonly id: keyof Change; readonly title: string }[];

interface ForecastChangeProps {
  readonly forecast: Pick<ForecastCurrency, 'currency' | 'change'> & {
    readonly weeks: readonly Pick<EstimatedWeek, 'to'>[];
  };
  /** The last day that it knows of. */
  readonly asOf: string;
}

/** By how much more or less is expected than a day before, and why: one sentence, and what adds up to it. */
export function ForecastChange({ forecast: { currency, weeks, change }, asOf }: ForecastChangeProps) {
  const [until, before] = [weeks.at(-1)?.to, addDays(asOf, -1)];
  const amounts = Object.values(change);
  const [format, signed] = [
    estimatesFormat(amounts, currency),
    estimatesFormat(amounts, currency, 'exceptZero'),
  ];
  if (until === undefined) return null;
  return (
    <>
      <p className="note">
        Up to {formatDate(until)} {sentence(change, format, signed)}
      </p>
      <Fold className="forecast-why" title={`What changed since ${formatDate(before)}`}>
        <table>
          <caption className="visually-hidden">What changed in {currency}</caption>
          <tbody>
            <tr>
              <th scope="row">Expected at the end of {formatDate(before)}</th>
              <td className="number">{format(change.before)}</td>
            </tr>
            {reasons.map(({ id, title }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                <td className="number">{signed(change[id])}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">Expected at the end of {formatDate(asOf)}</th>
              <td className="number">{format(change.now)}</td>
            </tr>
          </tbody>
        </table>
        <p className="note">
          Estimates, of the same days both times, worked out rather than simulated: they may differ a little
          from the weeks above. Amounts, due dates and rates are those that are known today, and what was
          returned is in neither.
        </p>
      </Fold>
    </>
  );
}

/** Lines of a file: what was expected a day before, each reason for the change, and what is expected now. */
export function changeCells({ currency, weeks, change }: ForecastChangeProps['forecast'], asOf: string) {
  const [from, to, before] = [addDays(asOf, 1), weeks.at(-1)?.to, addDays(asOf, -1)];
  const lines = [
    ...[{ changed: `expected at the end of ${before}`, estimateChanged: change.before }],
    ...reasons.map(({ id, title }) => ({ changed: title, estimateChanged: change[id] })),
    ...[{ changed: `expected at the end of ${asOf}`, estimateChanged: change.now }],
  ];
  return to === undefined ? [] : lines.map((line) => ({ currency, from, to, ...line }));
}

type Format = (amount: string) => string;

function sentence(change: Change, format: Format, signed: Format): string {
  const difference = new Big(change.now).minus(change.before);
  const [largest] = reasons.toSorted((a, b) => new Big(change[b.id]).abs().cmp(new Big(change[a.id]).abs()));
  if (!largest || format(difference.abs().toFixed()) === format('0'))
    return 'about as much is expected as a day before.';
  const than = `${format(difference.abs().toFixed())} ${difference.gt(0) ? 'more' : 'less'} is expected than a day before`;
  return `${than}; the largest part of the change is ${signed(change[largest.id])}: ${lowerFirst(largest.title)}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
