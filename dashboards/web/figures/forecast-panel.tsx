import type { CashFlowForecast, ForecastCurrency } from '../../cash-flow-forecast.ts';
import { conversionWords } from '../../converted.ts';
import { type ConvertedForecast, type ConvertedWeek, convertedForecast } from '../../converted-forecast.ts';
import type { ForecastPanel as ForecastPanelData } from '../../pages/dashboard.ts';
import { Fold } from '../components/fold.tsx';
import { Message } from '../components/message.tsx';
import { framed, Panel } from '../components/panel.tsx';
import { fetchCashFlowForecast } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatCount } from '../format/numbers.ts';
import { formatDate } from '../format/times.ts';
import type { Board } from './board.ts';
import { CsvButton } from './csv-button.tsx';
import { changeCells, ForecastChange } from './forecast-change.tsx';
import { ForecastTable } from './forecast-table.tsx';
import { NoRate } from './not-converted.tsx';
import { type CsvRow, statedOfDay, statedRates } from './panel-csv.ts';
import { sampleWords } from './sample-words.ts';

/** A history that is being loaded is there some seconds later. */
const pollMs = 15_000;

/** What is expected to be paid, week by week: estimates with their intervals, beside the terms. */
export function ForecastPanel({ panel, board }: { panel: ForecastPanelData; board: Board }) {
  const { data, error } = usePolled(fetchCashFlowForecast, pollMs);
  const { feed, looker, conversion } = board;
  const { filters, inCurrency } = looker.view;
  // Until the rates are there, amounts would be taken for what they are not.
  const isReady = data !== undefined && (inCurrency === undefined || conversion !== undefined);
  // Whoever loads a history says so to the cell; of an import it sees only what comes in.
  const isKnownToLoad = feed.window.at(-1)?.loading !== undefined;
  const isLoading = data?.loading !== undefined || isKnownToLoad;
  const currencies =
    data?.currencies.filter(({ currency }) => filters.currency?.includes(currency) ?? true) ?? [];
  const converted =
    data && conversion && convertedForecast(data, currencies, conversion.currency, conversion.rates);
  return (
    <Panel
      {...framed(panel)}
      actions={
        isReady &&
        !isLoading && (
          <>
            {error && <span className="stale-mark">Not up to date</span>}
            <CsvButton
              title={panel.title}
              rows={() => [
                ...(converted ? convertedCells(converted, data.asOf) : []),
                ...currencies.flatMap((each) => currencyCells(each, data.asOf)),
              ]}
              stated={{
                ...(converted &&
                  conversion &&
                  statedRates(conversion.rates, [...converted.of, converted.currency])),
                ...statedOfDay(feed, data.asOf, looker.zone),
              }}
            />
          </>
        )
      }
    >
      {!isReady && !isLoading && !error && <Message title="Simulating payments…" />}
      {!data && error && <Message title="The forecast cannot be made now.">{error.message}</Message>}
      {isLoading && <Loading invoices={data?.loading?.invoices} isKnown={isKnownToLoad} />}
      {isReady && !isLoading && (
        <>
          <Stated forecast={data} ignored={Object.keys(filters).some((name) => name !== 'currency')} />
          {converted && conversion && (
            <Fold className="forecast-fold" title={`All in ${converted.currency}`} isFirst>
              <ForecastTable
                currency={converted.currency}
                weeks={converted.weeks}
                stated={`${asOfWords(data)} ${conversionWords(converted.currency, conversion.rates)}`}
              />
              <OfConverted forecast={converted} />
              <ForecastChange forecast={converted} asOf={data.asOf} />
            </Fold>
          )}
          {currencies.map((each, index) => (
            <Fold
              key={each.currency}
              className="forecast-fold"
              title={converted?.of.includes(each.currency) ? `Of it ${each.currency}` : each.currency}
              isFirst={index === 0 && !converted}
            >
              <ForecastTable currency={each.currency} weeks={each.weeks} stated={asOfWords(data)} />
              <ForecastChange forecast={each} asOf={data.asOf} />
            </Fold>
          ))}
        </>
      )}
    </Panel>
  );
}

