import { useCallback, useRef, useState } from 'react';
import type {
  AnomalyActName,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { standingAndRecent, unjudgedWords } from '../../anomaly-words.ts';
import type { AnomalyPanel as AnomalyPanelData } from '../../pages/dashboard.ts';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { fetchAnomalies } from '../data/anomalies.ts';
import { currentOperator, useOperator } from '../data/operator.ts';
import { usePolled } from '../data/use-polled.ts';
import type { Board } from '../figures/board.ts';
import { CsvButton } from '../figures/csv-button.tsx';
import { type CsvRow, statedOfCell } from '../figures/panel-csv.ts';
import { formatInstant } from '../format/times.ts';
import { KeyDialog } from '../operator/key-dialog.tsx';
import { AnomalyDialog } from './anomaly-dialog.tsx';
import { AnomalyEntry } from './anomaly-entry.tsx';

const pollMs = 15_000;

/** What is unusual about the events of the cell, in one sentence each, and what lately was. */
export function AnomalyPanel({ panel, board }: { panel: AnomalyPanelData; board: Board }) {
  const { feed, looker, address } = board;
  // An act asks anew: another function is another question.
  const [acts, setActs] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each act makes another function
  const ask = useCallback((signal: AbortSignal) => fetchAnomalies(signal), [acts]);
  const polled = usePolled(ask, pollMs);
  const lastListing = useRef(polled.data);
  if (polled.data) lastListing.current = polled.data;
  const data = polled.data ?? lastListing.current;
  const { error } = polled;
  const operator = useOperator();
  const [asked, setAsked] = useState<{ readonly anomaly: ListedAnomaly; readonly act: AnomalyActName }>();
  const close = (isDone: boolean) => {
    setAsked(undefined);
    if (isDone) setActs((before) => before + 1);
  };
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
        <ul className="anomalies" aria-label="Unusual now">
          {standing.map((anomaly) => (
            <AnomalyEntry
              key={anomaly.id}
              anomaly={anomaly}
              kpi={panel.invoices[anomaly.stage]}
              back={address}
              onAct={(act) => setAsked({ anomaly, act })}
            />
          ))}
        </ul>
      )}
      {recent.length > 0 && (
        <details className="recent-anomalies">
          <summary>Over in the last week: {recent.length}</summary>
          <ul className="anomalies" aria-label="Over in the last week">
            {recent.map((anomaly) => (
              <AnomalyEntry
                key={anomaly.id}
                anomaly={anomaly}
                kpi={panel.invoices[anomaly.stage]}
                back={address}
              />
            ))}
          </ul>
        </details>
      )}
      {data &&
        unjudgedWords(data).map((words) => (
          <p key={words} className="note">
            {words}
          </p>
        ))}
      {asked && !operator && <KeyDialog onClose={() => currentOperator() || close(false)} />}
      {asked && operator && <AnomalyDialog {...asked} operator={operator} onClose={close} />}
    </Panel>
  );
}

function judgedUntilWords(until: string | null): string {
  return until === null ? '' : `, judged up to ${formatInstant(until, 'full')}`;
}

function anomalyCells({ id, sentence, from, until, state, actual, expected }: ListedAnomaly): CsvRow {
  return { id, state, from, until, actual: `${actual}`, expected: `${expected}`, sentence };
}
