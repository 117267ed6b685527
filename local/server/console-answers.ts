import type { CashFlowForecast } from '../../dashboards/cash-flow-forecast.ts';
import type { AlarmListing, AlertListing, CellStatus, LatestEvents } from '../../dashboards/console-api.ts';
import type { FigureSettings } from '../../dashboards/figure-settings.ts';
import {
  type Finder,
  idFrom,
  searchQueryFrom,
  unknownVendor,
  vendorIdsFrom,
} from '../../dashboards/finder.ts';
import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import {
  amountFrom,
  durationFrom,
  eventsQueryFrom,
  instantFrom,
  invoicesQueryFrom,
  kpiQueryFrom,
  refuseOthers,
  stageFrom,
  wholeNumber,
} from '../../dashboards/query-parameters.ts';
import type { VolumeForecast } from '../../dashboards/volume-forecast.ts';
import type { ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import type { AnomalySeries } from '../../functions/core/analytics/anomaly/anomaly-series.ts';
import type { AnomalyListing } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { StuckListing } from '../../functions/core/invoice/stuck-listing.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OpenConflicts } from '../../operations/conflicts/open.ts';
import { maxListed, positionAt, type StuckSelection } from '../../operations/stuck-invoices.ts';

/** What the console asks the cell. */
export interface ConsoleQueries {
  /** @param since ms since the epoch: freshness leaves out what became visible before */
  status(since?: number): Promise<CellStatus>;
  alarms(): Promise<AlarmListing>;
  readonly kpis: KpiReader;
  /** What the cell says about its figures. */
  readonly figureSettings: FigureSettings;
  readonly finder: Finder;
  cashFlowForecast(): Promise<CashFlowForecast>;
  volumeForecast(): Promise<VolumeForecast>;
  stuck(selection: StuckSelection): Promise<StuckListing>;
  /** @param all also those that are over */
  alerts(all: boolean): Promise<readonly ListedAlert[]>;
  /** @param all also what began long ago */
  anomalies(all: boolean): Promise<AnomalyListing>;
  /** One of them, with its course. @throws {BemsError} NO_SUCH_ANOMALY */
  anomaly(id: string): Promise<AnomalySeries>;
  /** @param limit listed at most */
  openConflicts(limit: number): Promise<OpenConflicts>;
  /** Calls the history function with the API's proxy event. */
  invoice(event: object): Promise<unknown>;
}

/** Stuck invoices listed unless the request says how many. */
const defaultStuckInvoices = 50;

/**
 * Answers a request for a resource of `/console/api/` with what is sent as JSON; undefined when
 * there is no such resource.
 * @throws {BemsError} when the parameters make no sense
 */
export type Answer = (resource: string, parameters: URLSearchParams) => Promise<unknown>;

/**
 * The JSON under `/console/api/`: `status`, `alarms`, `alerts`, `anomalies`, `anomaly`, `kpis/<id>`, `kpis/<id>/invoices`,
 * `figure-settings`, `cash-flow-forecast`, `volume-forecast`, `events`, `search`, `vendor`, `vendor-names`, `conflicts`
 * and `stuck`.
 */
export function consoleAnswers(queries: ConsoleQueries, clock: Clock): Answer {
  const { assumed } = queries.figureSettings;
  return async (resource, parameters) => {
    const listed = /^kpis\/([^/]+)\/invoices$/.exec(resource)?.[1];
    if (listed !== undefined)
      return queries.kpis.invoices(invoicesQueryFrom(listed, parameters, clock.now(), assumed));
    const kpi = /^kpis\/([^/]+)$/.exec(resource)?.[1];
    if (kpi !== undefined) return queries.kpis.read(kpiQueryFrom(kpi, parameters, clock.now(), assumed));
    if (resource === 'figure-settings') {
      refuseOthers(parameters, []);
      return queries.figureSettings;
    }
    if (resource === 'cash-flow-forecast') {
      refuseOthers(parameters, []);
      return queries.cashFlowForecast();
    }
    if (resource === 'volume-forecast') {
      refuseOthers(parameters, []);
      return queries.volumeForecast();
    }
    if (resource === 'search') return queries.finder.find(searchQueryFrom(parameters));
    if (resource === 'vendor') {
      const vendor = await queries.finder.vendor(idFrom(parameters));
      if (!vendor) throw unknownVendor();
      return vendor;
    }
    if (resource === 'vendor-names') return queries.finder.vendorNames(vendorIdsFrom(parameters));
    if (resource === 'status') {
      refuseOthers(parameters, ['since']);
      return queries.status(instantFrom(parameters, 'since'));
    }
    if (resource === 'events') {
      const events = await queries.kpis.events(eventsQueryFrom(parameters, clock.now()));
      return { events } satisfies LatestEvents;
    }
    if (resource === 'alarms') {
      refuseOthers(parameters, []);
      return queries.alarms();
    }
    if (resource === 'alerts') {
      refuseOthers(parameters, ['all']);
      const all = parameters.get('all') === 'true';
      return { alerts: await queries.alerts(all) } satisfies AlertListing;
    }
    if (resource === 'anomalies') {
      refuseOthers(parameters, ['all']);
      return queries.anomalies(parameters.get('all') === 'true');
    }
    if (resource === 'anomaly') return queries.anomaly(idFrom(parameters));
    if (resource === 'conflicts') {
      refuseOthers(parameters, ['limit']);
      return queries.openConflicts(wholeNumber(parameters, 'limit', { fallback: 50, max: 10_000 }));
    }
    if (resource === 'stuck') return queries.stuck(stuckSelectionFrom(parameters));
    return undefined;
  };
}

const stuckParameters = ['stage', 'vendor', 'currency', 'minAmount', 'olderThanMs', 'limit', 'after'];

function stuckSelectionFrom(parameters: URLSearchParams): StuckSelection {
  refuseOthers(parameters, stuckParameters);
  const after = parameters.get('after');
  return {
    stage: stageFrom(parameters),
    vendorId: parameters.get('vendor') ?? undefined,
    ...amountFrom(parameters),
    olderThanMs: durationFrom(parameters, 'olderThanMs'),
    limit: wholeNumber(parameters, 'limit', { fallback: defaultStuckInvoices, max: maxListed }),
    after: after === null ? undefined : positionAt(after),
  };
}
