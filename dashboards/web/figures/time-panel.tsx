import { useMemo, useState } from 'react';
import { type Band, bandsOf } from '../../anomaly-bands.ts';
import { bucketFor, bucketStarts, type FigureAsk, type Looker, weeksFrom } from '../../asks.ts';
import { isByCurrency } from '../../converted.ts';
import { gapOf, type ShortLook } from '../../coverage.ts';
import { addsUp, currenciesOf } from '../../figures.ts';
import type { Bucket, Period } from '../../kpi-reader.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { TimePanel as TimePanelData } from '../../pages/dashboard.ts';
import { periodOf } from '../../periods.ts';
import { MarkedNote } from '../anomalies/marked-note.tsx';
import type { ChartForm } from '../components/chart-options.ts';
import { Instant } from '../components/instant.tsx';
import { LazyChart } from '../components/lazy-chart.tsx';
import { ScrollBox } from '../components/scroll-box.tsx';
import { bucketForms } from '../format/buckets.ts';
import { shortLookWords } from '../format/periods.ts';
import { formatInstant } from '../format/times.ts';
import { formatShort, formatValue } from '../format/values.ts';
import { type Board, figuresFor, nameOf, shortLookOf } from './board.ts';
import { Explanation } from './explanation.tsx';
import { FigureValue } from './figure-value.tsx';
import { askedCells } from './panel-csv.ts';
import { PanelFrame } from './panel-frame.tsx';
import { TableToggle } from './table-toggle.tsx';

/** What a panel over time asks for, one question per series. */
export function timeAsks(panel: TimePanelData, looker: Looker): readonly FigureAsk[] {
  const { bucket, period } = stepsOf(panel, looker);
  return panel.kpis.map((kpi) => ({ kpi, bucket, ...(panel.weeksAhead !== undefined && { period }) }));
}

function stepsOf({ weeksAhead }: TimePanelData, { view, now }: Looker): { bucket: Bucket; period: Period } {
  if (weeksAhead !== undefined) return { bucket: 'week', period: weeksFrom(now, weeksAhead) };
  const period = periodOf(view.period, now);
  return { bucket: bucketFor(period), period };
}

/** Figures over time: a chart for each currency, if they are split by it. */
export function TimePanel({ panel, board }: { panel: TimePanelData; board: Board }) {
  const [asTable, setAsTable] = useState(false);
  const asks = timeAsks(panel, board.looker);
  const { bucket, period } = stepsOf(panel, board.looker);
  const kpis = panel.kpis.map(kpiOf);
  const names = asks.map(nameOf);
  const isSplit = kpis.some(isByCurrency);
  const currencies = isSplit ? currenciesOf(names.map(board.answers.get)) : [undefined];
  const starts = bucketStarts(period, bucket);
  const endOf = (step: number) => starts[step + 1] ?? period.to;
  /** Of each series what each step lacks of the days that it looks back at. */
  const short = kpis.map((kpi) => starts.map((_, step) => shortLookOf(kpi, board, endOf(step))));
  /** Where what a chart shows was unusual; amounts of a chart may be converted from those of several currencies. */
  const bandsIn = (currency: string | undefined) => {
    if (!panel.judgedAs) return [];
    const { conversion } = board;
    const own = conversion && conversion.currency === currency ? conversion.from(names) : [currency ?? ''];
    return bandsOf(board.anomalies.data, { ...panel.judgedAs, currencies: own }, { starts, to: period.to });
  };
  const charts = currencies.map((currency) => ({
    currency,
    bands: bandsIn(currency),
    values: asks.map((ask) => {
      const kpi = kpiOf(ask.kpi);
      const figures = figuresFor(ask, board) ?? [];
      const own = new Map(
        figures.flatMap(({ row }) =>
          row.group.currency === currency && row.at ? [[row.at, row.value]] : [],
        ),
      );
      return starts.map((at, step) => own.get(at) ?? (isNothing(kpi, at, endOf(step), board) ? '0' : null));
    }),
  }));
  return (
    <PanelFrame
      panel={panel}
      board={board}
      names={names}
      csv={() => askedCells(asks, board)}
      actions={<TableToggle asTable={asTable} onToggle={setAsTable} />}
    >
      <ul className="legend series-legend" aria-label="Colours">
        {kpis.map((kpi, index) => (
          <li key={kpi.id} className={`series-${index + 1}${kpi.isEstimate ? ' series-estimate' : ''}`}>
            {kpi.title}
            <Explanation kpi={kpi} board={board} />
          </li>
        ))}
      </ul>
      {charts.length === 0 && <p className="nothing">Nothing in this period and with these filters.</p>}
      <div
        className={`multiples${charts.length > 1 ? '' : ' multiples-one'}${asTable ? ' multiples-tables' : ''}`}
      >
        {charts.map(({ currency, values, bands }) => (
          <div key={currency ?? ''} className="multiple">
            {currency !== undefined && <h3>{currency}</h3>}
            {asTable ? (
              <SeriesTable {...{ panel, kpis, bucket, starts, values, short, currency, board, period }} />
            ) : (
              <SeriesChart {...{ panel, kpis, bucket, starts, values, short, currency, bands }} />
            )}
          </div>
        ))}
      </div>
      {charts
        .flatMap(({ bands }) => bands)
        .map(({ anomaly }) => (
          <MarkedNote key={anomaly.id} anomaly={anomaly} board={board} />
        ))}
      {kpis.map(
        ({ id, looksBack }, index) =>
          short[index]?.some((each) => each !== undefined) && (
            <p key={id} className="note">
              Dashed: less than {looksBack} days of data to look back at, so not comparable, and usually too
              high.
            </p>
          ),
      )}
    </PanelFrame>
  );
}

