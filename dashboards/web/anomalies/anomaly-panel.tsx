import type {
  AnomalyActName,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { standingAndRecent, unjudgedWords, vendorWords } from '../../anomaly-words.ts';
import type { AnomalyPanel as AnomalyPanelData } from '../../pages/dashboard.ts';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { anomalyHref } from '../data/route.ts';
import type { Board } from '../figures/board.ts';
import { CsvButton } from '../figures/csv-button.tsx';
import { type CsvRow, statedOfCell } from '../figures/panel-csv.ts';
import { formatInstant } from '../format/times.ts';
import { AnomalyEntry } from './anomaly-entry.tsx';
import { useAnomalyActs } from './use-anomaly-acts.tsx';

/** What is unusual about the events of the cell, in one sentence each, and what lately was. */
export function AnomalyPanel({ panel, board }: { panel: AnomalyPanelData; board: Board }) {
  const { feed, looker, address } = board;
  const { data, error, askAgain } = board.anomalies;
  const acts = useAnomalyActs(askAgain);
  const { standing = [], recent = [] } = data ? standingAndRecent(data) : {};
  const isFiltered = Object.keys(looker.view.filters).length > 0;
  return (
    <Panel
      title={panel.title}
      {...(isFiltered && { help: 'Of the whole cell: period and filters do not apply.' })}
      className={`width-${panel.width ?? 'full'}`}
      actions={
        data && (
          <>
            {error && <span className="stale-mark">Not up to date</span>}
            <CsvButton
              title={panel.title}
              rows={() => data.anomalies.map(anomalyCells)}
              stated={statedOfCell(feed, Date.parse(data.lookedAt ?? '') || looker.now, looker.zone)}
            />
          </>
        )
      }
    >
      {!data && !error && <Message title="Reading…" />}
      {!data && error && <Message title="What is unusual cannot be shown now.">{error.message}</Message>}
      {data?.lookedAt === null && (
        <p className="nothing">Nobody has looked yet. The first look comes soon.</p>
      )}
      {data?.lookedAt && standing.length === 0 && (
        <p className="nothing">Nothing is unusual{judgedUntilWords(data.judgedUntil)}.</p>
      )}
      {standing.length > 0 && (
        <Episodes label="Unusual now" {...{ panel, address }} anomalies={standing} onAct={acts.ask} />
      )}
      {recent.length > 0 && (
        <details className="recent-anomalies">
          <summary>Over in the last week: {recent.length}</summary>
          <Episodes label="Over in the last week" {...{ panel, address }} anomalies={recent} />
        </details>
      )}
      {data &&
        [...unjudgedWords(data), ...(data.lookedAt ? [vendorWords(data)] : [])].map((words) => (
          <p key={words} className="note">
            {words}
          </p>
        ))}
      {acts.dialog}
    </Panel>
  );
}

interface EpisodesProps {
  readonly label: string;
  readonly panel: AnomalyPanelData;
  /** Of the page. */
  readonly address: string;
  readonly anomalies: readonly ListedAnomaly[];
  /** Of episodes that are not over. */
  readonly onAct?: (anomaly: ListedAnomaly, act: AnomalyActName) => void;
}

function Episodes({ label, panel, address, anomalies, onAct }: EpisodesProps) {
  return (
    <ul className="anomalies" aria-label={label}>
      {anomalies.map((anomaly) => (
        <AnomalyEntry
          key={anomaly.id}
          anomaly={anomaly}
          kpi={panel.invoices[anomaly.stage]}
          back={address}
          href={anomalyHref(anomaly.id, address)}
          {...(onAct && { onAct: (act) => onAct(anomaly, act) })}
        />
      ))}
    </ul>
  );
}

function judgedUntilWords(until: string | null): string {
  return until === null ? '' : `, judged up to ${formatInstant(until, 'full')}`;
}

function anomalyCells(anomaly: ListedAnomaly): CsvRow {
  const { id, sentence, from, until, state, actual, expected, acknowledged, asExpected } = anomaly;
  return {
    ...{ id, state, from, until, actual: `${actual}`, expected: `${expected}`, sentence },
    ...{ acknowledgedBy: acknowledged?.by ?? '', acknowledgedAt: acknowledged?.at ?? '' },
    ...{ toBeExpectedBy: asExpected?.by ?? '', toBeExpectedAt: asExpected?.at ?? '' },
    toBeExpectedBecause: asExpected?.reason ?? '',
  };
}
