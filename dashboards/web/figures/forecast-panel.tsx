import type { CashFlowForecast, ForecastCurrency, ForecastInterval } from '../../cash-flow-forecast.ts';
import type { ForecastPanel as ForecastPanelData } from '../../pages/dashboard.ts';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { ScrollBox } from '../components/scroll-box.tsx';
import { fetchCashFlowForecast } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatEstimate, formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';
import type { Board } from './board.ts';
import { CsvButton } from './csv-button.tsx';
import { type CsvRow, statedOfCell } from './panel-csv.ts';

/** A history that is being loaded is there some seconds later. */
const pollMs = 15_000;
/** It is as of the end of a day. */
const dayMs = 86_400_000;

/** What is expected to be paid, week by week: estimates with their intervals, beside the terms. */
export function ForecastPanel({ panel, board }: { panel: ForecastPanelData; board: Board }) {
  const { data, error } = usePolled(fetchCashFlowForecast, pollMs);
  const { feed, looker } = board;
  const chosen = looker.view.filters.currency;
  const currencies = data?.currencies.filter(({ currency }) => !chosen || chosen.includes(currency)) ?? [];
  const others = Object.keys(looker.view.filters).filter((name) => name !== 'currency');
  return (
    <Panel
      title={panel.title}
      {...(panel.help !== undefined && { help: panel.help })}
      className={`width-${panel.width ?? 'full'}`}
      actions={
        data &&
        !data.loading && (
          <>
            {error && <span className="stale-mark">Not up to date</span>}
            <CsvButton
              title={panel.title}
              rows={() => currencies.flatMap(forecastCells)}
              stated={statedOfCell(feed, Date.parse(data.asOf) + dayMs, looker.zone)}
            />
          </>
        )
      }
    >
      {!data && !error && <Message title="Simulating payments…" />}
      {!data && error && <Message title="The forecast cannot be made now.">{error.message}</Message>}
      {data?.loading && <Loading {...data.loading} />}
      {data && !data.loading && <Stated forecast={data} ignored={others.length > 0} />}
      {currencies.map((each, index) => (
        <CurrencyWeeks key={each.currency} weeks={each} isOpen={index === 0} />
      ))}
    </Panel>
  );
}

function Loading({ invoices }: NonNullable<CashFlowForecast['loading']>) {
  return (
    <Message title="The past is still being loaded.">
      {formatCount(invoices)} invoices from before today are known so far, and more are coming in. The
      forecast is made once they have stopped: a part of the past would say the wrong thing.
    </Message>
  );
}

/** As of when it is, and what it leaves out. */
function Stated({ forecast, ignored }: { forecast: CashFlowForecast; ignored: boolean }) {
  return (
    <>
      <p className="note">
        By what was known at the end of {forecast.asOf} (UTC).
        {ignored && ' Of the whole cell: no filter but that of the currency applies.'}
      </p>
      {forecast.leftOut.map(({ currency, reason }) => (
        <p key={currency} className="note">
          No forecast of {currency}: {reason}.
        </p>
      ))}
    </>
  );
}

function CurrencyWeeks({ weeks: { currency, weeks }, isOpen }: { weeks: ForecastCurrency; isOpen: boolean }) {
  return (
    <details open={isOpen}>
      <summary>{currency}</summary>
      <ScrollBox className="wide-table" label={`Forecast of ${currency} by week`}>
        <table>
          <caption className="visually-hidden">Payments in {currency} by week</caption>
          <thead>
            <tr>
              <th scope="col">Week from</th>
              {['By terms', 'With discounts', 'Expected (estimate)', 'Of it not yet received'].map(
                (title) => (
                  <th key={title} scope="col" className="number">
                    {title}
                  </th>
                ),
              )}
              <th scope="col" className="number">
                In 8 of 10 cases
              </th>
              <th scope="col" className="number">
                In 19 of 20 cases
              </th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.from}>
                <th scope="row">{week.from}</th>
                <td className="number">{formatMoney(week.contractual, currency)}</td>
                <td className="number">{formatMoney(week.optimistic, currency)}</td>
                <td className="number">{formatEstimate(week.expected, currency)}</td>
                <td className="number">{formatEstimate(week.toCome, currency)}</td>
                <td className="number">{intervalText(week.in80, currency)}</td>
                <td className="number">{intervalText(week.in95, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </details>
  );
}

function intervalText({ low, high }: ForecastInterval, currency: string): string {
  return `${formatEstimate(low, currency)} to ${formatEstimate(high, currency)}`;
}

/** Lines of the panel's file: what is exact and what is estimated, in columns that say so. */
function forecastCells({ currency, weeks }: ForecastCurrency): readonly CsvRow[] {
  return weeks.map(({ from, contractual, optimistic, expected, toCome, in80, in95 }) => ({
    ...{ currency, from, contractual, optimistic },
    ...{ estimate: expected, estimateNotYetReceived: toCome },
    ...{ estimateLow80: in80.low, estimateHigh80: in80.high },
    ...{ estimateLow95: in95.low, estimateHigh95: in95.high },
  }));
}
