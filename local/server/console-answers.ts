import type { CellStatus, LatestEvents } from '../../dashboards/console-api.ts';
import { eventsQueryFrom, kpiQueryFrom, stageFrom, wholeNumber } from '../../dashboards/kpi-parameters.ts';
import type { KpiReader } from '../../dashboards/kpi-reader.ts';
import type { Clock } from '../../lib/clock.ts';
import { maxStuckInvoices, type StuckListing, type StuckSelection } from '../../operations/stuck-invoices.ts';

/** What the console asks the cell. */
export interface ConsoleQueries {
  status(): Promise<CellStatus>;
  readonly kpis: KpiReader;
  stuck(selection: StuckSelection): Promise<StuckListing>;
  /** Calls the history function with the API's proxy event. */
  invoice(event: object): Promise<unknown>;
}

/** Stuck invoices listed unless the address says how many. */
const usualStuckInvoices = 50;

/**
 * Answers one resource of `/console/api/`: what is sent as JSON, or undefined when there is no such
 * resource.
 */
export type Answer = (resource: string, parameters: URLSearchParams) => Promise<unknown>;

/**
 * The JSON under `/console/api/`: `status`, `kpis/<id>`, `events` and `stuck`.
 * The answer throws a {@link BemsError} when the query makes no sense.
 */
export function consoleAnswers(queries: ConsoleQueries, clock: Clock): Answer {
  return async (resource, parameters) => {
    const kpi = /^kpis\/([^/]+)$/.exec(resource)?.[1];
    if (kpi !== undefined) return queries.kpis.read(kpiQueryFrom(kpi, parameters, clock.now()));
    if (resource === 'status') return queries.status();
    if (resource === 'events') {
      const events = await queries.kpis.events(eventsQueryFrom(parameters, clock.now()));
      return { events } satisfies LatestEvents;
    }
    if (resource === 'stuck')
      return queries.stuck({
        stage: stageFrom(parameters),
        limit: wholeNumber(parameters, 'limit', { usual: usualStuckInvoices, max: maxStuckInvoices }),
      });
    return undefined;
  };
}
