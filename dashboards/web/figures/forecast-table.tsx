import type { EstimatedWeek, ForecastInterval } from '../../cash-flow-forecast.ts';
import type { ConvertedWeek } from '../../converted-forecast.ts';
import { type ForecastColumn, forecastColumns } from '../../forecast-columns.ts';
import { Explain } from '../components/explain.tsx';
import { ScrollBox } from '../components/scroll-box.tsx';
import { formatDate } from '../format/times.ts';
import { estimatesFormat, formatAmount } from '../format/values.ts';

interface ForecastTableProps {
  readonly currency: string;
  readonly weeks: readonly ConvertedWeek[];
  /** What its numbers are of and how they came about, behind each explanation. */
  readonly stated: string;
}

/** The weeks of a forecast; a column that no week has anything in is left out. */
export function ForecastTable({ currency, weeks, stated }: ForecastTableProps) {
  const columns = forecastColumns
    .filter(({ id }) => weeks.some((week) => week[id] !== undefined))
    .map((column) => ({ column, format: formatOf(column, weeks, currency) }));
  return (
    <>
      <ScrollBox className="wide-table forecast-table" label={`Forecast of ${currency} by week`}>
        <table>
          <caption className="visually-hidden">Payments in {currency} by week</caption>
          <thead>
            <tr>
              <th scope="col">Week from</th>
              {columns.map(({ column: { id, title, explanation } }) => (
                <th key={id} scope="col" className="number">
                  {title}
                  <Explain title={title}>
                    <span>{explanation}</span>
                    <span className="muted">{stated}</span>
                  </Explain>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.from}>
                <WeekHead week={week} />
                {columns.map(({ column: { id }, format }) => (
                  <td key={id} className="number">
                    {format(week[id])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {weeks.some(isBelowZero) && (
        <p className="note">Below 0: credit notes that are set off come to more than what is paid besides.</p>
      )}
    </>
  );
}

const daysOfWeek = 7;
const dayMs = 86_400_000;

/** The first day; of the rest of a week the last one too. */
function WeekHead({ week: { from, to } }: { week: Pick<EstimatedWeek, 'from' | 'to'> }) {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  return (
    <th scope="row">
      {formatDate(from)}
      {days < daysOfWeek && <span className="second-line">rest of this week</span>}
    </th>
  );
}

type Cell = string | ForecastInterval | undefined;

/** How the cells of a column are written: alike, so that they can be compared at a glance. */
function formatOf(
  { id }: ForecastColumn,
  weeks: readonly ConvertedWeek[],
  currency: string,
): (cell: Cell) => string {
  const amounts = weeks.flatMap((week) => amountsIn(week[id]));
  const isExact = id === 'contractual' || id === 'optimistic';
  const format = isExact
    ? (amount: string) => formatAmount(amount, currency)
    : estimatesFormat(amounts, currency);
  return (cell) => amountsIn(cell).map(format).join(' to ');
}

function amountsIn(cell: Cell): readonly string[] {
  if (cell === undefined) return [];
  return typeof cell === 'string' ? [cell] : [cell.low, cell.high];
}

function isBelowZero(week: ConvertedWeek): boolean {
  return forecastColumns.some(({ id }) => amountsIn(week[id]).some((amount) => Number(amount) < 0));
}