/**
 * Whether a step without a row is 0: a stock has no value in the future, what is divided none at all, and
 * before the first data nothing is known.
 */
function isNothing(kpi: Kpi, from: string, to: string, { looker, coverage }: Board): boolean {
  const isBefore = gapOf({ from, to }, coverage);
  if (isBefore && isBefore.since === undefined) return false;
  return addsUp(kpi) && (kpi.clock !== null || Date.parse(from) <= looker.now);
}

interface SeriesProps {
  readonly panel: TimePanelData;
  readonly kpis: readonly Kpi[];
  readonly bucket: Bucket;
  readonly starts: readonly string[];
  /** Of each series the value of each step. */
  readonly values: readonly (readonly (string | null)[])[];
  /** Likewise what it lacks to look back at. */
  readonly short: readonly (readonly (ShortLook | undefined)[])[];
  readonly currency: string | undefined;
}

interface SeriesChartProps extends SeriesProps {
  readonly bands: readonly Band[];
}

function SeriesChart({ panel, kpis, bucket, starts, values, short, currency, bands }: SeriesChartProps) {
  const unit = kpis[0]?.unit ?? 'count';
  const kind = panel.weeksAhead === undefined ? 'line' : 'bar';
  const form = useMemo<ChartForm>(
    () => ({
      kind,
      format: (value) => formatValue(`${value}`, unit, currency),
      short: (value) => formatShort(value, unit),
    }),
    [kind, unit, currency],
  );
  const data = {
    labels: starts.map((at) => formatInstant(at, bucketForms[bucket].form)),
    bands: bands.map(({ first, last }) => ({ first, last })),
    series: kpis.flatMap(({ title, isEstimate = false }, index) => {
      const color = `--series-${index + 1}`;
      const numbers = (values[index] ?? []).map((value) => (value === null ? null : Number(value)));
      const isShort = (step: number) => short[index]?.[step] !== undefined;
      const whole = {
        ...{ title, isEstimate, color },
        values: numbers.map((n, at) => (isShort(at) ? null : n)),
      };
      if (!numbers.some((n, at) => n !== null && isShort(at))) return [whole];
      const dashed = numbers.map((n, at) => (isShort(at) ? n : null));
      return [whole, { title: `${title}, on too few days`, isEstimate: true, color, values: dashed }];
    }),
  };
  const description = [
    `${panel.title}${currency === undefined ? '' : ` in ${currency}`}, by ${bucket}.`,
    ...kpis.map(({ title }, index) => describeSeries(title, values[index] ?? [])),
    ...bands.map(({ anomaly }) => `Marked: ${anomaly.sentence}`),
    'The button “Table” shows the values.',
  ].join(' ');

  function describeSeries(title: string, own: readonly (string | null)[]): string {
    const numbers = own.map(Number);
    const most = Math.max(...numbers);
    const at = starts[numbers.indexOf(most)];
    if (at === undefined || !(most > 0)) return `${title}: nothing.`;
    const when = formatInstant(at, bucketForms[bucket].form);
    return `${title}: most in the ${bucket} of ${when}, ${formatValue(`${most}`, unit, currency)}.`;
  }

  return (
    <LazyChart
      data={data}
      form={form}
      description={description}
      className={currency === undefined ? '' : 'chart-small'}
    />
  );
}

interface SeriesTableProps extends SeriesProps {
  readonly board: Board;
  readonly period: Period;
}

function ShortLookNote({ short }: { short: ShortLook | undefined }) {
  return short && <span className="change figure-caution">{shortLookWords(short)}</span>;
}

/** The values of a chart, each leading to the invoices of its step. */
function SeriesTable({
  panel,
  kpis,
  bucket,
  starts,
  values,
  short,
  currency,
  board,
  period,
}: SeriesTableProps) {
  /** The days of a step that belong to the period. */
  const boardOf = (step: number): Board => {
    const [from = period.from, to = period.to] = starts.slice(step, step + 2);
    const days = {
      from: (from > period.from ? from : period.from).slice(0, 10),
      to: new Date(Date.parse(to) - 1).toISOString().slice(0, 10),
    };
    return { ...board, looker: { ...board.looker, view: { ...board.looker.view, period: days } } };
  };
  const group = currency === undefined ? {} : { currency };
  return (
    <ScrollBox className="wide-table" label={`${panel.title} ${currency ?? ''}`}>
      <table>
        <caption className="visually-hidden">
          {panel.title} {currency}
        </caption>
        <thead>
          <tr>
            <th scope="col">{bucketForms[bucket].title}</th>
            {kpis.map(({ id, title }) => (
              <th key={id} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {starts.map((at, step) => (
            <tr key={at}>
              <th scope="row">
                <Instant at={at} form={bucketForms[bucket].form} />
              </th>
              {kpis.map((kpi, index) => (
                <td key={kpi.id} className="number">
                  <FigureValue
                    kpi={kpi}
                    figure={{ row: { group, value: values[index]?.[step] ?? null }, before: undefined }}
                    board={boardOf(step)}
                  />
                  <ShortLookNote short={short[index]?.[step]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