interface LoadingProps {
  /** Of the past that are known so far. */
  readonly invoices: number | undefined;
  /** Whether somebody says that more are on their way; otherwise some have just come. */
  readonly isKnown: boolean;
}

function Loading({ invoices, isKnown }: LoadingProps) {
  return (
    <Message title={isKnown ? 'The past is still being loaded.' : 'Some of the past has only just come in.'}>
      {invoices !== undefined && `${formatCount(invoices)} invoices from before today are known so far. `}
      The forecast is made once no more of it has come for some seconds: a part of the past would say the
      wrong thing.
    </Message>
  );
}

function asOfWords({ asOf }: CashFlowForecast): string {
  return `By what was known at the end of ${formatDate(asOf)} (UTC).`;
}

/** As of when it is, and what it leaves out. */
function Stated({ forecast, ignored }: { forecast: CashFlowForecast; ignored: boolean }) {
  return (
    <>
      <p className="note">
        {asOfWords(forecast)} Weeks are Monday to Sunday, as above.
        {ignored && ' Of the whole cell: no filter but that of the currency applies.'}
      </p>
      {forecast.currencies.map(
        ({ currency, sample }) =>
          sample && (
            <p key={currency} className="note">
              {sampleWords(currency, sample)}
            </p>
          ),
      )}
      {forecast.leftOut.map(({ currency, reason }) => (
        <p key={currency} className="note">
          No forecast of {currency}: {reason}.
        </p>
      ))}
    </>
  );
}

/** What the converted sum is of, and what its intervals are. */
function OfConverted({ forecast: { of, left, weeks } }: { forecast: ConvertedForecast }) {
  const hasIntervals = weeks.some(({ in80 }) => in80 !== undefined);
  return (
    <>
      {of.length > 1 && (
        <p className="note">
          The sum of {of.join(', ')}.{' '}
          {hasIntervals
            ? 'Its intervals are simulated with it: those of its currencies, added up, would be too wide.'
            : 'It has no intervals: those of several currencies do not add up, and just this sum was not simulated. Each currency has its own below.'}
        </p>
      )}
      <NoRate currencies={left} />
    </>
  );
}

function convertedCells(converted: ConvertedForecast, asOf: string): readonly CsvRow[] {
  const { currency, of, weeks } = converted;
  const rows: readonly CsvRow[] = [...weekCells(currency, weeks), ...changeCells(converted, asOf)];
  return rows.map((row) => ({ ...row, sumOf: of.join('; ') }));
}

/** Of a sample, its lines say how many of how many invoices are simulated. */
function currencyCells(forecast: ForecastCurrency, asOf: string): readonly CsvRow[] {
  const { currency, weeks, sample } = forecast;
  const rows: readonly CsvRow[] = [...weekCells(currency, weeks), ...changeCells(forecast, asOf)];
  if (!sample) return rows;
  const sampled = { simulatedInvoices: `${sample.simulated}`, ofInvoices: `${sample.invoices}` };
  return rows.map((row) => ({ ...row, ...sampled }));
}

/** Lines of the panel's file: what is exact and what is estimated, in columns that say so. */
function weekCells(currency: string, weeks: readonly ConvertedWeek[]): readonly CsvRow[] {
  return weeks.map(({ from, to, contractual, optimistic, expected, toCome, in80, in95 }) => ({
    ...{ currency, from, to, contractual, optimistic },
    ...{ estimate: expected, estimateNotYetReceived: toCome },
    ...(in80 && { estimateLow80: in80.low, estimateHigh80: in80.high }),
    ...(in95 && { estimateLow95: in95.low, estimateHigh95: in95.high }),
  }));
}
